"""Files on a board: nothing is lost when the cable is pulled, nothing half-written is kept."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.boards import keeping
from kibako.boards.progress import SILENT, Meter, OnProgress
from kibako.boards.room import place_on
from kibako.errors import BoardError, FileError, LinkLost, RemoteProtocolError
from kibako.protocol import files, sending, survey
from kibako.protocol.files import TEMP_SUFFIX, FileInfo
from kibako.protocol.sending import Letters

if TYPE_CHECKING:
    from kibako.boards.board import Board

_REFUSED = (BoardError, FileError, RemoteProtocolError)
"""The board is there and did not do it: what was begun can be put right."""
_STOPPED = (*_REFUSED, KeyboardInterrupt, SystemExit)
"""The same, or a person wants no more of it."""
_HARMED = (
    "board_wrote_wrong",
    "board_refused",
    "board_restarted",
    "board_garbage",
    "board_no_answer",
    "board_misses_bytes",
)
"""What comes of bytes that are not the same at the other end of the link."""
FILE_BYTES_MAX = 16 << 20
RESUME_BYTES = 16384
"""What is worth a question whether it is there already; and how much a pulled plug may cost."""
_UNPASTED_BYTES = 256
"""What one program carries without raw paste: a lost byte costs it all."""
_HASH_S = 60.0


def list_files(board: "Board", path: str) -> list[FileInfo]:
    """See :meth:`Board.list_files`."""
    folders = board.profile.folders
    place = place_of(board, path, is_folder=True)
    output = board.file_program(files.list_program(place, folders=folders), path)
    return [f for f in files.parse_listing(output, place) if not f.name.endswith(TEMP_SUFFIX)]


def read_file(board: "Board", path: str, meter: Meter = SILENT) -> bytes:
    """Return what a file holds.

    Args:
        board: The board, connected.
        path: The file.
        meter: Told of what arrives; its owner has begun with the file.
    """
    place = place_of(board, path)
    chunk_bytes = _chunk_bytes(board)
    lines = 0

    def count(printed: bytes) -> None:
        nonlocal lines
        lines += printed.count(b"\n")
        meter.at(lines * chunk_bytes)

    program = files.read_program(place, chunk_bytes)
    # Two letters for each byte at worst, four where it travels as a Python literal.
    limit_s = 30.0 + 4 * max(board.profile.files_bytes, FILE_BYTES_MAX // 64) / 5000
    return files.parse_read(board.file_program(program, path, limit_s, count))


def fetch_file(board: "Board", path: str, on_progress: OnProgress | None) -> bytes:
    """See :meth:`Board.read_file`."""
    if on_progress is None:
        return read_file(board, path)
    place = place_of(board, path)
    program = files.size_program(place, folders=board.profile.folders)
    size_bytes = files.parse_size(board.file_program(program, path))
    meter = Meter(on_progress)
    meter.expect(size_bytes)
    meter.begin(path, size_bytes)
    content = read_file(board, path, meter)
    meter.end()
    return content


def write_file(board: "Board", path: str, data: bytes) -> None:
    """See :meth:`Board.write_file`."""
    place = place_of(board, path)
    if len(data) > (board.profile.files_bytes or FILE_BYTES_MAX):
        raise BoardError("board_full", path=path)
    old = None if board.profile.rename else read_if_there(board, path)
    if board.profile.rename or old != data:
        write_over(board, place, data, old)


def write_over(
    board: "Board", place: str, data: bytes, old: bytes | None, meter: Meter = SILENT
) -> None:
    """Write a file whose old text is known.

    Args:
        board: The board, connected.
        place: The file, as :func:`place_of` gives it.
        data: What it is to hold.
        old: What it holds, for boards without rename; None where there is no such file.
        meter: Told of what arrives; its owner has begun with the file.
    """
    if board.profile.rename:
        _write_beside(board, place, data, meter)
    else:
        _write_in_place(board, place, data, old, meter)


def read_if_there(board: "Board", path: str, meter: Meter = SILENT) -> bytes | None:
    """Return what a file holds, None where there is no such file."""
    try:
        return read_file(board, path, meter)
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


def _write_beside(board: "Board", place: str, data: bytes, meter: Meter) -> None:
    temp = place + TEMP_SUFFIX
    try:
        start = _there_already(board, temp, data)
        _send_proven(
            board, temp, data, lambda: _prove_and_rename(board, temp, place, data), meter, start
        )
    except _STOPPED:
        with suppress(*_REFUSED):
            board.file_program(files.remove_program(temp, folders=board.profile.folders), temp)
        raise


def _write_in_place(
    board: "Board", place: str, data: bytes, old: bytes | None, meter: Meter
) -> None:
    kept = None if old is None else keeping.keep(board, place, old, keeping.WRITING)
    try:
        try:
            _send_proven(board, place, data, lambda: _prove(board, place, data), meter)
        except _STOPPED:
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


def _there_already(board: "Board", temp: str, data: bytes) -> int:
    """Return how much of a large file an earlier, interrupted transfer has left, and is right."""
    if not (board.hashes and board.pastes) or len(data) <= RESUME_BYTES:
        return 0
    # After a lost link, unlike after a pulled plug, the board still has the file open.
    closing = "try:\n f.close()\n del f\nexcept NameError:\n pass\n"
    output = board.file_program(closing + survey.survey_program([temp]), temp, timeout_s=_HASH_S)
    _, (seen,) = survey.parse_survey(output, 1)
    if seen is None or seen.size_bytes > len(data):
        return 0
    right = hashlib.sha256(data[: seen.size_bytes]).hexdigest()
    return seen.size_bytes if seen.sha256 == right else 0


def _send_proven(
    board: "Board",
    place: str,
    data: bytes,
    prove: Callable[[], None],
    meter: Meter,
    start: int = 0,
) -> None:
    """Send a file and prove it; in plain letters when bytes as they are do not get through.

    A bridge may speak Telnet, a serial adapter may carry seven bits: then nothing of ours is wrong.
    """
    if board.raw_bytes:
        try:
            _send(board, place, data, meter, start)
            prove()
        except (BoardError, RemoteProtocolError) as error:
            if error.code not in _HARMED:
                raise
            board.raw_bytes = False
            start = 0
        else:
            return
    _send(board, place, data, meter, start)
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


def _send(board: "Board", place: str, data: bytes, meter: Meter = SILENT, start: int = 0) -> None:
    letters: Letters = "base64" if board.hashes else "literal"
    if board.raw_bytes:
        letters = "raw"
    if board.pastes:
        pieces = sending.write_programs(
            place,
            data,
            _piece_bytes(board),
            letters,
            deflate=board.expands,
            start=start,
            flush_bytes=RESUME_BYTES if board.hashes else 0,
        )
    else:
        letters = "raw" if board.raw_bytes else "literal"
        pieces = sending.proven_programs(place, data, _UNPASTED_BYTES, letters)
    try:
        for piece in pieces:
            board.file_program(piece.program, place, says=piece.says)
            meter.at(piece.there_bytes)
    except _STOPPED:
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
    return place_on(board.profile, path, is_folder=is_folder)
