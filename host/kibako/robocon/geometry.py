"""Places on the floor of an arena: whether they lie in one another."""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple


class Rectangle(NamedTuple):
    """A part of the floor, its edges along those of the arena."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return self.x_mm + self.width_mm / 2, self.y_mm + self.height_mm / 2

    def grown(self, by_mm: float) -> "Rectangle":
        """Return it larger on each side."""
        return Rectangle(
            self.x_mm - by_mm,
            self.y_mm - by_mm,
            self.width_mm + 2 * by_mm,
            self.height_mm + 2 * by_mm,
        )

    def holds(self, other: "Rectangle") -> bool:
        """Return whether another one lies wholly in it."""
        return (
            self.x_mm <= other.x_mm
            and self.y_mm <= other.y_mm
            and other.x_mm + other.width_mm <= self.x_mm + self.width_mm
            and other.y_mm + other.height_mm <= self.y_mm + self.height_mm
        )

    def meets(self, other: "Rectangle") -> bool:
        """Return whether the two share more than an edge."""
        return (
            self.x_mm < other.x_mm + other.width_mm
            and other.x_mm < self.x_mm + self.width_mm
            and self.y_mm < other.y_mm + other.height_mm
            and other.y_mm < self.y_mm + self.height_mm
        )

    def crossed(self, points: Sequence[Sequence[float]]) -> bool:
        """Return whether a line along some points goes through its inside."""
        return any(self._cut(start, end) for start, end in itertools.pairwise(points))

    def _cut(self, start: Sequence[float], end: Sequence[float]) -> bool:
        """Cut a straight line at the four edges (Liang and Barsky): is a part of it left?"""
        along_x, along_y = end[0] - start[0], end[1] - start[1]
        first, last = 0.0, 1.0
        for along, room in (
            (-along_x, start[0] - self.x_mm),
            (along_x, self.x_mm + self.width_mm - start[0]),
            (-along_y, start[1] - self.y_mm),
            (along_y, self.y_mm + self.height_mm - start[1]),
        ):
            if along == 0:
                if room <= 0:
                    return False
            elif along < 0:
                first = max(first, room / along)
            else:
                last = min(last, room / along)
        return first < last if (along_x or along_y) else True


def off_line_mm(point: Sequence[float], points: Sequence[Sequence[float]]) -> float:
    """Return how far a point is from a line along some points."""
    nearest = math.inf
    for start, end in itertools.pairwise(points):
        along_x, along_y = end[0] - start[0], end[1] - start[1]
        x, y = point[0] - start[0], point[1] - start[1]
        length2 = along_x**2 + along_y**2
        at = min(max((x * along_x + y * along_y) / length2, 0.0), 1.0) if length2 else 0.0
        nearest = min(nearest, math.hypot(x - at * along_x, y - at * along_y))
    return nearest
