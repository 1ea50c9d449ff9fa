"""The text of a step taken apart into blocks and pieces, which each face then shows its own way.

The notation is a small part of Markdown: ``#`` headings, paragraphs, ``-`` and ``1.`` lists,
``>`` notes, fenced code, `` `code` `` and ``**strong**``; and ruby in the Aozora notation. A
Markdown library is no help here: by CommonMark's rules ``**「木」**を`` is not strong, because no
space stands beside the marks, and Japanese has none.
"""

import re
from dataclasses import dataclass
from typing import Literal

from kibako_access import ruby

Kind = Literal["heading", "paragraph", "item", "note", "code"]
Style = Literal["plain", "strong", "code"]

_MARKS = re.compile(r"`(?P<code>[^`\n]+)`|\*\*(?P<strong>[^*\n]+)\*\*")
_HEADING = re.compile(r"#{1,6}\s+(?P<rest>.*)")
_ITEM = re.compile(r"(?P<mark>[-*]|\d{1,3}\.)\s+(?P<rest>.*)")
_NOTE = re.compile(r">\s?(?P<rest>.*)")
_SENTENCE_END = ("。", "！", "？", "」")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one style; ``reading`` is its ruby."""

    text: str
    style: Style = "plain"
    reading: str | None = None

    def shown(self, mode: ruby.Mode) -> str:
        """Return the piece as one of the three ways to read shows it."""
        if self.reading is None or mode == "normal":
            return self.text
        return self.reading if mode == "kana" else f"{self.text}({self.reading})"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, a note, or lines of code."""

    kind: Kind
    lines: tuple[tuple[Piece, ...], ...]
    """The lines that stay lines; what a face wraps further is its own affair."""
    marker: str = ""
    """The mark of an item: ``・`` or its number."""


def _pieces(text: str) -> tuple[Piece, ...]:
    """Split a line into pieces by its marks and its ruby."""
    found: list[Piece] = []

    def add(stretch: str, style: Style) -> None:
        for segment in ruby.parse(stretch):
            found.append(Piece(segment.text, style, segment.reading))

    at = 0
    for match in _MARKS.finditer(text):
        add(text[at : match.start()], "plain")
        if match["code"] is not None:
            found.append(Piece(match["code"], "code"))
        else:
            add(match["strong"], "strong")
        at = match.end()
    add(text[at:], "plain")
    return tuple(found)


def _joined(lines: list[str]) -> tuple[tuple[Piece, ...], ...]:
    """Join lines that were only broken in the source; a Japanese sentence keeps its line."""
    joined: list[str] = []
    for line in lines:
        if joined and not joined[-1].endswith(_SENTENCE_END):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return tuple(_pieces(line) for line in joined)


def parse(text: str) -> tuple[Block, ...]:
    """Take the text of a step apart.

    Args:
        text: Any text; what is no notation stays as it is written.

    Returns:
        The blocks in order.
    """
    blocks: list[Block] = []
    pending: list[str] = []
    kind: Kind = "paragraph"
    marker = ""

    def close() -> None:
        nonlocal kind, marker
        if pending:
            blocks.append(Block(kind, _joined(pending), marker))
            pending.clear()
        kind, marker = "paragraph", ""

    lines = iter(text.expandtabs(4).splitlines())
    for raw in lines:
        line = raw.strip()
        if line.startswith("```"):
            close()
            code: list[str] = []
            for inner in lines:
                if inner.strip().startswith("```"):
                    break
                code.append(inner)
            blocks.append(Block("code", tuple((Piece(one, "code"),) for one in code)))
        elif not line:
            close()
        elif heading := _HEADING.fullmatch(line):
            close()
            blocks.append(Block("heading", (_pieces(heading["rest"]),)))
        elif item := _ITEM.fullmatch(line):
            close()
            kind, marker = "item", "・" if item["mark"] in "-*" else item["mark"]
            pending.append(item["rest"])
        elif note := _NOTE.fullmatch(line):
            if kind != "note":
                close()
                kind = "note"
            if note["rest"]:
                pending.append(note["rest"])
        else:
            if kind == "note":
                close()
            pending.append(line)
    close()
    return tuple(blocks)
