"""A small picture made of half blocks: each cell of the terminal is two square pixels."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from kibako.tui.palette import Rgb

UPPER_HALF = "▀"


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Return a colour between two; ``share`` 0 gives the first, 1 the second."""
    share = min(max(share, 0.0), 1.0)
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def parse_hex(colour: str) -> Rgb:
    """Return the three numbers of ``#rrggbb``."""
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def to_hex(colour: Rgb) -> str:
    """Return a colour as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


class Canvas:
    """Pixels to draw on, and letters that stand on them.

    Args:
        width: Columns, one pixel each.
        height: Pixels from top to bottom; two make a row, so it is even.
        ground: The colour of an untouched pixel.
    """

    def __init__(self, width: int, height: int, ground: Rgb) -> None:
        self.width = width
        self.height = height
        self._pixels: list[list[Rgb]] = [[ground] * width for _ in range(height)]
        self._letters: dict[tuple[int, int], tuple[str, Style]] = {}

    def __getitem__(self, at: tuple[int, int]) -> Rgb:
        return self._pixels[at[1]][at[0]]

    def dot(self, x: int, y: int, colour: Rgb, share: float = 1.0) -> None:
        """Paint a pixel, or mix it with what is there; outside the picture nothing happens."""
        if 0 <= x < self.width and 0 <= y < self.height:
            row = self._pixels[y]
            row[x] = colour if share >= 1.0 else mix(row[x], colour, share)

    def box(self, x: int, y: int, width: int, height: int, colour: Rgb) -> None:
        """Paint a rectangle."""
        for row in range(y, y + height):
            for column in range(x, x + width):
                self.dot(column, row, colour)

    def bitmap(self, x: int, y: int, rows: tuple[str, ...], colours: dict[str, Rgb]) -> None:
        """Paint a drawing given as rows of characters; characters without a colour are clear."""
        for down, row in enumerate(rows):
            for across, character in enumerate(row):
                if character in colours:
                    self.dot(x + across, y + down, colours[character])

    def write(self, column: int, row: int, text: str, style: Style) -> None:
        """Put narrow letters on cells; the style names both colours."""
        for index, character in enumerate(text):
            self._letters[column + index, row] = (character, style)

    def strips(self) -> list[Strip]:
        """Return the rows of the picture, ready to be shown."""
        strips: list[Strip] = []
        for row in range(self.height // 2):
            upper, lower = self._pixels[row * 2], self._pixels[row * 2 + 1]
            segments: list[Segment] = []
            for column in range(self.width):
                letter = self._letters.get((column, row))
                if letter is not None:
                    segments.append(Segment(*letter))
                    continue
                top, bottom = upper[column], lower[column]
                if top == bottom:
                    segments.append(Segment(" ", Style(bgcolor=to_hex(top))))
                else:
                    style = Style(color=to_hex(top), bgcolor=to_hex(bottom))
                    segments.append(Segment(UPPER_HALF, style))
            strips.append(Strip(segments, self.width).simplify())
        return strips
