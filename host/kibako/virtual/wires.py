"""The pins of a board as wires: what the board drives, what hangs on them, what is to be read.

Nothing here knows a kind of board: the micro:bit's pins and the Pico's both stand on it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kibako.virtual.hostcall import HostCallError
from kibako.virtual.surroundings import Surroundings

Direction = Literal["in", "out", "open_drain", "signal"]
"""``signal``: the pin gives PWM, an analog level or sound."""
Pull = Literal["none", "up", "down"]


@dataclass(frozen=True, slots=True)
class Signal:
    """A square wave that the board makes by itself: PWM, or a tone.

    Attributes:
        high_us: How long it is high in each period.
        period_us: How long a period is.
    """

    high_us: float
    period_us: float

    @property
    def duty(self) -> float:
        """Which part of the time it is high, 0.0 to 1.0."""
        return self.high_us / self.period_us if self.period_us else 0.0


_FLOATING = (0.22, 0.31)
"""Between which parts of the full range an analog input wavers when nothing hangs on it."""


@dataclass(slots=True)
class Wire:
    """One pin.

    Attributes:
        name: Its name in events, such as ``pin0`` or ``GP25``.
        abilities: What it can do, from the board's profile.
        direction: Who drives it.
        pull: The resistor inside the board.
        output: The level that the board drives.
        outside: What hangs on it drives it to this part of the full range; None: nothing.
        signal: The square wave that the board gives, if it gives one.
        mode: What the board's own software uses it for.
    """

    name: str
    abilities: frozenset[str]
    direction: Direction = "in"
    pull: Pull = "none"
    output: int = 0
    outside: float | None = None
    signal: Signal | None = None
    mode: str = "unused"
    told: int | None = None
    strong: dict[str, float] = field(default_factory=dict[str, float])
    weak: dict[str, float] = field(default_factory=dict[str, float])
    watchers: list["Callable[[Wire], None]"] = field(default_factory=list["Callable[[Wire], None]"])

    @property
    def level(self) -> int:
        """The digital level, 0 or 1."""
        if self.direction == "out" or (self.direction == "open_drain" and not self.output):
            return self.output
        if self.outside is not None:
            return int(self.outside >= 0.5)
        return int(self.pull == "up")

    @property
    def part(self) -> float:
        """To which part of the full range it is driven on average, 0.0 to 1.0."""
        if self.signal is not None:
            return self.signal.duty
        if not self.drives and self.outside is not None:
            return self.outside
        return float(self.level)

    @property
    def drives(self) -> bool:
        """Whether the board drives it with a digital level."""
        return self.direction in ("out", "open_drain")


class Wires:
    """All pins of a board, by name.

    Args:
        world: What all parts share.
        pins: Names and abilities, from the board's profile.
    """

    def __init__(self, world: Surroundings, pins: Mapping[str, frozenset[str]]) -> None:
        self._world = world
        self._wires = {name: Wire(name, abilities) for name, abilities in pins.items()}
        self.on_edge: Callable[[Wire, int], None] = lambda wire, level: None

    def __iter__(self) -> Iterator[Wire]:
        return iter(self._wires.values())

    def __contains__(self, name: object) -> bool:
        return name in self._wires

    def get(self, name: str) -> Wire:
        """Return a pin.

        Raises:
            KeyError: The board has none of that name.
        """
        return self._wires[name]

    def find(self, name: str, ability: str = "") -> Wire:
        """Return a pin that the board's code named.

        Args:
            name: Its name.
            ability: What it has to be able to do.

        Returns:
            The pin.

        Raises:
            HostCallError: There is none of that name, or it cannot do that.
        """
        wire = self._wires.get(name)
        if wire is None or (ability and ability not in wire.abilities):
            raise HostCallError("ValueError", "invalid pin")
        return wire

    def change(
        self,
        wire: Wire,
        *,
        direction: Direction | None = None,
        output: int | None = None,
        pull: Pull | None = None,
        mode: str | None = None,
    ) -> None:
        """Change what the board does with a pin, and tell the level if it changes by that."""
        before = wire.level
        if direction is not None and direction != "signal":
            wire.signal = None
        wire.direction = direction or wire.direction
        wire.pull = pull or wire.pull
        wire.mode = mode or wire.mode
        if output is not None:
            wire.output = output
        self._settle(wire, before)

    def give_signal(self, wire: Wire, signal: Signal | None) -> None:
        """Let the board give a square wave on a pin (None: it is still, and gives 0)."""
        before = wire.level
        wire.direction, wire.signal = "signal", signal
        self._settle(wire, before)

    def watch(self, name: str, watcher: Callable[[Wire], None]) -> None:
        """Let a part see every change on a pin: of its level, its direction, its signal.

        Args:
            name: The pin.
            watcher: Called after each change; what is the same as before is not told again by
                it. It may drive other pins.

        Raises:
            KeyError: The board has no such pin.
        """
        self._wires[name].watchers.append(watcher)

    def drive(
        self, name: str, part: float | None, source: str = "hand", *, weak: bool = False
    ) -> None:
        """Let something outside the board drive a pin.

        Of several that drive one pin the lowest wins, as on a wire that each can pull to ground.

        Args:
            name: The pin.
            part: To which part of the full range (0.0 to 1.0); None: it lets go.
            source: Who drives it.
            weak: Only through a resistor: whatever else drives the pin wins.

        Raises:
            KeyError: The board has no such pin.
        """
        wire = self._wires[name]
        drivers = wire.weak if weak else wire.strong
        if part is None:
            if drivers.pop(source, None) is None:
                return
        else:
            drivers[source] = min(max(part, 0.0), 1.0)
        outside = min((wire.strong or wire.weak).values(), default=None)
        if outside == wire.outside:
            return
        before = wire.level
        wire.outside = outside
        if not wire.drives and wire.level != before:
            self._world.emit(name, "input", wire.level)
        self._settle(wire, before)

    def analog(self, wire: Wire, steps: int) -> int:
        """Read a pin as a voltage.

        A pin on which nothing hangs wavers a little, as on the real board (the same in
        every run with the same seed).

        Args:
            wire: The pin.
            steps: How many steps the converter knows.

        Returns:
            A number from 0 to ``steps - 1``.
        """
        part = wire.outside
        if part is None and wire.drives:
            part = float(wire.level)
        elif part is None:
            part = 1.0 if wire.pull == "up" else self._world.chance.uniform(*_FLOATING)
        return min(int(part * steps), steps - 1)

    def reset(self) -> None:
        """Let go of all pins: the board starts anew. What hangs on them stays."""
        for wire in self._wires.values():
            wire.direction, wire.pull, wire.output = "in", "none", 0
            wire.mode, wire.told, wire.signal = "unused", None, None
            for watcher in wire.watchers:
                watcher(wire)

    def _settle(self, wire: Wire, before: int) -> None:
        level = wire.level
        if wire.drives and level != wire.told:
            wire.told = level
            self._world.emit(wire.name, "digital", level)
        elif not wire.drives:
            wire.told = None
        if level != before:
            self.on_edge(wire, level)
        for watcher in wire.watchers:
            watcher(wire)
