"""Files that are only on a board: somebody's work, fetched before anything there is written.

They are kept in ``from-boards/`` of the data folder and not in the folder that is put on the board:
what one learner left on a borrowed board is no part of another's program, and would travel on from
there to the next board. What is kept already is not fetched again.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibako.boards import filing, keeping
from kibako.boards.keeping import OnKept
from kibako.boards.progress import Meter
from kibako.errors import BoardError
from kibako.protocol import survey
from kibako.protocol.files import TEMP_SUFFIX

if TYPE_CHECKING:
    from kibako.boards.board import Board

_SURVEY_S = 60.0


@dataclass(frozen=True, slots=True)
class Stray:
    """A file that is only on the board.

    Attributes:
        place: Where.
        size_bytes: Its size.
        sha256: Its SHA-256, ``""`` where the board cannot tell.
    """

    place: str
    size_bytes: int
    sha256: str = ""


def find_strays(board: "Board", folder: str, known: Collection[str]) -> list[Stray]:
    """Return what a folder on a board, and all below it, holds besides known files.

    Other file systems that hang there, such as an SD card, are left alone; so are empty files, and
    those whose names no file of ours can have.

    Args:
        board: The board, connected.
        folder: The folder, as :func:`kibako.boards.filing.place_of` gives it.
        known: The places of the known files.
    """
    if not board.profile.folders:
        listed = [(file.name, file.size_bytes) for file in filing.list_files(board, folder)]
        return [Stray(*each) for each in listed if _is_stray(board, *each, known)]
    try:
        output = board.file_program(survey.tree_program(folder), folder, timeout_s=_SURVEY_S)
    except BoardError as error:
        if error.code != "board_file_missing":
            raise
        return []
    listed = survey.parse_tree(output)
    found = dict(each for each in listed if _is_stray(board, *each, known))
    if not board.hashes or not found:
        return [Stray(place, size_bytes) for place, size_bytes in found.items()]
    strays: list[Stray] = []
    for part in survey.batches(list(found)):
        output = board.file_program(survey.survey_program(part), folder, timeout_s=_SURVEY_S)
        _, seen = survey.parse_survey(output, len(part))
        strays += [
            Stray(place, file.size_bytes, file.sha256)
            for place, file in zip(part, seen, strict=True)
            if file is not None
        ]
    return strays


def _is_stray(board: "Board", place: str, size_bytes: int, known: Collection[str]) -> bool:
    if place in known or not size_bytes or place.endswith(TEMP_SUFFIX):
        return False
    try:
        filing.place_of(board, place)
    except BoardError:
        return False  # a name that nothing of ours can have: it is never written over
    return True


def fetch_strays(
    board: "Board", strays: list[Stray], meter: Meter, on_kept: OnKept | None
) -> tuple[str, ...]:
    """Keep here what is only on the board.

    Args:
        board: The board, connected.
        strays: What is only there.
        meter: Counts on all of it; told of what arrives.
        on_kept: Told where each is kept.

    Returns:
        The files that were fetched; the others are kept already.

    Raises:
        FileError: One cannot be kept.
    """
    fetched: list[str] = []
    for stray in strays:
        meter.begin(stray.place, stray.size_bytes)
        place, size_bytes, sha256 = stray.place, stray.size_bytes, stray.sha256
        if not sha256 or not keeping.is_kept(board, place, size_bytes, sha256):
            content = filing.read_file(board, stray.place, meter)
            sha256 = hashlib.sha256(content).hexdigest()
            if not keeping.is_kept(board, stray.place, len(content), sha256):
                here = keeping.keep(board, stray.place, content)
                fetched.append(stray.place)
                if on_kept is not None:
                    on_kept(stray.place, here)
        meter.end()
    return tuple(fetched)


def remove_rests(board: "Board", wanted: Collection[str]) -> bool:
    """Remove what interrupted transfers of other files have left: unseen, it takes room.

    Args:
        board: The board, connected.
        wanted: The places of the files that are on their way now: their rests are of use.

    Returns:
        Whether there was any.
    """
    output = board.file_program(survey.tree_program("/"), "/", timeout_s=_SURVEY_S)
    rests = [
        place
        for place, _ in survey.parse_tree(output)
        if place.endswith(TEMP_SUFFIX) and place.removesuffix(TEMP_SUFFIX) not in wanted
    ]
    for place in rests:
        filing.remove(board, place)
    return bool(rests)
