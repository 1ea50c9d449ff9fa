"""The sign over the first screen: 木箱 in lamps, and the open box they come out of."""

from functools import lru_cache

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from kibako.tui.base import app_of
from kibako.tui.palette import Rgb
from kibako.tui.pixels import Canvas, mix, parse_hex
from kibako.tui.theme import board_colours

_WOOD_SIGN = (
    ".......##.......",
    ".......##.......",
    ".......##.......",
    ".##############.",
    ".##############.",
    "......####......",
    ".....######.....",
    "....##.##.##....",
    "...##..##..##...",
    "..##...##...##..",
    ".##....##....##.",
    "##.....##.....##",
    ".......##.......",
    ".......##.......",
)
_BOX_SIGN = (
    ".##......##.....",
    ".######..######.",
    "##.#.#..##.#.#..",
    "...#.......#....",
    "...##...#######.",
    "...##...#.....#.",
    "#######.#.....#.",
    "#######.#######.",
    "..###...#.....#.",
    ".#####..#######.",
    "##.##.#.#.....#.",
    "...##...#.....#.",
    "...##...#######.",
    "...##...#.....#.",
)
_BOX = (
    "........r...r........",
    ".......rrr.rrr.......",
    ".......rrrrrrr.......",
    "........rrrrr........",
    ".l.......rrr.......l.",
    ".ll.......r.......ll.",
    "..ll.............ll..",
    "...ddddddddddddddd...",
    "..wwwwwwwwwwwwwwwww..",
    "..wwwwwwwwwwwwwwwww..",
    "..sssssssssssssssss..",
    "..wwwwwwwkkkwwwwwww..",
    "..wwwwwwwkkkwwwwwww..",
    "..sssssssssssssssss..",
)
_GAP = 3
WIDTH = len(_BOX[0]) + _GAP + len(_WOOD_SIGN[0]) + _GAP - 1 + len(_BOX_SIGN[0])
HEIGHT = len(_BOX)


@lru_cache(maxsize=4)
def draw(theme: str, sign: Rgb, behind: Rgb) -> tuple[Strip, ...]:
    """Draw the logo.

    Args:
        theme: The name of the theme, for the colour of the lamps.
        sign: The colour of the two characters.
        behind: The colour of the screen.

    Returns:
        The rows of cells.
    """
    lamps = board_colours(theme)
    dark = mix(sign, behind, 0.72)
    colours = {
        "r": lamps.led_on,
        "w": mix(sign, behind, 0.30),
        "s": mix(sign, behind, 0.55),
        "l": mix(sign, behind, 0.40),
        "d": dark,
        "k": lamps.gold,
    }
    canvas = Canvas(WIDTH, HEIGHT, behind)
    canvas.bitmap(0, 0, _BOX, colours)
    at = len(_BOX[0]) + _GAP
    for rows in (_WOOD_SIGN, _BOX_SIGN):
        canvas.bitmap(at, 0, rows, {"#": sign})
        at += len(rows[0]) + _GAP - 1
    return tuple(canvas.strips())


class Logo(Widget):
    """The logo on the first screen."""

    DEFAULT_CSS = """
    Logo { width: auto; height: auto; }
    """

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the drawing."""
        return WIDTH

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the drawing."""
        return HEIGHT // 2

    def render_line(self, y: int) -> Strip:
        """Return one row of the drawing."""
        behind = parse_hex(self.background_colors[1].hex6)
        rows = draw(app_of(self).theme, parse_hex(self.styles.color.hex6), behind)
        return rows[y] if y < len(rows) else Strip.blank(WIDTH)
