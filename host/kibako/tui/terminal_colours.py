"""The terminal's own colours in place of ours, for those who have set them to suit their eyes.

The theme ``kibako-terminal`` is painted in pure colours first: black is the ground, white the
letters, and a few plain hues. The filter here makes of each cell what every terminal has: its
default colours, those in reverse, and four of its sixteen for signs and words of code. No
ground is coloured, so that letters stand on what the person has chosen.
"""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from kibako.tui.palette import Rgb
from kibako.tui.pixels import UPPER_HALF

LOWER_HALF, FULL = "▄", "█"
GROUND_MAX = 40
"""A colour with no part above this is the ground: Textual tints what has the focus a little."""
HUE_MIN = 80
"""From this difference between the strongest and the weakest part on, a colour has a hue."""
DEFAULT = "default"


def _is_ground(colour: Rgb) -> bool:
    return max(colour) <= GROUND_MAX


def _name(colour: Rgb) -> str:
    """Return the terminal's name for one of our pure colours, mixed or dimmed as it may be."""
    strong, weak = max(colour), min(colour)
    if strong - weak < HUE_MIN:
        return DEFAULT
    red, green, blue = (part - weak > (strong - weak) / 2 for part in colour)
    if red:
        return "magenta" if blue else "red" if not green else DEFAULT
    return "cyan" if blue else "green"


def _rgb(colour: RichColor | None, otherwise: Rgb) -> Rgb:
    if colour is None or colour.is_default:
        return otherwise
    red, green, blue = colour.get_truecolor()
    return (red, green, blue)


@lru_cache(1024)
def _cell(style: Style, pixels: str) -> tuple[Style, str]:
    """Return the style of a cell, and what stands in it.

    Args:
        style: How it is painted.
        pixels: A half block, a space, or "" for letters, which stay as they are.
    """
    front = _rgb(style.color, (255, 255, 255))
    behind = _rgb(style.bgcolor, (0, 0, 0))
    if style.reverse:
        front, behind = behind, front
    rest = Style(
        bold=style.bold,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
        link=style.link,
        meta=style.meta or None,
    )
    reverse = not _is_ground(behind)
    if pixels == UPPER_HALF:
        if not reverse:
            return rest + Style(color=_name(front), bgcolor=DEFAULT), UPPER_HALF
        if _is_ground(front):
            return rest + Style(color=_name(behind), bgcolor=DEFAULT), LOWER_HALF
        return rest + Style(color=_name(front), bgcolor=DEFAULT), FULL
    if reverse:
        if pixels and _name(behind) != DEFAULT:
            return rest + Style(color=_name(behind), bgcolor=DEFAULT), FULL
        return rest + Style(color=DEFAULT, bgcolor=DEFAULT, reverse=True), pixels
    return rest + Style(color=_name(front), bgcolor=DEFAULT), pixels


class TerminalColours(LineFilter):
    """Makes the terminal's own colours of those of the theme ``kibako-terminal``."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same cells in the terminal's colours.

        Args:
            segments: The cells of a row.
            background: What is behind them; each of our cells has a ground of its own.

        Returns:
            The cells to paint.
        """
        painted: list[Segment] = []
        for text, style, control in segments:
            if style is None or control:
                painted.append(Segment(text, style, control))
                continue
            first = text[:1]
            same = first in (UPPER_HALF, " ") and text == first * len(text)
            taken, pixel = _cell(style, first if same else "")
            painted.append(Segment(pixel * len(text) if same else text, taken))
        return painted
