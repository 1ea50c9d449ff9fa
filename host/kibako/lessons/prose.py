"""A text of a pack taken apart into blocks and pieces, which each face then shows its own way.

The notation is a small part of Markdown: ``#`` headings, paragraphs, ``-`` and ``1.`` lists,
``>`` notes, fenced code, tables, ``![what it shows](file)`` on a line of its own, `` `code` `` and
``**strong**``; and ruby in the Aozora notation. A Markdown library is no help here: by CommonMark's
rules ``**「木」**を`` is not strong, because no space stands beside the marks, and Japanese has
none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kibako_access import ruby

Kind = Literal["heading", "paragraph", "item", "note", "code", "picture", "table"]
Style = Literal["plain", "strong", "code"]

_MARKS = re.compile(r"`(?P<code>[^`\n]+)`|\*\*(?P<strong>[^*\n]+)\*\*")
_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<rest>.*)")
_ITEM = re.compile(r"(?P<mark>[-*]|\d{1,3}\.)\s+(?P<rest>.*)")
_NOTE = re.compile(r">\s?(?P<rest>.*)")
_PICTURE = re.compile(r"!\[(?P<alt>[^\]\n]{0,500})\]\((?P<file>[^()\s]{1,200})\)")
_ROW = re.compile(r"\|(?P<cells>.*)\|")
_RULE = re.compile(r"[\s:|-]*-[\s:|-]*")
_CELL_END = re.compile(r"(?<!\\)\|")
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


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, a note, lines of code, a picture or a table.

    Attributes:
        kind: Which of them.
        lines: The lines that stay lines; what a face wraps further is its own affair. Those of a
            picture say what it shows; those of a table hold one row each, said in full.
        marker: The mark of an item: ``・`` or its number.
        level: How deep a heading is: 1 is the highest.
        file: Where a picture is, as the text says it.
        rows: The rows of a table and their cells; the first row is its head.
    """

    kind: Kind
    lines: tuple[Line, ...]
    marker: str = ""
    level: int = 0
    file: str = ""
    rows: tuple[tuple[Line, ...], ...] = ()


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


def _table(rows: list[str]) -> Block:
    """Make a table of its rows; its lines repeat the head, so that each can be read alone."""
    cells = [
        tuple(
            _pieces(cell.strip().replace("\\|", "|")) for cell in _CELL_END.split(row.strip()[1:-1])
        )
        for row in rows
        if not _RULE.fullmatch(row)
    ]
    head, *body = cells
    lines = tuple(tuple(_said(head, row)) for row in body) or (tuple(_said((), head)),)
    return Block("table", lines, rows=tuple(cells))


def _said(head: tuple[Line, ...], row: tuple[Line, ...]) -> Iterator[Piece]:
    """Yield the cells of a row one after the other, each behind the head of its column."""
    for at, cell in enumerate(row):
        if at:
            yield Piece("; ")
        if at < len(head) and head[at]:
            yield from (*head[at], Piece(": "))
        yield from cell


def parse(text: str) -> tuple[Block, ...]:
    """Take a text apart.

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
        if pending and kind == "table":
            blocks.append(_table(pending))
        elif pending:
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
            level = len(heading["level"])
            blocks.append(Block("heading", (_pieces(heading["rest"]),), level=level))
        elif picture := _PICTURE.fullmatch(line):
            close()
            shows = (_pieces(picture["alt"]),) if picture["alt"] else ()
            blocks.append(Block("picture", shows, file=picture["file"]))
        elif _ROW.fullmatch(line) and not _RULE.fullmatch(line):
            if kind != "table":
                close()
                kind = "table"
            pending.append(line)
        elif kind == "table" and _RULE.fullmatch(line):
            pending.append(line)
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
            if kind in ("note", "table"):
                close()
            pending.append(line)
    close()
    return tuple(blocks)
