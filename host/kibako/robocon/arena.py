"""The arena: robots, things and walls, seen from above, moved on in fixed steps.

pymunk finds what touches what and what follows from it. Nothing here is left to chance, and
nothing depends on how fast the computer is.
"""

import itertools
import math
from collections.abc import Callable, Sequence

import pymunk
from pymunk.constraints import GearJoint, PivotJoint

from kibako.events import JsonValue
from kibako.robocon.bodies import (
    BOUNCE,
    HALF_S,
    OTHER,
    ROBOT,
    RUBBING,
    STEP_MS,
    Entry,
    RobotBody,
    ThingBody,
)
from kibako.robocon.layout import Layout
from kibako.robocon.robot import DistanceSensor

_ROUNDS = 10
"""How often the solver goes over all contacts in a step."""
_SLEEP_S = 0.5
_SLOW_MM_S = 0.5
"""What is slower than this for a while sleeps until something comes near: that saves time."""
_BORDER_MM = 10.0
_AGAIN_MS = 500
"""Two that touch are told again only after such a time."""
_RAYS = 5

Tell = Callable[[str, str, JsonValue], None]
"""Takes what happened: the name of a robot, and ``what`` and ``value`` of an event."""


class Arena:
    """An arena with robots in it.

    Attributes:
        t_ms: The time since the match began.
        robots: The robots, in the order of their entries.
        things: What stands in it, by name.

    Args:
        layout: What stands in it.
        entries: The robots.
        tell: Takes what happens.
    """

    def __init__(self, layout: Layout, entries: Sequence[Entry], tell: Tell) -> None:
        self.layout = layout
        self.t_ms = 0
        self._tell = tell
        self._space = space = pymunk.Space()
        space.iterations = _ROUNDS
        space.sleep_time_threshold, space.idle_speed_threshold = _SLEEP_S, _SLOW_MM_S
        self._names: dict[pymunk.Shape, str] = {}
        self._touched_ms: dict[tuple[str, str], int] = {}
        self._build_walls()
        self.robots = [RobotBody(entry, number, space) for number, entry in enumerate(entries)]
        self.things = {thing.name: ThingBody(thing, space) for thing in layout.things}
        self._robot_names = {each.name for each in self.robots}
        self._names |= {each.shape: each.name for each in self.robots}
        self._names |= {each.shape: name for name, each in self.things.items()}
        space.on_collision(ROBOT, None, begin=self._touch)

    def step(self, powers: Sequence[tuple[float, float]]) -> None:
        """Go on for a step.

        Args:
            powers: For each robot the power of its left and right motor, -1 to 1.
        """
        for robot, (left, right) in zip(self.robots, powers, strict=True):
            robot.begin_step(left, right)
        self.t_ms += STEP_MS
        self._space.step(HALF_S)
        self._space.step(HALF_S)
        for robot in self.robots:
            robot.end_step()

    def energy(self) -> float:
        """Return the energy of all that moves, in g·mm²/s² (a billion of them are a joule)."""
        return sum(body.kinetic_energy for body in self._space.bodies)

    def grip(self, robot: RobotBody, closed: bool) -> None:
        """Open or close a robot's hand: what is between its fingers is held from now on."""
        if closed and robot.held is None:
            found = self._between(robot)
            if found is not None:
                self._take(robot, found)
        elif not closed and robot.held is not None:
            self._space.remove(*robot.joints)
            held, robot.held, robot.joints = robot.held, None, ()
            self._tell(robot.name, "let_go", held.name)

    def distance_mm(self, robot: RobotBody, sensor: DistanceSensor) -> float:
        """Return how far the nearest thing before a sensor is; infinite if there is none."""
        start = robot.at(sensor.ahead_mm, sensor.left_mm)
        middle = robot.body.angle + math.radians(sensor.heading_deg)
        half = math.radians(sensor.cone_deg / 2)
        rays = _RAYS if half else 1
        nearest = math.inf
        for ray in range(rays):
            angle = middle + (half * (2 * ray / (rays - 1) - 1) if half else 0.0)
            end = (
                start[0] + sensor.most_mm * math.cos(angle),
                start[1] + sensor.most_mm * math.sin(angle),
            )
            hit = self._space.segment_query_first(start, end, 1.0, robot.shape.filter)
            if hit is not None:
                nearest = min(nearest, hit.alpha * sensor.most_mm)
        return nearest

    def _build_walls(self) -> None:
        walls = [(wall.points, wall.thick_mm / 2) for wall in self.layout.walls]
        if self.layout.walled:
            right, top, out = self.layout.width_mm, self.layout.height_mm, _BORDER_MM / 2
            corners = [(-out, -out), (right + out, -out), (right + out, top + out)]
            corners += [(-out, top + out), (-out, -out)]
            walls.append((tuple(corners), out))
        for points, radius_mm in walls:
            for start, end in itertools.pairwise(points):
                shape = pymunk.Segment(self._space.static_body, start, end, radius_mm)
                shape.friction, shape.elasticity = RUBBING, BOUNCE
                shape.collision_type = OTHER
                self._space.add(shape)
                self._names[shape] = "wall"

    def _between(self, robot: RobotBody) -> ThingBody | None:
        """Return the nearest thing between a robot's fingers."""
        gripper = robot.robot.gripper
        if gripper is None:
            return None
        found: list[tuple[float, str]] = []
        for name, each in self.things.items():
            ahead_mm, left_mm = robot.body.world_to_local(each.body.position)
            ahead_mm -= robot.front_mm
            inside = ahead_mm <= gripper.reach_mm and abs(left_mm) <= gripper.opening_mm / 2
            if inside and ahead_mm > 0 and each.thing.across_mm <= gripper.opening_mm:
                found.append((ahead_mm, name))
        return self.things[min(found)[1]] if found else None

    def _take(self, robot: RobotBody, thing: ThingBody) -> None:
        body = thing.body
        pivot = PivotJoint(robot.body, body, body.position)
        gear = GearJoint(robot.body, body, body.angle - robot.body.angle, 1.0)
        pivot.collide_bodies = gear.collide_bodies = False
        self._space.add(pivot, gear)
        robot.held, robot.joints = thing, (pivot, gear)
        self._tell(robot.name, "took", thing.name)

    def _touch(self, arbiter: pymunk.Arbiter, space: pymunk.Space, data: object) -> None:
        """Tell that a robot has come to touch something."""
        one, other = (self._names[shape] for shape in arbiter.shapes)
        if other in self._robot_names:
            one, other = min(one, other), max(one, other)
        last_ms = self._touched_ms.get((one, other), -_AGAIN_MS)
        self._touched_ms[one, other] = self.t_ms
        if self.t_ms - last_ms >= _AGAIN_MS:
            self._tell(one, "touch", other)
