"""The form of a world file, and everything that can be wrong with one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from kibako.circuits.circuit import Circuit, circuit_names, read_circuit
from kibako.errors import KibakoError
from kibako.tables import MAX_PROBLEMS, broken, near_problem, problem, read_fitting
from kibako.virtual.profile import VirtualProfile, find_profile, profiles
from kibako.virtual.script.form import (
    MAX_BYTES,
    MAX_S,
    ScriptStep,
    is_beside,
    name_problems,
    step_problems,
)
from kibako.virtual.script.playing import looked_at

BOARDS_MAX = 64
WIRES_MAX = 500
FILES_MAX = 50
PROGRAM_BYTES_MAX = 1024 * 1024
_METRES_MAX = 10_000.0
_NAME = r"^[A-Za-z][A-Za-z0-9_-]{0,31}$"

Item = TypeVar("Item")

Metres = Annotated[float, msgspec.Meta(ge=-_METRES_MAX, le=_METRES_MAX)]
Name = Annotated[str, msgspec.Meta(pattern=_NAME)]


class BoardTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ``[[boards]]`` table.

    Attributes:
        name: What the events call the board.
        program: Its main.py: a file beside the world file.
        board: The moniker of a virtual board.
        circuit: What hangs on it: a circuit of Kibako, or a file beside the world file.
        files: Further files for its flash, beside the world file.
        x_m: Where it lies, in metres to the right.
        y_m: And in metres ahead.
    """

    name: Name
    program: str
    board: str = "virtual:microbit"
    circuit: str | None = None
    files: list[str] = []
    x_m: Metres = 0.0
    y_m: Metres = 0.0

    @property
    def profile(self) -> VirtualProfile:
        """The profile of the board."""
        return find_profile(self.board.removeprefix("virtual:"))


class WireTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ``[[wires]]`` table: ``a`` and ``b`` are pins, such as ``alice.pin0``."""

    a: str
    b: str

    @property
    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The board and the pin of both ends."""
        first, _, one = self.a.partition(".")
        second, _, other = self.b.partition(".")
        return (first, one), (second, other)


class AirTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ``[air]`` table.

    Attributes:
        loss: Which part of the packets is lost besides those that are too weak, 0 to 1.
    """

    loss: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0


class WorldStep(ScriptStep, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One ``[[steps]]`` table: a step of a script, and the board that it is for."""

    board: str


class WorldFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole world file.

    Attributes:
        boards: The boards.
        for_s: How long it goes on; None: until all programs have ended.
        seed: The seed of all that is random.
        air: What is between the radios.
        wires: Wires between pins of different boards.
        steps: What happens around the boards.
    """

    boards: list[BoardTable]
    for_s: Annotated[float, msgspec.Meta(gt=0, le=MAX_S)] | None = None
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)] = 0
    air: AirTable = AirTable()
    wires: list[WireTable] = []
    steps: list[WorldStep] = []


def read_world(path: Path) -> WorldFile:
    """Read a world file.

    Args:
        path: The file.

    Returns:
        The world.

    Raises:
        FileError: It is missing or wrong; all its problems are named.
    """
    found = read_fitting(path, WorldFile, MAX_BYTES)
    if found.table is None:
        raise broken(path.name, found.problems)
    problems = [*found.problems, *problems_of(found.table, path, found.numbers)]
    if problems:
        raise broken(path.name, problems)
    return found.table


def problems_of(
    world: WorldFile, path: Path, numbers: Mapping[str, Sequence[int]] | None = None
) -> list[str]:
    """Return what is well formed and still makes no sense.

    Args:
        world: The world.
        path: Its file.
        numbers: The places of boards, wires and steps in the file, where some were left out.
    """
    file = path.name

    def numbered(key: str, found: Sequence[Item]) -> list[tuple[int, Item]]:
        places = (numbers or {}).get(key, range(1, len(found) + 1))
        return list(zip(places, found, strict=False))

    problems: list[str] = []
    for key, found, limit in (
        ("boards", world.boards, BOARDS_MAX),
        ("wires", world.wires, WIRES_MAX),
    ):
        if len(found) > limit:
            problems.append(problem("world_many", file=file, key=key, limit=limit))
    if not world.boards:
        problems.append(problem("missing_key", file=file, key="boards"))
    names: list[str] = []
    for number, board in numbered("boards", world.boards[:BOARDS_MAX]):
        key = f"boards[{number}]"
        if board.name in names:
            problems.append(problem("world_twice", file=file, key=f"{key}.name", name=board.name))
        names.append(board.name)
        problems += _board_problems(board, path, key)
    pins = {board.name: _pins(board) for board in world.boards[:BOARDS_MAX]}
    for number, wire in numbered("wires", world.wires[:WIRES_MAX]):
        problems += _wire_problems(wire, pins, file, f"wires[{number}]")
    steps = numbered("steps", world.steps)
    for number, step in steps:
        if step.board not in pins and len(problems) < MAX_PROBLEMS:
            key = f"steps[{number}].board"
            problems.append(near_problem("unknown_word", step.board, names, file=file, key=key))
    problems += step_problems(steps, file)
    for board in world.boards[:BOARDS_MAX]:
        if pins[board.name]:
            problems += _name_problems(board, steps, path)
    return problems


def _name_problems(
    board: BoardTable, steps: Sequence[tuple[int, WorldStep]], path: Path
) -> list[str]:
    """What the steps for a board name and it does not have, or what is wrong with its circuit."""
    try:
        world = looked_at(board.board, circuit_of(board, path))
    except KibakoError as error:
        return [error.what]
    own = [(number, step) for number, step in steps if step.board == board.name]
    return name_problems(own, world, path.name)


def circuit_of(board: BoardTable, path: Path) -> Circuit | None:
    """Return what hangs on a board of a world: a circuit of ours, or a file beside the world's."""
    if board.circuit is None:
        return None
    name = board.circuit
    return read_circuit(name if name in circuit_names() else str(path.parent / name))


def _pins(board: BoardTable) -> list[str]:
    try:
        return list(board.profile.pins)
    except KibakoError:
        return []  # the board itself is named as a problem


def _board_problems(board: BoardTable, path: Path, key: str) -> list[str]:
    file = path.name
    problems: list[str] = []
    try:
        found = board.profile
    except KibakoError:
        found = None
    if found is None or not board.board.startswith("virtual:"):
        known = [f"virtual:{name}" for name in sorted(profiles())]
        problems.append(
            near_problem("unknown_word", board.board, known, file=file, key=f"{key}.board")
        )
    if len(board.files) > FILES_MAX:
        problems.append(problem("world_many", file=file, key=f"{key}.files", limit=FILES_MAX))
    for name in (board.program, *board.files[:FILES_MAX]):
        if not _readable(path, name):
            problems.append(problem("world_no_file", file=file, key=key, name=name[:200]))
    return problems


def _readable(path: Path, name: str) -> bool:
    """Return whether a name is that of a file beside the world file or below, and not too large."""
    try:
        place = path.parent / name
        if not is_beside(path, name) or not place.is_file():
            return False
        return place.stat().st_size <= PROGRAM_BYTES_MAX
    except (OSError, ValueError):
        return False


def _wire_problems(wire: WireTable, pins: dict[str, list[str]], file: str, key: str) -> list[str]:
    problems: list[str] = []
    for end, (board, pin) in zip(("a", "b"), wire.ends, strict=True):
        place = f"{key}.{end}"
        if board not in pins:
            problems.append(near_problem("unknown_word", board, list(pins), file=file, key=place))
        elif pins[board] and pin not in pins[board]:
            problems.append(near_problem("unknown_word", pin, pins[board], file=file, key=place))
    if wire.ends[0][0] == wire.ends[1][0]:
        problems.append(problem("world_one_board", file=file, key=key, name=wire.ends[0][0][:40]))
    return problems
