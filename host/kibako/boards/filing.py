"""Files on a board: nothing is lost when the cable is pulled, nothing half-written is kept."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.boards import keeping
from kibako.errors import BoardError, FileError, LinkLost, RemoteProtocolError
from kibako.protocol import files
from kibako.protocol.files import TEMP_SUFFIX, FileInfo

if TYPE_CHECKING:
    from kibako.boards.board import Board

OnKept = Callable[[str, Path], None]
"""Told of a file on the board and where here its old text is kept, before it is written over."""

_REFUSED = (BoardError, FileError, RemoteProtocolError)
"""The board is there and did not do it: what was begun can be put right."""
_HASHES_AT_ONCE = 16
_FILE_BYTES_MAX = 16 << 20
_FILES_MAX = 2000
_SKIPPED_NAMES = ("__pycache__",)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What :meth:`Board.sync_folder` did.

    Attributes:
        written: Files on the board that were new or changed.
        unchanged: Files that were the same already.
    """

    written: tuple[str, ...]
    unchanged: tuple[str, ...]


def list_files(board: "Board", path: str) -> list[FileInfo]:
    """See :meth:`Board.list_files`."""
    folders = board.profile.folders
    place = _place(board, path, is_folder=True)
    output = board.file_program(files.list_program(place, folders=folders), path)
    return [f for f in files.parse_listing(output, place) if not f.name.endswith(TEMP_SUFFIX)]


def read_file(board: "Board", path: str) -> bytes:
    """See :meth:`Board.read_file`."""
    place = _place(board, path)
    program = files.read_program(place, _chunk_bytes(board))
    # Two letters for each byte at worst, four where it travels as a Python literal.
    limit_s = 30.0 + 4 * max(board.profile.files_bytes, _FILE_BYTES_MAX // 64) / 5000
    return files.parse_read(board.file_program(program, path, limit_s))


def write_file(board: "Board", path: str, data: bytes) -> None:
    """See :meth:`Board.write_file`."""
    place = _place(board, path)
    room = board.profile.files_bytes or _FILE_BYTES_MAX
    if len(data) > room:
        raise BoardError("board_full", path=path)
    if board.profile.rename:
        _write_beside(board, place, data)
    else:
        _write_in_place(board, place, data)


def remove(board: "Board", path: str) -> None:
    """See :meth:`Board.remove`."""
    place = _place(board, path)
    board.file_program(files.remove_program(place, folders=board.profile.folders), path)


def make_folder(board: "Board", path: str) -> None:
    """See :meth:`Board.make_folder`."""
    if not board.profile.folders:
        raise BoardError("board_no_folders", path=path, board=board.profile.name)
    board.file_program(files.make_folder_program(_place(board, path)), path)


def sync_folder(board: "Board", folder: Path, target: str, on_kept: OnKept | None) -> SyncReport:
    """See :meth:`Board.sync_folder`."""
    found = list(_walk(folder))
    base = "" if target.strip("/") == "" else "/" + target.strip("/")
    wanted = {f"{base}/{part}": folder / part for part in found}
    folders = sorted({up for path in wanted for up in _folders_above(path)})
    if folders and not board.profile.folders:
        raise BoardError("board_no_folders", path=folders[0], board=board.profile.name)
    contents = {path: _local(here) for path, here in wanted.items()}
    for path in contents:
        _place(board, path)
    same = _same(board, contents)
    changed = [path for path in contents if path not in same]
    for up in folders:
        if any(path.startswith(up + "/") for path in changed):
            _ensure_folder(board, up)
    for path in changed:
        _keep_old(board, path, _read_if_there(board, path), on_kept)
        write_file(board, path, contents[path])
    return SyncReport(tuple(changed), tuple(sorted(same)))


def put_file(board: "Board", path: str, data: bytes, on_kept: OnKept | None) -> bool:
    """See :meth:`Board.put_file`."""
    old = _read_if_there(board, path)
    if old == data:
        return False
    _keep_old(board, path, old, on_kept)
    write_file(board, path, data)
    return True


def _keep_old(board: "Board", path: str, old: bytes | None, on_kept: OnKept | None) -> None:
    if old:
        here = keeping.keep(board, path, old)
        if on_kept is not None:
            on_kept(path, here)


def _read_if_there(board: "Board", path: str) -> bytes | None:
    try:
        return read_file(board, path)
    except BoardError as error:
        if error.code != "board_file_missing":
            raise
        return None


def _ensure_folder(board: "Board", path: str) -> None:
    try:
        make_folder(board, path)
    except BoardError as error:
        if error.code != "board_file_exists":
            raise


def _write_beside(board: "Board", place: str, data: bytes) -> None:
    temp = place + TEMP_SUFFIX
    try:
        _send(board, temp, data)
        _prove(board, temp, data)
        board.file_program(files.rename_program(temp, place), place)
    except _REFUSED:
        with suppress(*_REFUSED):
            board.file_program(files.remove_program(temp, folders=board.profile.folders), temp)
        raise


def _write_in_place(board: "Board", place: str, data: bytes) -> None:
    old = _read_if_there(board, place)
    if old == data:
        return
    kept = None if old is None else keeping.keep(board, place, old, keeping.WRITING)
    try:
        try:
            _send(board, place, data)
            _prove(board, place, data)
        except _REFUSED:
            _put_back(board, place, old, kept)
            if kept is not None:
                kept.unlink(missing_ok=True)
            raise
    except LinkLost as error:
        if kept is None:
            raise
        port = board.link.description
        raise LinkLost("link_lost_writing", port=port, path=place, kept=str(kept)) from error
    if kept is not None:
        kept.unlink(missing_ok=True)


def _put_back(board: "Board", place: str, old: bytes | None, kept: Path | None) -> None:
    try:
        if old is None:
            board.file_program(files.remove_program(place, folders=False), place)
        else:
            _send(board, place, old)
            _prove(board, place, old)
    except _REFUSED as error:
        if kept is None:
            return
        if isinstance(error, FileError):
            raise FileError("computer_full_kept", path=place, kept=str(kept)) from error
        raise BoardError("board_restore_failed", path=place, kept=str(kept)) from error


def _send(board: "Board", place: str, data: bytes) -> None:
    programs = files.write_programs(place, data, _chunk_bytes(board), base64=board.hashes)
    try:
        for program in programs:
            board.file_program(program, place)
    except _REFUSED:
        with suppress(*_REFUSED):
            board.file_program("f.close()\ndel f\n", place)
        raise


def _prove(board: "Board", place: str, data: bytes) -> None:
    if board.hashes:
        output = board.file_program(files.hash_program(place), place)
        proven = files.parse_hash(output) == hashlib.sha256(data).hexdigest()
    else:
        proven = read_file(board, place) == data
    if not proven:
        raise BoardError("board_wrote_wrong", path=place)


def _same(board: "Board", contents: dict[str, bytes]) -> set[str]:
    if board.hashes:
        return _same_by_hash(board, contents)
    there = {info.path: info.size_bytes for info in list_files(board, "/")}
    likely = [path for path, data in contents.items() if there.get(path) == len(data)]
    return {path for path in likely if read_file(board, path) == contents[path]}


def _same_by_hash(board: "Board", contents: dict[str, bytes]) -> set[str]:
    order = list(contents)
    same: set[str] = set()
    for start in range(0, len(order), _HASHES_AT_ONCE):
        part = order[start : start + _HASHES_AT_ONCE]
        output = board.file_program(files.hashes_program(part), "/", timeout_s=60.0)
        for path, seen in zip(part, files.parse_hashes(output, len(part)), strict=True):
            if seen == hashlib.sha256(contents[path]).hexdigest():
                same.add(path)
    return same


def _chunk_bytes(board: "Board") -> int:
    """A sixtieth of the board's memory: it holds the program's text and its bytes at once."""
    share = board.profile.heap_bytes // 64
    return max(64, min(2048 if board.hashes else 128, share))


def _place(board: "Board", path: str, *, is_folder: bool = False) -> str:
    """Return the path as the board wants it, or refuse it."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    odd = any(part == ".." or not part.isprintable() for part in parts)
    limit = board.profile.name_bytes_max
    too_long = any(len(part.encode("utf-8", "replace")) > limit for part in parts)
    if odd or too_long or (not parts and not is_folder):
        raise BoardError("board_name_bad", path=path)
    if not board.profile.folders:
        if len(parts) > (0 if is_folder else 1):
            raise BoardError("board_no_folders", path=path, board=board.profile.name)
        return parts[0] if parts else "/"
    return "/" + "/".join(parts)


def _folders_above(path: str) -> list[str]:
    parts = path.strip("/").split("/")[:-1]
    return ["/" + "/".join(parts[: end + 1]) for end in range(len(parts))]


def _walk(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        raise FileError("folder_missing", path=str(folder))
    root = folder.resolve()
    count = 0
    for path in sorted(folder.rglob("*")):
        part = path.relative_to(folder)
        if any(name.startswith(".") or name in _SKIPPED_NAMES for name in part.parts):
            continue
        # A link may lead out of the folder: what is not in it was not meant.
        if path.is_file() and path.resolve().is_relative_to(root):
            count += 1
            if count > _FILES_MAX:
                raise FileError("folder_too_large", path=str(folder), count=_FILES_MAX)
            yield part.as_posix()


def _local(path: Path) -> bytes:
    try:
        if path.stat().st_size > _FILE_BYTES_MAX:
            raise FileError("file_too_large_for_board", path=str(path))
        return path.read_bytes()
    except OSError as error:
        raise FileError("file_unreadable", path=str(path)) from error
