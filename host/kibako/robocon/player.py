"""A robot with its board: what its program tells the motors, and what its sensors tell it.

The board runs the learner's program in fast pace. Between two steps of the arena it runs alone, as
far as the step goes; what the motors got in that time is given to the step as its mean, and what
has changed for the sensors comes to the board at the beginning of its next stretch.
"""

import math
import random
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from kibako.circuits.circuit import read_circuit
from kibako.events import Event, EventSink
from kibako.robocon.arena import Arena
from kibako.robocon.bodies import STEP_MS, RobotBody
from kibako.robocon.floor import Floor
from kibako.robocon.robot import DistanceSensor
from kibako.virtual.board import VirtualBoard
from kibako.virtual.profile import find_profile

EVENTS_MAX = 100_000
"""How many events of one robot are told; a program that floods fills no disk."""
_START_S = 20.0


class Motor:
    """The power of one motor, as the mean of a step."""

    def __init__(self) -> None:
        self._power = 0.0
        self._since_ms = 0
        self._sum = 0.0
        self._changed = False

    def set(self, t_ms: int, power: float) -> None:
        """Take a new power, -1 to 1."""
        self._changed = True
        self._sum += self._power * (t_ms - self._since_ms)
        self._power, self._since_ms = power, t_ms

    def mean(self, t_ms: int) -> float:
        """Return the mean of the step that ends now."""
        if not self._changed:
            self._since_ms = t_ms
            return self._power
        self.set(t_ms, self._power)
        mean, self._sum, self._changed = self._sum / STEP_MS, 0.0, False
        return mean


class Player:
    """One robot of a match.

    Args:
        body: Its body in the arena.
        arena: The arena.
        floor: The floor of it.
        files: What lies on its board; ``main.py`` is its program.
        folder: An empty folder for the board's files.
        board: Which board.
        seed: Of all that is random on it.
        tell: Takes its events.
    """

    def __init__(
        self,
        body: RobotBody,
        arena: Arena,
        floor: Floor,
        files: Mapping[str, bytes],
        folder: Path,
        board: str,
        seed: int,
        tell: EventSink,
    ) -> None:
        robot = body.robot
        self.name = body.name
        self.body, self._arena, self._floor = body, arena, floor
        self.over = False
        self._tell = tell
        self._told = 0
        self._noise = random.Random(seed)  # noqa: S311 - a sensor's noise, no secret
        self._left, self._right = Motor(), Motor()
        self._grip: bool | None = None
        self._readers: dict[str, Callable[[Event], None]] = {
            robot.motors.left: partial(self._drive, self._left),
            robot.motors.right: partial(self._drive, self._right),
        }
        if robot.gripper is not None:
            self._readers[robot.gripper.angle] = self._turn_hand
        profile = find_profile(board)
        self._pins = frozenset(profile.pins)
        folder.mkdir(parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        self.board = VirtualBoard(
            profile,
            flash_dir=folder,
            pace="fast",
            seed=seed,
            on_event=self._event,
            port_name=self.name,
            circuit=read_circuit(robot.circuit),
        )
        inputs = self.board.world.sockets.world.inputs
        for sensor in robot.distance_sensors:
            inputs.follow(sensor.input, partial(self._distance, sensor))
        self._dark = [False] * len(robot.line_sensors)
        self._bumped = [False] * len(robot.bumpers)
        self.look(0)

    def start(self) -> None:
        """Switch the board on; it stands at its beginning.

        Raises:
            BoardError: The board does not come up.
        """
        self.board.clock.hold_at_us(0)
        self.board.go_on_at_prompt()
        self.board.start(_START_S)

    def tell_end(self, t_ms: int) -> None:
        """Tell once that the program is over, with what it said at last if that was an error."""
        if not self.over and self.board.state != "running":
            self.over = True
            error = self.board.boot_error.decode(errors="replace")
            self._event(Event(t_ms, "program", "end", error or None))

    def tell_stuck(self, t_ms: int) -> None:
        """Tell that the program got nowhere, so that its board was switched off."""
        self.over = True
        self._event(Event(t_ms, "program", "stuck"))

    def powers(self, t_ms: int) -> tuple[float, float]:
        """Return what the motors got in the step that ends now, on average."""
        return self._left.mean(t_ms), self._right.mean(t_ms)

    def move_hand(self) -> None:
        """Open or close the hand, if its servo has come to rest somewhere."""
        if self._grip is not None:
            self._arena.grip(self.body, self._grip)
            self._grip = None

    def look(self, t_ms: int) -> None:
        """Let the sensors look; what has changed comes to the board at this moment."""
        body, world = self.body, self.board.world
        if body.moved:
            for number, sensor in enumerate(body.robot.line_sensors):
                x_mm, y_mm = body.at(
                    sensor.ahead_mm + self._waver(sensor.noise_mm),
                    sensor.left_mm + self._waver(sensor.noise_mm),
                )
                dark = self._floor.dark(x_mm, y_mm)
                if dark != self._dark[number]:
                    self._dark[number] = dark
                    world.at_us(t_ms * 1000, partial(world.set, sensor.input, float(dark)))
        if body.robot.bumpers:
            left, right = body.bumped()
            for number, bumper in enumerate(body.robot.bumpers):
                side = bumper.side
                bumped = (left and side != "right") or (right and side != "left")
                if bumped != self._bumped[number]:
                    self._bumped[number] = bumped
                    press = world.press if bumped else world.release
                    world.at_us(t_ms * 1000, partial(press, bumper.button))

    def close(self) -> None:
        """Switch the board off."""
        self.board.close()

    def _waver(self, most: float) -> float:
        """Return by how much something wavers just now: at most so much, either way."""
        return (self._noise.random() * 2 - 1) * most

    def _distance(self, sensor: DistanceSensor) -> float:
        """Return how far it is before a sensor, in the unit of its input; far away: a lot."""
        distance_mm = self._arena.distance_mm(self.body, sensor)
        if distance_mm == math.inf:
            return distance_mm
        distance_mm = max(distance_mm + self._waver(sensor.noise_mm), 0.0)
        return distance_mm if sensor.input.endswith("_mm") else round(distance_mm / 10, 1)

    def _event(self, event: Event) -> None:
        """Take an event of the board, on its thread."""
        reader = self._readers.get(f"{event.source}.{event.what}")
        if reader is not None:
            reader(event)
        if event.source in self._pins:
            return  # what hangs on a pin tells what came of it
        self._told += 1
        if self._told <= EVENTS_MAX:
            self._tell(event)
        elif self._told == EVENTS_MAX + 1:
            self._tell(Event(event.t_ms, "log", "cut", EVENTS_MAX))

    def _drive(self, motor: Motor, event: Event) -> None:
        if isinstance(event.value, int | float):
            motor.set(event.t_ms, event.value / 100)

    def _turn_hand(self, event: Event) -> None:
        gripper = self.body.robot.gripper
        if gripper is not None and isinstance(event.value, int | float):
            self._grip = gripper.holds_at(event.value)
