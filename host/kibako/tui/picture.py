"""The screen as an SVG picture that looks the same everywhere.

Textual's own export leaves the width of each letter to the reader's fonts, so Japanese and drawn
lamps shift. Here every letter stands on its own cell, and blocks, frames and dots are shapes.
"""

from html import escape

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.strip import Strip

CELL_WIDTH, CELL_HEIGHT = 10, 22
FONT_SIZE = 19
MARGIN = 14
BAR_HEIGHT = 34
FONTS = (
    "'Noto Sans Mono CJK JP','BIZ UDGothic','Hiragino Sans','MS Gothic',Menlo,Consolas,monospace"
)

_LINES = {
    "─": "l r", "│": "u d", "╭": "r d c", "╮": "l d c", "╰": "r u c", "╯": "l u c",
    "━": "l r b", "┃": "u d b", "┏": "r d b", "┓": "l d b", "┗": "r u b", "┛": "l u b",
}  # fmt: skip
"""How the letters of frames are drawn: to the left, right, up, down; curved; bold."""
_HALVES = {
    "▀": (0.0, 0.5), "▄": (0.5, 0.5), "█": (0.0, 1.0), "▁": (0.875, 0.125), "▂": (0.75, 0.25),
    "▃": (0.625, 0.375), "▅": (0.375, 0.625), "▆": (0.25, 0.75), "▇": (0.125, 0.875),
}  # fmt: skip
"""Blocks, as a share of the height: where they begin and how tall they are."""


def _hex(colour: RichColor | None, default: str, foreground: bool = True) -> str:
    if colour is None or colour.is_default:
        return default
    return "#{:02x}{:02x}{:02x}".format(*colour.get_truecolor(DEFAULT_TERMINAL_THEME, foreground))


def _frame(parts: str, x: float, y: float, colour: str) -> str:
    middle_x, middle_y = x + CELL_WIDTH / 2, y + CELL_HEIGHT / 2
    ends = {
        "l": (x, middle_y),
        "r": (x + CELL_WIDTH, middle_y),
        "u": (middle_x, y),
        "d": (middle_x, y + CELL_HEIGHT),
    }
    first, second, *how = parts.split()
    width = 3 if "b" in how else 1.4
    (ax, ay), (bx, by) = ends[first], ends[second]
    if "c" in how:
        path = f"M{ax},{ay} Q{middle_x},{middle_y} {bx},{by}"
    else:
        path = f"M{ax},{ay} L{middle_x},{middle_y} L{bx},{by}"
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width}" fill="none"/>'


def _letter(character: str, x: float, y: float, style: Style, colour: str) -> str:
    if character in _LINES:
        return _frame(_LINES[character], x, y, colour)
    if character in _HALVES:
        top, tall = _HALVES[character]
        return (
            f'<rect x="{x}" y="{y + top * CELL_HEIGHT}" width="{CELL_WIDTH}" '
            f'height="{tall * CELL_HEIGHT}" fill="{colour}"/>'
        )
    if character in "●○":
        fill = colour if character == "●" else "none"
        return (
            f'<circle cx="{x + CELL_WIDTH / 2}" cy="{y + CELL_HEIGHT / 2}" r="4" '
            f'fill="{fill}" stroke="{colour}" stroke-width="1.4"/>'
        )
    weight = ' font-weight="bold"' if style.bold else ""
    slant = ' font-style="italic"' if style.italic else ""
    line = ' text-decoration="underline"' if style.underline else ""
    size = cell_len(character) * CELL_WIDTH
    return (
        f'<text x="{x + size / 2}" y="{y + CELL_HEIGHT * 0.76}" fill="{colour}"'
        f"{weight}{slant}{line}>"
        f"{escape(character)}</text>"
    )


def to_svg(strips: list[Strip], width: int, title: str, ground: str) -> str:
    """Draw rows of cells as a picture of a window.

    Args:
        strips: The rows.
        width: How many cells a row has.
        title: What stands over the window.
        ground: The colour of cells without one, as ``#rrggbb``.

    Returns:
        The SVG document.
    """
    inner_width, inner_height = width * CELL_WIDTH, len(strips) * CELL_HEIGHT
    full_width = inner_width + 2 * MARGIN
    full_height = inner_height + BAR_HEIGHT + MARGIN
    grounds: list[str] = []
    letters: list[str] = []
    for row, strip in enumerate(strips):
        y = BAR_HEIGHT + row * CELL_HEIGHT
        column = 0
        for segment in strip:
            style = segment.style or Style()
            colour = _hex(style.color, "#ffffff")
            behind = _hex(style.bgcolor, ground, foreground=False)
            if style.reverse:
                colour, behind = behind, colour
            size = segment.cell_length
            x = MARGIN + column * CELL_WIDTH
            if behind != ground:
                grounds.append(
                    f'<rect x="{x}" y="{y}" width="{size * CELL_WIDTH}" '
                    f'height="{CELL_HEIGHT}" fill="{behind}"/>'
                )
            for character in segment.text:
                if character != " ":
                    x = MARGIN + column * CELL_WIDTH
                    drawn = _letter(character, x, y, style, colour)
                    (grounds if character in _HALVES else letters).append(drawn)
                column += cell_len(character)
    lights = "".join(
        f'<circle cx="{MARGIN + 8 + index * 20}" cy="{BAR_HEIGHT / 2}" r="6" fill="{colour}"/>'
        for index, colour in enumerate(("#ff6a5a", "#ffc24b", "#5ac46a"))
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full_width} {full_height}" '
        f'width="{full_width}" height="{full_height}" role="img" aria-label="{escape(title)}">'
        f'<rect width="{full_width}" height="{full_height}" rx="10" fill="#2c2622"/>'
        f'<rect x="{MARGIN}" y="{BAR_HEIGHT}" width="{inner_width}" height="{inner_height}" '
        f'fill="{ground}"/>{lights}'
        f'<g font-family="{FONTS}" font-size="{FONT_SIZE}" text-anchor="middle">'
        f'<text x="{full_width / 2}" y="{BAR_HEIGHT * 0.66}" fill="#d8c8b4" font-size="15">'
        f"{escape(title)}</text>"
    )
    shapes = f'<g shape-rendering="crispEdges">{"".join(grounds)}</g>'
    return "\n".join([head, shapes, *letters, "</g></svg>", ""])
