"""A curve made of braille letters: each cell of the terminal is two dots wide and four high."""

from collections.abc import Sequence

_BLANK = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a letter, by its row and column."""
DOTS_ACROSS, DOTS_DOWN = 2, 4


def curve(values: Sequence[float], width: int, height: int) -> list[str]:
    """Return values as a curve from the left edge to the right one.

    Args:
        values: The values, the newest last; one at least.
        width: How many cells a row has.
        height: How many rows there are.

    Returns:
        The rows, from the highest to the lowest.
    """
    across, down = width * DOTS_ACROSS, height * DOTS_DOWN
    lowest, highest = min(values), max(values)
    steps = max(1, len(values) - 1)
    cells = [[0] * width for _ in range(height)]
    before: tuple[int, int] | None = None
    for at, value in enumerate(values):
        x = at * (across - 1) // steps
        share = (value / 2 - lowest / 2) / (highest / 2 - lowest / 2) if highest > lowest else 0.5
        y = down - 1 - round(share * (down - 1))
        for dot_x, top, bottom in _stroke(before or (x, y), (x, y)):
            for dot_y in range(top, bottom + 1):
                row = cells[dot_y // DOTS_DOWN]
                row[dot_x // DOTS_ACROSS] |= _DOTS[dot_y % DOTS_DOWN][dot_x % DOTS_ACROSS]
        before = x, y
    return ["".join(chr(_BLANK + cell) for cell in row) for row in cells]


def _stroke(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int, int]]:
    """Return for each column of dots between two points which ones belong to the line."""
    (x1, y1), (x2, y2) = start, end
    if x1 == x2:
        return [(x1, min(y1, y2), max(y1, y2))]
    heights = [y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in range(x1, x2 + 1)]
    found: list[tuple[int, int, int]] = []
    for at, height in enumerate(heights):
        last, now = round(heights[max(at - 1, 0)]), round(height)
        # The column before has the dot where this one begins.
        top, bottom = (last + 1, now) if now > last else (now, max(last - 1, now))
        found.append((x1 + at, top, bottom))
    return found
