"""Readings of kanji in text: the Aozora ruby notation, and the three ways to show it.

``基板《きばん》`` gives the run of kanji before it a reading. ``｜`` says where the word starts
when it is not all kanji: ``｜光る《ひかる》``. Anything that is no ruby stays as it is written.
A voice, a screen reader and a braille display get each word once, in one of the two modes without
brackets.
"""

import re
from dataclasses import dataclass
from typing import Literal

Mode = Literal["normal", "furigana", "kana"]
"""ふつう (kanji alone), ふりがな (kanji and its reading), かなだけ (the reading alone)."""

MAX_BASE = 32
"""The longest word that takes a reading, in characters."""
MAX_READING = 64
"""The longest reading, in characters."""

_KANJI = "々〆〇ヶ\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_READING = rf"《(?P<reading>[^《》｜\n]{{1,{MAX_READING}}})》"
_RUBY = re.compile(
    rf"(?:｜(?P<marked>[^《》｜\n]{{1,{MAX_BASE}}})|(?P<run>[{_KANJI}]{{1,{MAX_BASE}}})){_READING}"
)
_KANJI_RUN = re.compile(rf"[{_KANJI}]+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text, with its reading if it has one."""

    text: str
    reading: str | None = None


def parse(text: str) -> tuple[Segment, ...]:
    """Split a text into pieces with and without a reading.

    Args:
        text: Text in the Aozora notation; any text is allowed.

    Returns:
        The pieces in order; none is empty.
    """
    segments: list[Segment] = []
    at = 0
    for match in _RUBY.finditer(text):
        if match.start() > at:
            segments.append(Segment(text[at : match.start()]))
        base = match["marked"] if match["marked"] is not None else match["run"]
        segments.append(Segment(base, match["reading"]))
        at = match.end()
    if at < len(text):
        segments.append(Segment(text[at:]))
    return tuple(segments)


def render(text: str, mode: Mode) -> str:
    """Return a text the way a reader wants to see it, in plain characters.

    Args:
        text: Text in the Aozora notation.
        mode: ``normal`` drops the readings, ``furigana`` puts them behind the word in
            brackets, ``kana`` shows them instead of the word.

    Returns:
        The text without the notation.
    """
    shown: list[str] = []
    for segment in parse(text):
        if segment.reading is None or mode == "normal":
            shown.append(segment.text)
        elif mode == "kana":
            shown.append(segment.reading)
        else:
            shown.append(f"{segment.text}({segment.reading})")
    return "".join(shown)


def without_reading(text: str) -> tuple[str, ...]:
    """Return each run of kanji that has no reading: what an author forgot.

    Args:
        text: Text in the Aozora notation.

    Returns:
        The runs in the order of the text, repeats included.
    """
    found: list[str] = []
    for segment in parse(text):
        if segment.reading is None:
            found += _KANJI_RUN.findall(segment.text)
        else:
            found += _KANJI_RUN.findall(segment.reading)
    return tuple(found)
