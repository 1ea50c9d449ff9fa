"""The robot models, read from ``hardware/robots/*.toml``: what drives, how heavy, what it sees.

A model says where on the robot the parts of its circuit sit, and how strong and heavy all is. The
program, the pins and the I2C bus are those of the circuit, as on the real robot.
"""

import math
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kibako import tables
from kibako.circuits.circuit import Circuit, circuit_names, read_circuit
from kibako.errors import UsageError
from kibako.resources import data_root
from kibako.tables import Words, near_problem, problem
from kibako.virtual.profile import profiles

SCHEMA = 1
SENSORS_MAX = 8
G_MM_S2 = 9810.0
"""How fast falling things become faster."""

Side = Literal["left", "right", "both"]
Length = Annotated[float, msgspec.Meta(ge=1, le=1000)]
Place = Annotated[float, msgspec.Meta(ge=-500, le=500)]
Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Noise = Annotated[float, msgspec.Meta(ge=0, le=200)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body, a box; its mass sits above the middle of the axle.

    Attributes:
        length_mm: From its front to its back.
        width_mm: From left to right, with the wheels.
        height_mm: From the floor up.
        axle_to_front_mm: From the axle to the front.
        mass_g: With batteries, as it drives.
    """

    length_mm: Length
    width_mm: Length
    height_mm: Length
    axle_to_front_mm: Length
    mass_g: Annotated[float, msgspec.Meta(ge=10, le=20_000)]

    @property
    def inertia_g_mm2(self) -> float:
        """How hard it is to turn about the middle of its axle."""
        middle_mm = self.axle_to_front_mm - self.length_mm / 2
        return self.mass_g * ((self.length_mm**2 + self.width_mm**2) / 12 + middle_mm**2)


class Wheels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The two driven wheels.

    Attributes:
        diameter_mm: Of each.
        track_mm: From the middle of one tyre to the middle of the other.
        grip: The friction of the tyres on the floor, as a part of the weight.
        rolling: The force that rolling takes, as a part of the weight.
    """

    diameter_mm: Length
    track_mm: Length
    grip: Annotated[float, msgspec.Meta(ge=0.05, le=3)] = 0.8
    rolling: Annotated[float, msgspec.Meta(ge=0, le=0.5)] = 0.02


class Motors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The motors with their gears: the faster they turn, the less torque is left.

    Attributes:
        no_load_rpm: Turns of a wheel in a minute when nothing holds it, at the full battery.
        stall_mnm: The torque of one motor that is held, in millinewton metres.
        stall_ma: The current that it takes then.
        left: The event that tells the left one's speed in percent: ``PART.WHAT``.
        right: And the right one's.
    """

    no_load_rpm: Annotated[float, msgspec.Meta(ge=1, le=3000)]
    stall_mnm: Annotated[float, msgspec.Meta(ge=0.1, le=10_000)]
    stall_ma: Annotated[float, msgspec.Meta(ge=1, le=20_000)]
    left: str
    right: str


class Battery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The battery: its voltage sags under load, and sinks as it empties.

    Attributes:
        volts: When it is full and nothing is drawn.
        ohms: Its inner resistance, with the leads.
        capacity_mah: How much is in it; at its end it has 80 % of its voltage.
    """

    volts: Annotated[float, msgspec.Meta(ge=1, le=60)]
    ohms: Annotated[float, msgspec.Meta(ge=0, le=20)] = 0.0
    capacity_mah: Annotated[float, msgspec.Meta(ge=10, le=100_000)] = 2000.0


class LineSensor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sensor that looks down.

    Attributes:
        input: The input of its part that says whether it is dark below.
        ahead_mm: How far before the axle it looks.
        left_mm: How far to the left of the middle.
        noise_mm: By how much the place wavers at which it looks, at most and either way.
    """

    input: str
    ahead_mm: Place
    left_mm: Place
    noise_mm: Noise = 0.0


class DistanceSensor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sensor that looks how far the nearest thing is.

    Attributes:
        input: The input of its part that says how far, in cm or (``…_mm``) in mm.
        ahead_mm: Where it sits: before the axle.
        left_mm: And to the left of the middle.
        heading_deg: Where it looks; to the left counts up.
        cone_deg: How wide it looks.
        most_mm: Beyond this it sees nothing.
        noise_mm: By how much it is wrong, at most and either way.
    """

    input: str
    ahead_mm: Place
    left_mm: Place = 0.0
    heading_deg: Degrees = 0.0
    cone_deg: Annotated[float, msgspec.Meta(ge=0, le=90)] = 15.0
    most_mm: Annotated[float, msgspec.Meta(ge=10, le=10_000)] = 4000.0
    noise_mm: Noise = 0.0


class Bumper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contact in front that is pressed when the robot touches something there."""

    button: str
    side: Side = "both"


class Gripper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hand in front.

    Attributes:
        angle: The event that tells where its servo has come to rest: ``PART.WHAT``.
        open_deg: Where it is wide open.
        closed_deg: Where it is shut.
        reach_mm: How far before the front it takes things.
        opening_mm: How wide a thing may be.
    """

    angle: str
    open_deg: Annotated[float, msgspec.Meta(ge=0, le=180)]
    closed_deg: Annotated[float, msgspec.Meta(ge=0, le=180)]
    reach_mm: Length
    opening_mm: Length

    def holds_at(self, angle_deg: float) -> bool:
        """Return whether it is more shut than open."""
        return abs(angle_deg - self.closed_deg) < abs(angle_deg - self.open_deg)


class Buzzer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What beeps: a part of the circuit."""

    part: str


class Robot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A robot model.

    Attributes:
        boards: The boards that it can carry; the first is the usual one.
        circuit: The circuit between the board and the rest.
        kit: The part of the robot library that knows its pins: a file in ``firmware/``.
        source: Where the numbers come from.
    """

    schema: Literal[1]
    id: Name
    name: Words
    about: Words
    boards: Annotated[list[str], msgspec.Meta(min_length=1, max_length=8)]
    circuit: str
    kit: Annotated[str, msgspec.Meta(pattern=r"^(microbit|pico)/kits/[a-z0-9_]{1,40}\.py$")]
    body: Body
    wheels: Wheels
    motors: Motors
    battery: Battery
    line_sensors: Annotated[list[LineSensor], msgspec.Meta(max_length=SENSORS_MAX)] = []
    distance_sensors: Annotated[list[DistanceSensor], msgspec.Meta(max_length=SENSORS_MAX)] = []
    bumpers: Annotated[list[Bumper], msgspec.Meta(max_length=SENSORS_MAX)] = []
    gripper: Gripper | None = None
    buzzer: Buzzer | None = None
    source: str = ""

    @property
    def full_mm_s(self) -> float:
        """How fast a wheel rolls that nothing holds, at the full battery."""
        return math.pi * self.wheels.diameter_mm * self.motors.no_load_rpm / 60


def robots_dir() -> Path:
    """Return the folder of the robot models."""
    return data_root() / "hardware" / "robots"


@cache
def robots() -> dict[str, Robot]:
    """Return every robot model that Kibako knows, by id."""
    found = [read_robot(path) for path in sorted(robots_dir().glob("*.toml"))]
    return {robot.id: robot for robot in found}


def get_robot(name: str) -> Robot:
    """Return a robot model by its id.

    Raises:
        UsageError: There is none.
    """
    robot = robots().get(name)
    if robot is None:
        raise UsageError("robot_unknown", name=name, known=", ".join(robots()))
    return robot


def read_robot(path: Path) -> Robot:
    """Read and check a robot model.

    Raises:
        FileError: It is wrong; the error names every mistake.
    """
    robot, problems = tables.check_file(path, Robot)
    if robot is not None:
        problems = problems_of(robot, path.name)
    if robot is None or problems:
        raise tables.broken(path.name, problems)
    return robot


def library(robot: Robot) -> dict[str, bytes]:
    """Return the robot library for a model, as files for its board."""
    firmware = data_root() / "firmware"
    return {
        "robot.py": (firmware / "common" / "robot.py").read_bytes(),
        "kit.py": (firmware / robot.kit).read_bytes(),
    }


def problems_of(robot: Robot, file: str) -> list[str]:
    """Return what is well formed in a model and still makes no sense."""
    problems = [
        near_problem("unknown_word", board, sorted(profiles()), file=file, key="boards")
        for board in robot.boards
        if board not in profiles()
    ]
    if robot.circuit not in circuit_names():
        known = circuit_names()
        return [
            *problems,
            near_problem("unknown_word", robot.circuit, known, file=file, key="circuit"),
        ]
    circuit = read_circuit(robot.circuit)
    for board in robot.boards:
        if board in profiles() and profiles()[board].firmware != circuit.board.family:
            problems.append(problem("robot_board", file=file, board=board, circuit=circuit.name))
    if not (data_root() / "firmware" / robot.kit).is_file():
        problems.append(problem("robot_kit", file=file, kit=robot.kit))
    if robot.wheels.track_mm > robot.body.width_mm:
        problems.append(problem("robot_track", file=file))
    if robot.body.axle_to_front_mm > robot.body.length_mm:
        problems.append(problem("robot_axle", file=file))
    return [*problems, *_name_problems(robot, circuit, file)]


def _name_problems(robot: Robot, circuit: Circuit, file: str) -> list[str]:
    """Name every part and input that the circuit does not have."""
    parts = {part.name: part for part in circuit.parts}
    used = [("motors.left", robot.motors.left), ("motors.right", robot.motors.right)]
    used += [("line_sensors", sensor.input) for sensor in robot.line_sensors]
    used += [("distance_sensors", sensor.input) for sensor in robot.distance_sensors]
    used += [("bumpers", bumper.button) for bumper in robot.bumpers]
    used += [] if robot.gripper is None else [("gripper.angle", robot.gripper.angle)]
    used += [] if robot.buzzer is None else [("buzzer.part", robot.buzzer.part)]
    problems: list[str] = []
    for key, name in used:
        part, _, what = name.partition(".")
        if part not in parts:
            problems.append(near_problem("unknown_word", part, list(parts), file=file, key=key))
        elif key.endswith("sensors") and what not in parts[part].kind.inputs:
            known = [f"{part}.{each}" for each in parts[part].kind.inputs]
            problems.append(near_problem("unknown_word", name, known, file=file, key=key))
    return problems
