"""A board as a circuit sees it: its pins, its rails, the places of its connector."""

import tomllib
from functools import cache
from typing import Annotated

import msgspec

from kibako.errors import UsageError
from kibako.resources import data_root
from kibako.tables import Words

GROUND = "GND"
"""What ground is called on every board."""

Volts = Annotated[float, msgspec.Meta(ge=0, le=60)]
MilliAmperes = Annotated[float, msgspec.Meta(ge=0, le=20_000)]


class BoardPin(msgspec.Struct, frozen=True):
    """One pin: its name in programs, and what it can do."""

    name: str
    capabilities: frozenset[str]


class Rail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place that gives power, or takes it back.

    Attributes:
        volts: How many volts it gives; 0: none.
        ma: How much it can give, in milliamperes, on top of what the board itself takes.
        about: What it is.
        accepts: The lowest and the highest voltage that may be fed in here, if it takes power.
    """

    volts: Volts
    about: Words
    ma: MilliAmperes = 0
    accepts: tuple[Volts, Volts] | None = None


class I2cPair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A controller of the board's I2C, and the pins that it can use."""

    name: str
    sda: list[str]
    scl: list[str]


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of places on the connector, in the order in which a finger meets them.

    Attributes:
        about: Where the row is.
        first: The number of the first place.
        step: 1 or -1: how the numbers go on.
        places: The name of a pin or a rail; anything else is a place that circuits do not use.
    """

    about: Words
    first: int
    step: int
    places: list[str]


class Connector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where wires go.

    Attributes:
        pin_volts_max: More than this on a pin breaks the board.
        pin_ma: The most that one pin gives, in milliamperes.
        rails: What gives power, by name; ``GND`` is among them.
        i2c: The pins for I2C.
        rows: The places.
        notes: What to know about some of the pins, by name.
    """

    pin_volts_max: Volts
    pin_ma: MilliAmperes
    rails: dict[str, Rail]
    i2c: list[I2cPair]
    rows: list[Row]
    notes: dict[str, Words] = {}


class _Modules(msgspec.Struct, frozen=True):
    builtin: frozenset[str]


class CircuitBoard(msgspec.Struct, frozen=True):
    """A board: the part of ``hardware/boards/*.toml`` that circuits need."""

    id: str
    name: str
    family: str
    aliases: list[str]
    pins: list[BoardPin]
    modules: _Modules
    connector: Connector

    @property
    def places(self) -> list[str]:
        """The names of all places to which a wire may lead."""
        return [*(pin.name for pin in self.pins if self._is_reached(pin.name)), *self.rails]

    @property
    def rails(self) -> dict[str, Rail]:
        """What gives power, by name."""
        return self.connector.rails

    @property
    def logic_volts(self) -> float:
        """How many volts a pin gives when it is high: that of the weakest rail."""
        return min(rail.volts for rail in self.rails.values() if rail.volts > 0)

    def capabilities(self, pin: str) -> frozenset[str]:
        """Return what a pin can do."""
        for each in self.pins:
            if each.name == pin:
                return each.capabilities
        return frozenset()

    def _is_reached(self, pin: str) -> bool:
        return any(pin in row.places for row in self.connector.rows)


@cache
def boards() -> dict[str, CircuitBoard]:
    """Return every board with a connector, by id."""
    found: dict[str, CircuitBoard] = {}
    for path in sorted((data_root() / "hardware" / "boards").glob("*.toml")):
        # Our own data, of which other rooms read other keys: a test reads all of it.
        board = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), CircuitBoard)
        found[board.id] = board
    return found


def find_board(name: str) -> CircuitBoard | None:
    """Return a board by its id or another name of it, None if there is none."""
    for board in boards().values():
        if name == board.id or name in board.aliases:
            return board
    return None


def get_board(name: str) -> CircuitBoard:
    """Return a board by its id or another name of it.

    Raises:
        UsageError: There is none.
    """
    board = find_board(name)
    if board is None:
        raise UsageError("virtual_unknown", name=name, known=", ".join(boards()))
    return board
