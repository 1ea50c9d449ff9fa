"""The lint of a contest's floor: what stands in it fits, and nothing stands in another thing."""

import itertools
import math
from collections.abc import Iterator, Sequence

from kibako.robocon.contest import Contest, Object, Start, Zone
from kibako.robocon.geometry import Rectangle, off_line_mm
from kibako.robocon.remarks import Remarks
from kibako.robocon.robot import Robot, robots

CORNERS_MAX = 64
OBJECTS_MAX = 100


def rectangle(place: Start | Zone) -> Rectangle:
    """Return the part of the floor that a start or a zone is."""
    return Rectangle(place.x_mm, place.y_mm, place.width_mm, place.height_mm)


def whole_floor(contest: Contest) -> Rectangle:
    """Return the floor of a contest."""
    return Rectangle(0, 0, contest.arena.width_mm, contest.arena.height_mm)


def radius_mm(thing: Object) -> float:
    """Return how far an object surely reaches from its middle, however it is turned."""
    across_mm = thing.length_mm
    if thing.shape == "box":
        across_mm = min(thing.length_mm, thing.width_mm)
    return across_mm / 2


def look_at_floor(contest: Contest, remarks: Remarks) -> None:
    """Look at the places of everything on the floor."""
    floor = whole_floor(contest)
    paths = [(f"walls[{n}]", each.points_mm) for n, each in enumerate(contest.walls, 1)]
    paths += [(f"lines[{n}]", each.points_mm) for n, each in enumerate(contest.lines, 1)]
    fine = True
    for key, points in paths:
        fine = _path_is_fine(f"{key}.points_mm", points, floor, remarks) and fine
    for kind, places in (("starts", contest.starts), ("zones", contest.zones)):
        for number, place in enumerate(places, 1):
            if not floor.holds(rectangle(place)):
                remarks.error("outside", f"{kind}[{number}].x_mm", name=place.id)
    _look_at_starts(contest, remarks, walls=fine)
    _look_at_objects(contest, remarks, walls=fine)
    _look_at_robots(contest, remarks)


def _path_is_fine(
    key: str, points: Sequence[Sequence[float]], floor: Rectangle, remarks: Remarks
) -> bool:
    if not 2 <= len(points) <= CORNERS_MAX:
        remarks.error("corners", key, limit=CORNERS_MAX)
        return False
    if any(len(point) != 2 for point in points):
        remarks.error("no_pair", key)
        return False
    for x_mm, y_mm in points:
        if not (0 <= x_mm <= floor.width_mm and 0 <= y_mm <= floor.height_mm):
            remarks.error("point_outside", key, x=f"{x_mm:g}", y=f"{y_mm:g}")
            return False
    return True


def _look_at_starts(contest: Contest, remarks: Remarks, *, walls: bool) -> None:
    for number, start in enumerate(contest.starts, 1):
        for at, wall in enumerate(contest.walls, 1):
            if walls and rectangle(start).grown(wall.thick_mm / 2).crossed(wall.points_mm):
                remarks.error("start_in_wall", f"starts[{number}]", name=start.id, wall=at)
    for (_, one), (at, other) in itertools.combinations(enumerate(contest.starts, 1), 2):
        if rectangle(one).meets(rectangle(other)):
            remarks.error("starts_meet", f"starts[{at}]", name=other.id, other=one.id)


def _copies(contest: Contest) -> Iterator[tuple[int, Object, Sequence[float]]]:
    for number, thing in enumerate(contest.objects, 1):
        for point in thing.at_mm:
            if len(point) == 2:
                yield number, thing, point


def _look_at_objects(contest: Contest, remarks: Remarks, *, walls: bool) -> None:
    for number, thing in enumerate(contest.objects, 1):
        if not thing.at_mm:
            remarks.error("no_place", f"objects[{number}].at_mm", name=thing.id)
        if any(len(point) != 2 for point in thing.at_mm):
            remarks.error("no_pair", f"objects[{number}].at_mm")
    if sum(len(thing.at_mm) for thing in contest.objects) > OBJECTS_MAX:
        remarks.error("many", "objects", limit=OBJECTS_MAX)
        return
    floor = whole_floor(contest)
    for number, thing, (x_mm, y_mm) in _copies(contest):
        key, told = f"objects[{number}].at_mm", {"x": f"{x_mm:g}", "y": f"{y_mm:g}"}
        reach_mm = radius_mm(thing)
        room = Rectangle(x_mm - reach_mm, y_mm - reach_mm, 2 * reach_mm, 2 * reach_mm)
        if not floor.holds(room):
            remarks.error("object_outside", key, name=thing.id, **told)
        for at, wall in enumerate(contest.walls, 1):
            near_mm = reach_mm + wall.thick_mm / 2
            if walls and off_line_mm((x_mm, y_mm), wall.points_mm) < near_mm:
                remarks.error("object_in_wall", key, name=thing.id, wall=at, **told)
    for (_, one, here), (at, other, there) in itertools.combinations(_copies(contest), 2):
        if math.dist(here, there) < radius_mm(one) + radius_mm(other):
            told = {"name": other.id, "other": one.id}
            remarks.error("objects_meet", f"objects[{at}].at_mm", x=there[0], y=there[1], **told)


def _look_at_robots(contest: Contest, remarks: Remarks) -> None:
    known = robots()
    for name in contest.robots:
        if name not in known:
            remarks.error("robot_unknown", "robots", name=name, known=", ".join(known))
            continue
        robot = known[name]
        if _too_large(robot, contest):
            remarks.error("robot_large", "inspection", name=name)
        sides = sorted((robot.body.length_mm, robot.body.width_mm))
        for number, start in enumerate(contest.starts, 1):
            room = sorted((start.width_mm, start.height_mm))
            if sides[0] > room[0] or sides[1] > room[1]:
                remarks.error("start_small", f"starts[{number}]", name=start.id, robot=name)


def _too_large(robot: Robot, contest: Contest) -> bool:
    body, limits = robot.body, contest.inspection
    return (
        body.length_mm > limits.length_max_mm
        or body.width_mm > limits.width_max_mm
        or body.height_mm > limits.height_max_mm
        or 0 < limits.mass_max_g < body.mass_g
        or 0 < limits.volts_max < robot.battery.volts
    )
