"""The floor of an arena: whether it is dark at a place."""

import itertools
import math

from kibako.robocon.layout import Line, Point

_CELL_MM = 50.0

_Piece = tuple[float, float, float, float, float, float, bool]
"""A straight piece: where it begins, its direction times its length, the length's square, the
square of half its width, and whether it is dark."""


class Floor:
    """The lines of a floor, found by the cell that a place lies in.

    Args:
        lines: The lines; a later one lies over those before it.
    """

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self._cells: dict[tuple[int, int], list[_Piece]] = {}
        for line in reversed(lines):
            for start, end in itertools.pairwise(line.points):
                self._lay(start, end, line)

    def dark(self, x_mm: float, y_mm: float) -> bool:
        """Return whether the floor is dark at a place."""
        cell = self._cells.get((math.floor(x_mm / _CELL_MM), math.floor(y_mm / _CELL_MM)))
        if cell is None:
            return False
        for from_x, from_y, along_x, along_y, length2, half2, dark in cell:
            x, y = x_mm - from_x, y_mm - from_y
            at = (x * along_x + y * along_y) / length2 if length2 else 0.0
            at = min(max(at, 0.0), 1.0)
            off_x, off_y = x - at * along_x, y - at * along_y
            if off_x * off_x + off_y * off_y <= half2:
                return dark
        return False

    def _lay(self, start: Point, end: Point, line: Line) -> None:
        """Note a straight piece in every cell that it may touch."""
        along_x, along_y = end[0] - start[0], end[1] - start[1]
        length_mm, half_mm = math.hypot(along_x, along_y), line.wide_mm / 2
        piece = (*start, along_x, along_y, length_mm**2, half_mm**2, line.dark)
        steps = max(1, math.ceil(length_mm / _CELL_MM))
        reach = math.ceil((half_mm + _CELL_MM / 2) / _CELL_MM)
        for step in range(steps + 1):
            x_mm, y_mm = start[0] + along_x * step / steps, start[1] + along_y * step / steps
            middle = math.floor(x_mm / _CELL_MM), math.floor(y_mm / _CELL_MM)
            for column in range(middle[0] - reach, middle[0] + reach + 1):
                for row in range(middle[1] - reach, middle[1] + reach + 1):
                    cell = self._cells.setdefault((column, row), [])
                    if not cell or cell[-1] is not piece:
                        cell.append(piece)
