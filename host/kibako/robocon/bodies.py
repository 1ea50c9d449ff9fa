"""What moves in an arena: robots, which drive, and things, which are pushed and carried.

The floor holds a thing by friction as Coulomb described it, which two joints with a limited force
give. A robot is pushed to the speeds that `drive.py` works out.
"""

import math
from dataclasses import dataclass

import pymunk
from pymunk.constraints import Constraint, GearJoint, PivotJoint

from kibako.robocon.drive import Drive
from kibako.robocon.layout import Pose, Thing
from kibako.robocon.robot import G_MM_S2, Robot

STEP_MS = 10
"""How long a step of the arena is: a robot comes 3 mm far in it."""
_STEP_S = STEP_MS / 1000
HALF_S = _STEP_S / 2
"""Each step is two of the solver's: what slides without a motor needs them short."""
RUBBING = 0.4
BOUNCE = 0.1
ROBOT, OTHER = 1, 2
_SAME_MM_S = 1e-6
_BUMP_MM = 8.0
"""How near the front something must touch a robot to press a bumper."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A robot that takes part: its name in events, its model, and where it starts."""

    name: str
    robot: Robot
    start: Pose


class RobotBody:
    """One robot in the arena."""

    def __init__(self, entry: Entry, number: int, space: pymunk.Space) -> None:
        robot = entry.robot
        self.name, self.robot = entry.name, robot
        self.drive = Drive(robot, _STEP_S)
        self.body = pymunk.Body(robot.body.mass_g, robot.body.inertia_g_mm2)
        self.body.position = entry.start.x_mm, entry.start.y_mm
        self.body.angle = math.radians(entry.start.heading_deg)
        self.front_mm = robot.body.axle_to_front_mm
        back_mm, half_mm = self.front_mm - robot.body.length_mm, robot.body.width_mm / 2
        corners = [(self.front_mm, half_mm), (back_mm, half_mm)]
        self.corners = (*corners, *((x, -y) for x, y in reversed(corners)))
        self.shape = pymunk.Poly(self.body, self.corners)
        self.shape.friction, self.shape.elasticity = RUBBING, BOUNCE
        self.shape.collision_type = ROBOT
        self.shape.filter = pymunk.ShapeFilter(group=number + 1)
        self.held: ThingBody | None = None
        self.joints: tuple[Constraint, ...] = ()
        self._push, self._twist = self.body.mass / HALF_S, self.body.moment / HALF_S
        self._speed = self._wanted = (0.0, 0.0, 0.0)
        self._x_mm = self._y_mm = self._angle = math.nan
        self._ahead = self._forward = (1.0, 0.0)
        self.moved = True
        """Whether the last step brought it somewhere else."""
        self._find()
        space.add(self.body, self.shape)

    @property
    def pose(self) -> Pose:
        """Where the middle of its axle is, and where its front looks."""
        return Pose(self._x_mm, self._y_mm, math.degrees(self._angle))

    def begin_step(self, left: float, right: float) -> None:
        """Push the body to the speeds that motors and tyres want; what is in the way pushes back.

        The solver moves bodies first and finds their new speeds then, so it is half a step late.
        """
        forward, side, turn = self.drive.step(left, right)
        x, y, twist = self._speed
        # The chord of the arc that is driven points along the middle of the turn.
        heading = self._angle + turn * HALF_S
        self._forward = cos, sin = math.cos(heading), math.sin(heading)
        wanted_x, wanted_y = forward * cos - side * sin, forward * sin + side * cos
        self._wanted = (wanted_x, wanted_y, turn)
        if self._wanted != self._speed:
            body = self.body
            body.force = (wanted_x - x) * self._push, (wanted_y - y) * self._push
            body.torque = (turn - twist) * self._twist

    def end_step(self) -> None:
        """Take over what the step made of these speeds, if something was in the way."""
        body = self.body
        (x, y), turn = body.velocity, body.angular_velocity
        self._speed = (x, y, turn)
        wanted_x, wanted_y, wanted_turn = self._wanted
        off = abs(x - wanted_x) + abs(y - wanted_y) + abs(turn - wanted_turn) * self.front_mm
        if off > _SAME_MM_S:
            cos, sin = self._forward
            self.drive.hit(x * cos + y * sin, y * cos - x * sin, turn)
        self._find()

    def at(self, ahead_mm: float, left_mm: float) -> tuple[float, float]:
        """Return the place in the arena of a place on the robot."""
        cos, sin = self._ahead
        return (
            self._x_mm + ahead_mm * cos - left_mm * sin,
            self._y_mm + ahead_mm * sin + left_mm * cos,
        )

    def _find(self) -> None:
        """Note where it is, with the half step that the solver is late."""
        (x_mm, y_mm), (x, y, turn) = self.body.position, self._speed
        x_mm, y_mm = x_mm + x * HALF_S, y_mm + y * HALF_S
        angle = self.body.angle + turn * HALF_S
        self.moved = (x_mm, y_mm, angle) != (self._x_mm, self._y_mm, self._angle)
        if self.moved:
            self._x_mm, self._y_mm, self._angle = x_mm, y_mm, angle
            self._ahead = math.cos(angle), math.sin(angle)

    def bumped(self) -> tuple[bool, bool]:
        """Return whether something touches it in front: on the left, and on the right."""
        sides = [False, False]
        self.body.each_arbiter(self._feel, sides)
        return sides[0], sides[1]

    def _feel(self, arbiter: pymunk.Arbiter, sides: list[bool]) -> None:
        for point in arbiter.contact_point_set.points:
            ahead_mm, left_mm = self.body.world_to_local(point.point_a)
            if ahead_mm >= self.front_mm - _BUMP_MM:
                # A push in the middle is felt on both sides.
                sides[0] = sides[0] or left_mm >= -_BUMP_MM
                sides[1] = sides[1] or left_mm <= _BUMP_MM


class ThingBody:
    """One thing in the arena."""

    def __init__(self, thing: Thing, space: pymunk.Space) -> None:
        self.thing, self.name = thing, thing.name
        half_mm = thing.length_mm / 2
        round_one = thing.shape == "disc"
        inertia = (
            pymunk.moment_for_circle(thing.mass_g, 0, half_mm)
            if round_one
            else pymunk.moment_for_box(thing.mass_g, (thing.length_mm, thing.width_mm))
        )
        kind = pymunk.Body.STATIC if thing.fixed else pymunk.Body.DYNAMIC
        self.body = pymunk.Body(thing.mass_g, inertia, kind)
        self.put(thing.pose)
        self.shape = (
            pymunk.Circle(self.body, half_mm)
            if round_one
            else pymunk.Poly.create_box(self.body, (thing.length_mm, thing.width_mm))
        )
        self.shape.friction, self.shape.elasticity = RUBBING, BOUNCE
        self.shape.collision_type = OTHER
        space.add(self.body, self.shape)
        if not thing.fixed:
            self._lay(space, half_mm if round_one else (thing.length_mm + thing.width_mm) / 4)

    @property
    def pose(self) -> Pose:
        """Where its middle is."""
        return _pose(self.body)

    def put(self, pose: Pose) -> None:
        """Put it somewhere by hand; it stands still there."""
        self.body.position = pose.x_mm, pose.y_mm
        self.body.angle = math.radians(pose.heading_deg)
        self.body.velocity, self.body.angular_velocity = (0.0, 0.0), 0.0

    def _lay(self, space: pymunk.Space, radius_mm: float) -> None:
        """Let the floor hold it: the friction of a disc acts at two thirds of its radius."""
        force = self.thing.friction * self.thing.mass_g * G_MM_S2
        slide = PivotJoint(space.static_body, self.body, (0.0, 0.0), (0.0, 0.0))
        turn = GearJoint(space.static_body, self.body, 0.0, 1.0)
        slide.max_force, turn.max_force = force, force * radius_mm * 2 / 3
        slide.max_bias = turn.max_bias = 0.0
        space.add(slide, turn)


def _pose(body: pymunk.Body) -> Pose:
    x_mm, y_mm = body.position
    return Pose(x_mm, y_mm, math.degrees(body.angle))
