"""Troubles for practice: which of the virtual boards on the bench misbehaves, and how."""

from collections.abc import Sequence

from kibako.errors import UsageError
from kibako.virtual.faults import Fault
from kibako.virtual.usb_faults import parse_usb_fault

MIX = "mix"
"""One of each that a mentor meets."""
_MIX = ("refuses", "drive-gone", "wrong-id", "never-back", "slow-drive:20000")
_FIRST, _STEP = 1, 3

Trouble = tuple[int, Fault]
"""The board's place on the bench, from 0, and what is wrong with it."""


def parse_troubles(text: str, boards: int) -> Sequence[Trouble]:
    """Read troubles as a person writes them.

    Args:
        text: ``NAME[:VALUE][@BOARD]``, several with commas between them, or ``mix``.
        boards: How many boards are on the bench.

    Returns:
        The troubles. One without a board gets one for itself, as far as there are enough.

    Raises:
        UsageError: No such trouble, value or board.
    """
    found: list[Trouble] = []
    words = [word for word in text.replace(MIX, ",".join(_MIX)).split(",") if word.strip()]
    for order, word in enumerate(words):
        name, at, place = word.partition("@")
        number = (_FIRST + _STEP * order) % boards
        if at:
            if not (place.isdecimal() and len(place) < 5 and 1 <= int(place) <= boards):
                raise UsageError("number_expected", argument=place or "-", limit=boards)
            number = int(place) - 1
        found.append((number, parse_usb_fault(name)))
    return found
