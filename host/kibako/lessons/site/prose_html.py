"""Texts of packs as HTML: blocks of :mod:`kibako.lessons.prose`, readings as ``<ruby>``."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from kibako_access import ruby

from kibako.html import Html, join, tag
from kibako.lessons.prose import Block, Line, Piece, parse

_DEEPEST = 6
"""HTML has no headings below ``h6``."""

Picture = Callable[[str, str], Html]
"""Makes a picture of the file that a text names and of what it shows."""


def inline(text: str) -> Html:
    """Return one line of text with its readings, such as a title."""
    return pieces(Piece(part.text, "plain", part.reading) for part in ruby.parse(text))


def plain(text: str) -> str:
    """Return a text without its readings, for places that hold letters only."""
    return ruby.render(text, "normal")


def pieces(parts: Iterable[Piece]) -> Html:
    """Return the pieces of a line as HTML."""
    return join(_piece(part) for part in parts)


def blocks(text: str, level: int, picture: Picture) -> Html:
    """Return a whole text as HTML.

    Args:
        text: The text, in the notation of :mod:`kibako.lessons.prose`.
        level: The level of its highest headings, 2 to 6.
        picture: Makes its pictures.
    """
    found = parse(text)
    depths = sorted({block.level for block in found if block.kind == "heading"})
    made: list[Html] = []
    deepest = level
    for is_item, group in groupby(found, _list_kind):
        if is_item:
            made.append(_list(list(group), is_item))
            continue
        for block in group:
            if block.kind == "heading":
                # The levels of a page leave none out: who moves by headings would miss a floor.
                own = min(level + depths.index(block.level), deepest, _DEEPEST)
                deepest = own + 1
                made.append(tag(f"h{own}", _lines(block)))
            else:
                made.append(_block(block, picture))
    return join(made)


def _list_kind(block: Block) -> str:
    if block.kind != "item":
        return ""
    return "ul" if block.marker == "・" else "ol"


def _list(items: list[Block], kind: str) -> Html:
    """Return a list; a numbered one that goes on after some code keeps its numbers."""
    start = None
    if kind == "ol":
        first = int(items[0].marker.rstrip("."))
        start = first if first != 1 else None
    return tag(kind, [tag("li", _lines(item)) for item in items], start=start)


def _block(block: Block, picture: Picture) -> Html:
    if block.kind == "code":
        code = "\n".join(line[0].text for line in block.lines)
        return tag("pre", tag("code", code))
    if block.kind == "picture":
        alt = "".join(piece.text for line in block.lines for piece in line)
        return tag("figure", picture(block.file, alt))
    if block.kind == "table":
        return table(block.rows)
    if block.kind == "note":
        return tag("blockquote", tag("p", _lines(block)))
    return tag("p", _lines(block))


def table(rows: tuple[tuple[Line, ...], ...]) -> Html:
    """Return a table whose first row is its head."""
    head, *body = rows
    width = max(len(row) for row in rows)

    def cells(row: tuple[Line, ...], name: str, scope: str | None = None) -> Iterator[Html]:
        for at in range(width):
            filled = row[at] if at < len(row) else ()
            # A head without a word would be a head of nothing.
            yield tag(name if filled else "td", pieces(filled), scope=scope if filled else None)

    return tag(
        "table",
        tag("thead", tag("tr", cells(head, "th", "col"))),
        tag("tbody", [tag("tr", cells(row, "td")) for row in body]),
    )


def _lines(block: Block) -> Html:
    """Return the lines of a block, broken where its author broke them after a sentence."""
    made: list[Html] = []
    for at, line in enumerate(block.lines):
        if at:
            made.append(tag("br"))
        made.append(pieces(line))
    return join(made)


def _piece(piece: Piece) -> Html:
    shown = with_reading(piece.text, piece.reading) if piece.reading else join([piece.text])
    if piece.style == "plain":
        return shown
    return tag("code" if piece.style == "code" else "strong", shown)


def with_reading(text: str, reading: str) -> Html:
    """Return a word with its reading above it, in brackets where a browser knows no ruby."""
    return tag("ruby", text, tag("rp", "（"), tag("rt", reading), tag("rp", "）"))
