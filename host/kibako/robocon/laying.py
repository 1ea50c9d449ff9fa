"""From the rules of a contest to the arena in which it is simulated."""

import math
from collections.abc import Sequence

from kibako.robocon.contest import Contest, Start
from kibako.robocon.layout import Layout, Line, Point, Pose, Thing, Wall
from kibako.robocon.robot import Robot


def layout_of(contest: Contest) -> Layout:
    """Return the arena of a contest as it stands before a match.

    Of several things of one kind the first is called ``egg-1``, one alone ``egg``.
    """
    return Layout(
        contest.arena.width_mm,
        contest.arena.height_mm,
        contest.arena.walled,
        tuple(Wall(_points(wall.points_mm), wall.thick_mm) for wall in contest.walls),
        tuple(
            Line(_points(line.points_mm), line.wide_mm, line.colour == "black")
            for line in contest.lines
        ),
        tuple(
            Thing(
                each.id if len(each.at_mm) == 1 else f"{each.id}-{number}",
                Pose(x_mm, y_mm, each.heading_deg),
                each.shape,
                each.length_mm,
                each.width_mm,
                each.mass_g,
                each.friction,
                each.fixed,
            )
            for each in contest.objects
            for number, (x_mm, y_mm) in enumerate(_points(each.at_mm), 1)
        ),
    )


def start_of(start: Start, robot: Robot) -> Pose:
    """Return where a robot stands whose body is in the middle of its start zone."""
    ahead_mm = robot.body.axle_to_front_mm - robot.body.length_mm / 2
    heading = math.radians(start.heading_deg)
    return Pose(
        start.x_mm + start.width_mm / 2 - ahead_mm * math.cos(heading),
        start.y_mm + start.height_mm / 2 - ahead_mm * math.sin(heading),
        start.heading_deg,
    )


def _points(points_mm: Sequence[Sequence[float]]) -> tuple[Point, ...]:
    return tuple((x_mm, y_mm) for x_mm, y_mm in points_mm)
