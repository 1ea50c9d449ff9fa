"""The car of a check: where it is, worked out from how fast its wheels turn, and a line it sees."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

FULL_CM_PER_S = 20.0
"""How far a wheel rolls in a second at 100 %: that of a small club car on a desk."""
WHEELS_APART_CM = 8.0
SENSORS_AHEAD_CM = 4.0
"""How far before the axle the line sensors look at the floor."""
SENSORS_APART_CM = 1.2
LINE_WIDE_CM = 2.0
_STEP_CM = 1.0
_MAX_TRAIL = 20_000

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a car is and where it looks; x is ahead at the start, left turns count up."""

    x_cm: float
    y_cm: float
    heading_deg: float


@dataclass(slots=True)
class Car:
    """A car with two driven wheels that do not slip, moved on event by event.

    Attributes:
        pose: Where it is, at the time of the last :meth:`roll`.
        driven_cm: How far its middle has come, back and forth.
        turned_deg: How far it has turned in all; left is positive.
        trail: Where it came past, a point a centimetre or less; bounded.
    """

    pose: Pose = Pose(0.0, 0.0, 0.0)
    driven_cm: float = 0.0
    turned_deg: float = 0.0
    trail: list[Point] = field(default_factory=lambda: [(0.0, 0.0)])
    _percent: dict[str, float] = field(default_factory=lambda: {"left": 0.0, "right": 0.0})
    _t_ms: int = 0

    def put(self, pose: Pose) -> None:
        """Put the car somewhere by hand."""
        self.pose = pose
        self.forget()

    def forget(self) -> None:
        """Begin to count anew; it stays where it is."""
        self.driven_cm = self.turned_deg = 0.0
        self.trail = [(self.pose.x_cm, self.pose.y_cm)]

    def speed(self, t_ms: int, side: str, percent: float) -> None:
        """Take a new speed of a wheel: ``left`` or ``right``, -100 to 100."""
        self.roll(t_ms)
        self._percent[side] = percent

    def roll(self, t_ms: int) -> Pose:
        """Roll on to a moment, and return where the car is then."""
        seconds = (t_ms - self._t_ms) / 1000
        if seconds <= 0:
            return self.pose
        self._t_ms = t_ms
        left, right = (self._percent[side] / 100 * FULL_CM_PER_S for side in ("left", "right"))
        if not left and not right:
            return self.pose
        way_cm, turn = (left + right) / 2 * seconds, (right - left) / WHEELS_APART_CM * seconds
        steps = max(1, math.ceil(abs(way_cm) / _STEP_CM), math.ceil(abs(turn) / 0.2))
        for _ in range(min(steps, _MAX_TRAIL)):
            self._arc(way_cm / steps, turn / steps)
        self.driven_cm += abs(way_cm)
        self.turned_deg += math.degrees(turn)
        return self.pose

    def _arc(self, way_cm: float, turn: float) -> None:
        """Go a short piece of a circle: its chord points along the middle of the turn."""
        heading = math.radians(self.pose.heading_deg)
        chord_cm = way_cm if abs(turn) < 1e-9 else way_cm * math.sin(turn / 2) / (turn / 2)
        self.pose = Pose(
            self.pose.x_cm + chord_cm * math.cos(heading + turn / 2),
            self.pose.y_cm + chord_cm * math.sin(heading + turn / 2),
            math.degrees(heading + turn),
        )
        if len(self.trail) < _MAX_TRAIL:
            self.trail.append((self.pose.x_cm, self.pose.y_cm))


def heading_off_deg(heading_deg: float, wanted_deg: float) -> float:
    """Return by how much a heading differs from another, -180 to 180."""
    return (heading_deg - wanted_deg + 180) % 360 - 180


def passed(trail: Sequence[Point], points: Sequence[Point], tolerance_cm: float) -> int:
    """Return how many points a trail came past, in their order."""
    found = 0
    for x_cm, y_cm in trail:
        while found < len(points) and math.dist((x_cm, y_cm), points[found]) <= tolerance_cm:
            found += 1
    return found


@dataclass(frozen=True, slots=True)
class Track:
    """A black line on a white floor.

    Attributes:
        points: The corners of its middle.
    """

    points: tuple[Point, ...]

    def off_cm(self, point: Point) -> float:
        """Return how far a place is from the middle of the line."""
        pieces = zip(self.points, self.points[1:], strict=False)
        return min(_off_cm(point, a, b) for a, b in pieces)

    def dark(self, pose: Pose) -> tuple[bool, bool]:
        """Return whether the left and the right line sensor of a car see black."""
        heading = math.radians(pose.heading_deg)
        seen: list[bool] = []
        for side_cm in (SENSORS_APART_CM / 2, -SENSORS_APART_CM / 2):
            x_cm = pose.x_cm + SENSORS_AHEAD_CM * math.cos(heading) - side_cm * math.sin(heading)
            y_cm = pose.y_cm + SENSORS_AHEAD_CM * math.sin(heading) + side_cm * math.cos(heading)
            seen.append(self.off_cm((x_cm, y_cm)) <= LINE_WIDE_CM / 2)
        return seen[0], seen[1]


def _off_cm(point: Point, a: Point, b: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    at = 0.0 if not length else ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length
    at = min(max(at, 0.0), 1.0)
    return math.dist(point, (ax + at * (bx - ax), ay + at * (by - ay)))


def _oval() -> tuple[Point, ...]:
    """Two straight pieces of 100 cm, joined by half circles of 40 cm; it begins at (0, 0)."""
    radius_cm, straight_cm = 40.0, 100.0
    right = [
        (straight_cm + radius_cm * math.sin(a), radius_cm - radius_cm * math.cos(a))
        for a in (math.pi * n / 16 for n in range(17))
    ]
    left = [
        (-radius_cm * math.sin(a), radius_cm + radius_cm * math.cos(a))
        for a in (math.pi * n / 16 for n in range(17))
    ]
    return ((0.0, 0.0), *right, *left)


TRACKS = {
    "straight": Track(((-20.0, 0.0), (1000.0, 0.0))),
    "oval": Track(_oval()),
}
"""The lines that have a name."""
