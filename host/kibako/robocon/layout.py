"""What stands in an arena when a match begins: plain values, which no rule book needs to know.

Lengths are in millimetres from the arena's lower left corner, x to the right and y up the page;
headings are in degrees, 0 to the right, and count up to the left.
"""

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """Where something is, and where its front looks."""

    x_mm: float
    y_mm: float
    heading_deg: float = 0.0

    def rounded(self) -> list[float]:
        """Return it as logs tell it: to a tenth of a millimetre and of a degree."""
        # A full turn is 0, and so is what rounds up to one; adding 0.0 makes -0.0 a plain 0.
        heading_deg = round(self.heading_deg % 360, 1) % 360
        return [round(self.x_mm, 1) + 0.0, round(self.y_mm, 1) + 0.0, heading_deg]


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall along some points."""

    points: tuple[Point, ...]
    thick_mm: float = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line on the floor.

    Attributes:
        points: The corners of its middle.
        wide_mm: How wide it is.
        dark: Whether it is black; else it is white, over what lies below.
    """

    points: tuple[Point, ...]
    wide_mm: float = 20.0
    dark: bool = True


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that robots push and carry.

    Attributes:
        name: What events call it.
        pose: Where it stands.
        shape: A disc (of ``length_mm``) or a box, seen from above.
        length_mm: Along its heading.
        width_mm: Across.
        mass_g: What it weighs.
        friction: Its friction on the floor, as a part of the weight.
        fixed: Whether it stands fast.
    """

    name: str
    pose: Pose
    shape: Literal["disc", "box"] = "disc"
    length_mm: float = 40.0
    width_mm: float = 40.0
    mass_g: float = 30.0
    friction: float = 0.4
    fixed: bool = False

    @property
    def across_mm(self) -> float:
        """How wide a hand must open for it."""
        return self.length_mm if self.shape == "disc" else min(self.length_mm, self.width_mm)


@dataclass(frozen=True, slots=True)
class Layout:
    """An arena before anything moves.

    Attributes:
        width_mm: Along x.
        height_mm: Along y.
        walled: Whether a wall goes all around.
        walls: Further walls.
        lines: Lines on the floor; a later one lies over those before it.
        things: What stands in it.
    """

    width_mm: float
    height_mm: float
    walled: bool = True
    walls: tuple[Wall, ...] = ()
    lines: tuple[Line, ...] = ()
    things: tuple[Thing, ...] = ()
