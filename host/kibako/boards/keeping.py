"""Files on a board are somebody's work: what is written over is kept on this computer first."""

import hashlib
import os
import re
import time
from collections.abc import Callable
from glob import escape
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import paths
from kibako.errors import FileError
from kibako.reasons import reason_of

if TYPE_CHECKING:
    from kibako.boards.board import Board

OnKept = Callable[[str, Path], None]
"""Told of a file on the board and where here its text is kept."""
REPLACED = "from-boards"
"""In the data folder: what a newer file took the place of on a board."""
_NO_NAME = re.compile(r'[/\\<>:"|?*]')
_NAME_BYTES = 200
WRITING = "kept"
"""In the data folder: what a board without rename loses for as long as it is written to."""


def keep(board: "Board", place: str, content: bytes, room: str = REPLACED) -> Path:
    """Keep what a file on a board holds, where only this user can read it.

    Nothing that was kept before is ever written over, also not within the same second.

    Args:
        board: The board, connected.
        place: The file on the board.
        content: What it holds.
        room: The folder in the data folder.

    Returns:
        The file here.

    Raises:
        FileError: It cannot be kept: then the file on the board must stay as it is.
    """
    folder = paths.private_folder(
        _folder(board, room) / time.strftime("%Y%m%d-%H%M%S", time.localtime())
    )
    name = _name(place)
    try:
        path, handle = _new_file(folder, name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = reason_of(error)
        raise FileError("keep_failed", path=place, folder=str(folder), reason=reason) from error
    return path


def is_kept(board: "Board", place: str, size_bytes: int, sha256: str) -> bool:
    """Return whether this very text of a file on a board was kept before.

    Args:
        board: The board, connected.
        place: The file on the board.
        size_bytes: The text's size.
        sha256: The text's SHA-256 in hexadecimal.
    """
    try:
        for path in _folder(board, REPLACED).glob(f"*/{escape(_name(place))}*"):
            if path.stat().st_size == size_bytes:
                if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                    return True
    except OSError:
        pass
    return False


def _folder(board: "Board", room: str) -> Path:
    return paths.data_dir() / room / (board.identity.board_id or board.profile.id)


def _name(place: str) -> str:
    """Return a name that any computer can give a file, whatever the board gave it."""
    name = _NO_NAME.sub("_", place.strip("/"))
    name = "".join(char if char.isprintable() else "_" for char in name)
    short = name.encode("utf-8", "replace")[:_NAME_BYTES].decode("utf-8", "ignore")
    return short.strip(". ") or "_"


def _new_file(folder: Path, name: str) -> tuple[Path, int]:
    for number in count(1):
        path = folder / (name if number == 1 else f"{name}.{number}")
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
    raise AssertionError  # the numbers never end
