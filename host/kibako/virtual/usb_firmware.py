"""What runs on a board of the virtual bench, and what its drive made of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kibako.images.image import said_in
from kibako.images.targets import Target, targets

Kind = Literal["micropython", "silent", "circuitpython", "arduino", "garbage"]


@dataclass(frozen=True, slots=True)
class Firmware:
    """What a board runs.

    Attributes:
        version: Of a MicroPython, such as ``1.27.0``.
        built: When it was built, ``""``: unknown.
        release: The micro:bit's own number, ``""`` elsewhere.
        board: The board that it was built for, by id: that of a Pico W runs on a Pico too, and
            says that it is one. ``""``: for the board that it is on.
        kind: What it is: ``micropython``; a ``silent`` program that answers nothing; what a board
            may come with from another club (``circuitpython``, ``arduino``); or a board that sends
            ``garbage``.
    """

    version: str = ""
    built: str = ""
    release: str = ""
    board: str = ""
    kind: Kind = "micropython"


SILENT = Firmware(kind="silent")
"""A program that never talks: the demonstration on a new micro:bit, or half an image."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a board made of a file.

    Attributes:
        ended: It knows that no more will come: it took the file, or gave it up.
        failure: What it complains of; ``""``: nothing.
        firmware: What is in its flash now; None: what was there before.
    """

    ended: bool
    failure: str = ""
    firmware: Firmware | None = None


def firmware_in(pieces: Mapping[int, bytes], target: Target) -> Firmware:
    """Return what a board runs whose flash holds these bytes.

    Only a MicroPython that names this board runs, or one with the same processor: what it says of
    its version is what the board's REPL says then.

    Args:
        pieces: All bytes that were written, by address; those that touch are one piece.
        target: The board.
    """
    content = b"\0".join(pieces[address] for address in sorted(pieces))
    said = said_in(content)
    begins = target.image.ranges[0][0] in pieces  # the processor finds the program's start there
    alike = (each for each in targets().values() if each.image.numbers == target.image.numbers)
    board = next((each.id for each in alike if each.image.mark.encode() in content), None)
    if not begins or not said.version or board is None:
        return SILENT
    return Firmware(said.version, said.built, said.release, "" if board == target.id else board)
