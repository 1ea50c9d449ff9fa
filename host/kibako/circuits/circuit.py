"""A circuit: which parts hang on which board, and the wires between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from kibako import tables
from kibako.circuits.board import CircuitBoard, get_board
from kibako.circuits.nets import End, Nets, Resistor
from kibako.circuits.part import Lead, Part
from kibako.errors import UsageError
from kibako.resources import data_root
from kibako.tables import Words

SCHEMA = 1
PARTS_MAX = 64

Value = float | str


class CircuitPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ``[[parts]]`` table.

    Attributes:
        name: What this one is called: in wires, inputs and events.
        part: Which part it is.
        label: What a person calls it; left out: its name.
        wires: For each lead the place of the board, or the lead of another part (``r1.a``); a
            list for several.
        settings: What is fixed about it.
        inputs: What its inputs are at the beginning.
    """

    name: str
    part: str
    label: Words | None = None
    wires: dict[str, str | list[str]] = {}
    settings: dict[str, float | str] = {}
    inputs: dict[str, float | str] = {}


class CircuitFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of a circuit file.

    Attributes:
        without_display: The programs switch the board's display off and use its pins.
        any_i2c_pins: The programs choose the pins of I2C themselves, as SoftI2C allows.
    """

    schema: int
    title: Words
    about: Words
    board: str
    parts: list[CircuitPart]
    without_display: bool = False
    any_i2c_pins: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """A part in its place.

    Attributes:
        name: What it is called in this circuit.
        kind: What it is.
        settings: All of its settings.
        inputs: The first value of each of its inputs.
        wires: Its wires as the file says: which lead, and where it is wired to.
        number: Its place in the file, from 1.
        label: What a person calls it, if not by its name.
    """

    name: str
    kind: Part
    settings: Mapping[str, Value]
    inputs: Mapping[str, Value]
    wires: tuple[tuple[str, str], ...]
    number: int
    label: Words | None = None

    def end(self, lead: str) -> str:
        """Return what a lead of it is called among the ends of the circuit."""
        return f"{self.name}.{lead}"

    def setting(self, name: str) -> float:
        """Return a setting that is a number."""
        value = self.settings[name]
        return 0.0 if isinstance(value, str) else float(value)


@dataclass(frozen=True)
class Circuit:
    """A circuit that can be plugged into its board.

    Attributes:
        name: Its file's name without the end.
        file: Its file, for messages.
        title: What it is.
        about: What it does.
        board: The board.
        parts: The parts, in the order of the file.
        without_display: Whether the pins of the board's display are free.
        any_i2c_pins: Whether I2C may be on any two pins.
        written: The bytes of its file.
    """

    name: str
    file: str
    title: Words
    about: Words
    board: CircuitBoard
    parts: tuple[Fitted, ...]
    without_display: bool = False
    any_i2c_pins: bool = False
    written: bytes = b""

    @cached_property
    def nets(self) -> Nets:
        """What is joined with what."""
        return Nets(
            ((part.end(lead), to) for part in self.parts for lead, to in part.wires),
            (
                Resistor(
                    part.end(part.kind.leads[0].name),
                    part.end(part.kind.leads[1].name),
                    part.setting(part.kind.ohms_setting),
                )
                for part in self.parts
                if part.kind.ohms_setting
            ),
        )

    @cached_property
    def pins(self) -> frozenset[str]:
        """The names of the board's pins."""
        return frozenset(pin.name for pin in self.board.pins)

    def part(self, name: str) -> Fitted | None:
        """Return a part by name, None if there is none."""
        return next((part for part in self.parts if part.name == name), None)

    def leads(self, net: frozenset[str]) -> Iterator[tuple[Fitted, Lead]]:
        """Yield the leads that are joined in a net, in the order of the file."""
        for part in self.parts:
            for lead in part.kind.leads:
                if part.end(lead.name) in net:
                    yield part, lead

    def pin(self, part: Fitted, lead: str) -> str | None:
        """Return the pin that a lead is wired to, None if there is none."""
        return next(
            (end for end in sorted(self.nets.net(part.end(lead))) if end in self.pins), None
        )

    def reach(self, part: Fitted, lead: str) -> list[End]:
        """Return the places that a lead reaches, the nearest first, through resistors too."""
        return self.nets.reach(part.end(lead), [*self.pins, *self.board.rails])

    def for_board(self, board_id: str) -> "Circuit":
        """Return the same circuit on another board of the same kind, checked for it.

        Args:
            board_id: The other board.

        Raises:
            UsageError: The circuit is for another kind of board.
            FileError: It is wrong on that board.
        """
        from kibako.circuits.checking import problems_of

        board = get_board(board_id)
        if board.id == self.board.id:
            return self
        if board.family != self.board.family:
            raise UsageError(
                "circuit_other_board", circuit=self.name, board=self.board.id, given=board.id
            )
        moved = replace(self, board=board)
        problems = problems_of(moved)
        if problems:
            raise tables.broken(self.file, problems)
        return moved


def circuits_dir() -> Path:
    """Return the folder of the circuits that come with Kibako."""
    return data_root() / "hardware" / "circuits"


def circuit_names() -> list[str]:
    """Return the names of the circuits that come with Kibako."""
    return sorted(path.stem for path in circuits_dir().glob("*.toml"))


def read_circuit(name: str) -> Circuit:
    """Read and check a circuit.

    Args:
        name: The name of one that comes with Kibako, or a file.

    Returns:
        The circuit.

    Raises:
        UsageError: There is none of that name.
        FileError: It is wrong; the error names every mistake.
    """
    if name in circuit_names():
        return read_circuit_file(circuits_dir() / f"{name}.toml")
    if "/" in name or "\\" in name or name.endswith(".toml"):
        return read_circuit_file(Path(name))
    raise UsageError("circuit_unknown", name=name, known=", ".join(circuit_names()))


def read_circuit_file(path: Path) -> Circuit:
    """Read and check a circuit's file.

    Raises:
        FileError: It is wrong; the error names every mistake.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(tables.MAX_TABLE_BYTES + 1)
    except (OSError, ValueError) as error:
        missing = tables.problem("missing", file=path.name)
        raise tables.broken(path.name, [missing]) from error
    return parse_circuit(raw, path.stem, path.name)


def parse_circuit(raw: bytes, name: str, file: str) -> Circuit:
    """Check the bytes of a circuit's file: :func:`read_circuit_file` without the file.

    Raises:
        FileError: It is wrong; the error names every mistake.
    """
    from kibako.circuits.checking import check

    written, problems = tables.check_bytes(raw, CircuitFile, file)
    if written is None:
        raise tables.broken(file, problems)
    circuit, problems = check(written, name, file)
    if circuit is None or problems:
        raise tables.broken(file, problems)
    return replace(circuit, written=raw)
