"""A file or a whole folder for a board: only what differs is sent, and nobody's work is lost."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.boards import filing, keeping, room, strays
from kibako.boards.keeping import OnKept
from kibako.boards.progress import Meter, OnProgress
from kibako.errors import BoardError, FileError, LinkLost
from kibako.protocol import survey
from kibako.protocol.files import TEMP_SUFFIX

if TYPE_CHECKING:
    from kibako.boards.board import Board

_SURVEY_S = 60.0
_FILES_MAX = 2000
_SKIPPED_NAMES = ("__pycache__",)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What :meth:`Board.sync_folder` did.

    Attributes:
        written: Files on the board that were new or changed.
        unchanged: Files that were the same already.
        fetched: Files that are only on the board and are kept here since now.
    """

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    fetched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """A file that differs: what it is to hold, and the old text where there is one."""

    path: str
    place: str
    data: bytes
    old: bytes | None


def sync_folder(
    board: "Board",
    folder: Path,
    target: str,
    on_kept: OnKept | None,
    on_progress: OnProgress | None,
) -> SyncReport:
    """See :meth:`Board.sync_folder`."""
    return sync_files(board, read_folder(folder), target, on_kept, on_progress)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return what a folder of this computer holds for a board.

    Args:
        folder: The folder; hidden files and what links lead out of it to are left out.

    Returns:
        The files' bytes, by their paths below the folder.

    Raises:
        FileError: It is missing or too large, or a file cannot be read.
    """
    return {part: _local(folder / part) for part in _walk(folder)}


def sync_files(
    board: "Board",
    files: Mapping[str, bytes],
    target: str = "/",
    on_kept: OnKept | None = None,
    on_progress: OnProgress | None = None,
) -> SyncReport:
    """Put what is new or changed on a board; delete nothing.

    Args:
        board: The board, connected.
        files: What it is to hold, by path below ``target``.
        target: The folder on the board.
        on_kept: Told where what is only on the board, and each old text, is kept.
        on_progress: Told how far it is.

    Returns:
        What was fetched, what was written and what was the same already.
    """
    base = "" if target.strip("/") == "" else "/" + target.strip("/")
    contents = {f"{base}/{part}": data for part, data in files.items()}
    folders = sorted({up for path in contents for up in _folders_above(path)})
    if folders and not board.profile.folders:
        raise BoardError("board_no_folders", path=folders[0], board=board.profile.name)
    meter = Meter(on_progress)
    known = {filing.place_of(board, path) for path in contents}
    lost = strays.find_strays(board, filing.place_of(board, base, is_folder=True), known)
    meter.expect(sum(stray.size_bytes for stray in lost))
    changes = _changes(board, contents, meter)
    changed = {change.path for change in changes}
    # All of it is safe here before the first file there is touched.
    fetched = strays.fetch_strays(board, lost, meter, on_kept)
    for change in changes:
        _keep_old(board, change, on_kept)
    for up in folders:
        if any(path.startswith(up + "/") for path in changed):
            _ensure_folder(board, up)
    for count, change in enumerate(changes):
        try:
            _write(board, change, meter)
        except LinkLost as error:
            raise _cut(error, count, len(changes)) from error
    same = sorted(path for path in contents if path not in changed)
    return SyncReport(tuple(change.path for change in changes), tuple(same), fetched)


def put_file(
    board: "Board",
    path: str,
    data: bytes,
    on_kept: OnKept | None,
    on_progress: OnProgress | None,
) -> bool:
    """See :meth:`Board.put_file`."""
    meter = Meter(on_progress)
    changes = _changes(board, {path: data}, meter)
    for change in changes:
        _keep_old(board, change, on_kept)
        _write(board, change, meter)
    return bool(changes)


def _cut(error: LinkLost, done: int, total: int) -> LinkLost:
    """Say how far it came: the next time only the rest is sent."""
    if error.code == "link_lost_writing":
        return LinkLost("sync_cut_kept", done=done, total=total, **error.fields)
    return LinkLost("sync_cut", done=done, total=total, **error.fields)


def _write(board: "Board", change: _Change, meter: Meter) -> None:
    meter.begin(change.path, len(change.data))
    filing.write_over(board, change.place, change.data, change.old, meter)
    meter.end()


def _changes(board: "Board", contents: dict[str, bytes], meter: Meter) -> list[_Change]:
    """Return what differs on the board, its old texts fetched; refuse what cannot fit."""
    places = {filing.place_of(board, path): path for path in contents}
    if not places:
        return []
    new = {place: contents[path] for place, path in places.items()}
    if board.hashes:
        try:
            there, same = _seen_by_hash(board, new)
        except BoardError as error:
            if error.code != "board_no_room" or not strays.remove_rests(board, new):
                raise
            there, same = _seen_by_hash(board, new)
    elif board.profile.folders:
        there, same = dict.fromkeys(new, 0), set[str]()
    else:
        there, same = _seen_by_size(board, new)
    differing = {place: data for place, data in new.items() if place not in same}
    meter.expect(sum(there.get(place, 0) + len(data) for place, data in differing.items()))
    changes: list[_Change] = []
    for place, data in differing.items():
        old = None
        if place in there:
            meter.begin(places[place], there[place])
            old = filing.read_if_there(board, place, meter)
            meter.end()
        if old != data:
            changes.append(_Change(places[place], place, data, old))
        else:
            meter.expect(-len(data))
    return changes


def _seen_by_hash(board: "Board", new: dict[str, bytes]) -> tuple[dict[str, int], set[str]]:
    there: dict[str, int] = {}
    same: set[str] = set()
    free: survey.Room | None = None
    begun = {
        place + TEMP_SUFFIX: 0 for place, data in new.items() if len(data) > filing.RESUME_BYTES
    }
    for part in survey.batches([*new, *begun]):
        output = board.file_program(survey.survey_program(part), "/", timeout_s=_SURVEY_S)
        free, seen = survey.parse_survey(output, len(part))
        for place, file in zip(part, seen, strict=True):
            if file is None:
                continue
            if place in begun:
                begun[place] = file.size_bytes
                continue
            there[place] = file.size_bytes
            if file.sha256 == hashlib.sha256(new[place]).hexdigest():
                same.add(place)
    if free is not None:
        changed = {place: data for place, data in new.items() if place not in same}
        room.check_blocks(free, there, changed, begun.values())
    return there, same


def _seen_by_size(board: "Board", new: dict[str, bytes]) -> tuple[dict[str, int], set[str]]:
    there = {info.name: info.size_bytes for info in filing.list_files(board, "/")}
    room.check_chunks(board.profile.files_bytes, there, new)
    return there, set()


def _keep_old(board: "Board", change: _Change, on_kept: OnKept | None) -> None:
    if change.old:
        here = keeping.keep(board, change.place, change.old)
        if on_kept is not None:
            on_kept(change.path, here)


def _ensure_folder(board: "Board", path: str) -> None:
    try:
        filing.make_folder(board, path)
    except BoardError as error:
        if error.code != "board_file_exists":
            raise


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
        if path.stat().st_size > filing.FILE_BYTES_MAX:
            raise FileError("file_too_large_for_board", path=str(path))
        return path.read_bytes()
    except OSError as error:
        raise FileError("file_unreadable", path=str(path)) from error
