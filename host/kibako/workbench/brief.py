"""Announcements for fingers: their short forms in braille, one row of a display after the other."""

from collections.abc import Iterator

from kibako_access import braille

from kibako import strings
from kibako.lessons.prose import parse
from kibako.workbench.announcing import Announcement
from kibako.workbench.questions import spoken_language


def rows(told: Announcement, width: int = braille.WIDTH) -> list[str]:
    """Return an announcement as rows of Unicode braille.

    The short form of one of our sentences is one row with usual values; what a program prints and
    the text of a step take as many as they need.

    Args:
        told: What is to be told.
        width: How many cells the display has.
    """
    lang = spoken_language()
    return [row for text in _texts(told) for row in braille.lines(braille.prose(text, lang), width)]


def _texts(told: Announcement) -> Iterator[str]:
    if told.manner == "step":
        for block in parse(told.text):
            for line in block.lines:
                yield "".join(piece.shown("kana") for piece in line)
    elif told.name:
        yield strings.text(f"brief.{told.name}", **(told.fields or {}))
    elif told.text:
        yield told.text
