"""Files on a board: nothing is lost when the cable is pulled, nothing half-written is kept."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.boards import keeping
from kibako.errors import BoardError, FileError, LinkLost, RemoteProtocolError
from kibako.protocol import files, sending
from kibako.protocol.files import TEMP_SUFFIX, FileInfo
from kibako.protocol.sending import Letters

if TYPE_CHECKING:
    from kibako.boards.board import Board

_REFUSED = (BoardError, FileError, RemoteProtocolError)
"""The board is there and did not do it: what was begun can be put right."""
_HARMED = (
    "board_wrote_wrong",
    "board_refused",
    "board_restarted",
    "board_garbage",
    "board_no_answer",
)
"""What comes of bytes that are not the same at the other end of the link."""
FILE_BYTES_MAX = 16 << 20


def list_files(board: "Board", path: str) -> list[FileInfo]:
    """See :meth:`Board.list_files`."""
    folders = board.profile.folders
    place = place_of(board, path, is_folder=True)
    output = board.file_program(files.list_program(place, folders=folders), path)
    return [f for f in files.parse_listing(output, place) if not f.name.endswith(TEMP_SUFFIX)]


def read_file(board: "Board", path: str) -> bytes:
    """See :meth:`Board.read_file`."""
    place = place_of(board, path)
    program = files.read_program(place, _chunk_bytes(board))
    # Two letters for each byte at worst, four where it travels as a Python literal.
    limit_s = 30.0 + 4 * max(board.profile.files_bytes, FILE_BYTES_MAX // 64) / 5000
    return files.parse_read(board.file_program(program, path, limit_s))


def write_file(board: "Board", path: str, data: bytes) -> None:
    """See :meth:`Board.write_file`."""
    place = place_of(board, path)
    if len(data) > (board.profile.files_bytes or FILE_BYTES_MAX):
        raise BoardError("board_full", path=path)
    old = None if board.profile.rename else read_if_there(board, path)
    if board.profile.rename or old != data:
        write_over(board, place, data, old)


def write_over(board: "Board", place: str, data: bytes, old: bytes | None) -> None:
    """Write a file whose old text is known.

    Args:
        board: The board, connected.
        place: The file, as :func:`place_of` gives it.
        data: What it is to hold.
        old: What it holds, for boards without rename; None where there is no such file.
    """
    if board.profile.rename:
        _write_beside(board, place, data)
    else:
        _write_in_place(board, place, data, old)


def read_if_there(board: "Board", path: str) -> bytes | None:
    """Return what a file holds, None where there is no such file."""
    try:
        return read_file(board, path)
    except BoardError as error:
        if error.code != "board_file_missing":
            raise
        return None


def remove(board: "Board", path: str) -> None:
    """See :meth:`Board.remove`."""
    place = place_of(board, path)
    board.file_program(files.remove_program(place, folders=board.profile.folders), path)


def make_folder(board: "Board", path: str) -> None:
    """See :meth:`Board.make_folder`."""
    if not board.profile.folders:
        raise BoardError("board_no_folders", path=path, board=board.profile.name)
    board.file_program(files.make_folder_program(place_of(board, path)), path)


def _write_beside(board: "Board", place: str, data: bytes) -> None:
    temp = place + TEMP_SUFFIX
    try:
        _send_proven(board, temp, data, lambda: _prove_and_rename(board, temp, place, data))
    except _REFUSED:
        with suppress(*_REFUSED):
            board.file_program(files.remove_program(temp, folders=board.profile.folders), temp)
        raise


def _write_in_place(board: "Board", place: str, data: bytes, old: bytes | None) -> None:
    kept = None if old is None else keeping.keep(board, place, old, keeping.WRITING)
    try:
        try:
            _send_proven(board, place, data, lambda: _prove(board, place, data))
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


def _send_proven(board: "Board", place: str, data: bytes, prove: Callable[[], None]) -> None:
    """Send a file and prove it; in plain letters when bytes as they are do not get through.

    A bridge may speak Telnet, a serial adapter may carry seven bits: then nothing of ours is wrong.
    """
    if board.raw_bytes:
        try:
            _send(board, place, data)
            prove()
        except (BoardError, RemoteProtocolError) as error:
            if error.code not in _HARMED:
                raise
            board.raw_bytes = False
        else:
            return
    _send(board, place, data)
    prove()


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
    letters: Letters = "base64" if board.hashes else "literal"
    if board.raw_bytes:
        letters = "raw"
    programs = sending.write_programs(
        place, data, _piece_bytes(board), letters, deflate=board.expands
    )
    try:
        for program in programs:
            board.file_program(program, place)
    except _REFUSED:
        with suppress(*_REFUSED):
            board.file_program("f.close()\ndel f\n", place)
        raise


def _prove_and_rename(board: "Board", temp: str, place: str, data: bytes) -> None:
    if not board.hashes:
        _prove(board, temp, data)
        board.file_program(files.rename_program(temp, place), place)
        return
    right = hashlib.sha256(data).hexdigest()
    output = board.file_program(files.rename_program(temp, place, right), place)
    if files.parse_hash(output) != right:
        raise BoardError("board_wrote_wrong", path=place)


def _prove(board: "Board", place: str, data: bytes) -> None:
    if board.hashes:
        output = board.file_program(files.hash_program(place), place)
        proven = files.parse_hash(output) == hashlib.sha256(data).hexdigest()
    else:
        proven = read_file(board, place) == data
    if not proven:
        raise BoardError("board_wrote_wrong", path=place)


def _piece_bytes(board: "Board") -> int:
    """What one program carries: more where bytes travel as they are, or compressed."""
    if board.raw_bytes or board.expands:
        return max(_chunk_bytes(board), min(4096, _heap_bytes(board) // 40))
    return _chunk_bytes(board)


def _chunk_bytes(board: "Board") -> int:
    """A sixtieth of the board's memory: it holds the program's text and its bytes at once."""
    return max(64, min(2048 if board.hashes else 128, _heap_bytes(board) // 64))


def _heap_bytes(board: "Board") -> int:
    """The board's memory for programs; what is free of it on a board that Kibako does not know."""
    return board.profile.heap_bytes or board.identity.heap_free_bytes


def place_of(board: "Board", path: str, *, is_folder: bool = False) -> str:
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
