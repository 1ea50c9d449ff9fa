"""Files on a board are somebody's work: what is written over is kept on this computer first."""

import os
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import paths
from kibako.errors import FileError

if TYPE_CHECKING:
    from kibako.boards.board import Board

REPLACED = "from-boards"
"""In the data folder: what a newer file took the place of on a board."""
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
    who = board.identity.board_id or board.profile.id
    folder = paths.private_folder(
        paths.data_dir() / room / who / time.strftime("%Y%m%d-%H%M%S", time.localtime())
    )
    name = place.strip("/").replace("/", "_")
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
        reason = error.strerror or str(error)
        raise FileError("keep_failed", path=place, folder=str(folder), reason=reason) from error
    return path


def _new_file(folder: Path, name: str) -> tuple[Path, int]:
    for number in count(1):
        path = folder / (name if number == 1 else f"{name}.{number}")
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
    raise AssertionError  # the numbers never end
