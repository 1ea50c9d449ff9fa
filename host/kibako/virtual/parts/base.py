"""What every part on the table has: a place, inputs that describe themselves, a state to see."""

from collections.abc import Callable, Mapping
from typing import Protocol

from kibako.circuits.board import GROUND
from kibako.circuits.circuit import Circuit, Fitted
from kibako.events import JsonValue
from kibako.virtual.board_parts import Sockets
from kibako.virtual.buses import I2cDevice
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wire, Wires


class Part(Protocol):
    """One part on the table, plugged in; it shows itself without being known."""

    @property
    def name(self) -> str:
        """What it is called in its circuit."""
        ...

    @property
    def kind(self) -> str:
        """Which part it is, such as ``servo-sg90``."""
        ...

    @property
    def label(self) -> Mapping[str, str]:
        """What a person calls it, by language; empty: its name."""
        ...

    def state(self) -> Mapping[str, JsonValue]:
        """What is to be known of it just now, by names that carry their unit."""
        ...

    def picture(self) -> tuple[str, ...] | None:
        """Rows of what it shows: ``0`` and ``1`` for dots, or letters; None if it shows none."""
        ...


class Site:
    """The place of one part: its wires, its name in events and inputs, and the circuit around.

    Args:
        circuit: The circuit.
        fitted: The part in it.
        sockets: Where it is plugged in.
    """

    def __init__(self, circuit: Circuit, fitted: Fitted, sockets: Sockets) -> None:
        self.circuit = circuit
        self.fitted = fitted
        self.sockets = sockets
        self.name = fitted.name
        self.kind = fitted.kind.id
        self._places: dict[str, tuple[str, ...]] = {}

    @property
    def world(self) -> Surroundings:
        """Time, events, chance."""
        return self.sockets.world

    @property
    def wires(self) -> Wires:
        """The board's pins."""
        return self.sockets.wires

    def setting(self, name: str) -> float:
        """Return one of the part's settings."""
        return self.fitted.setting(name)

    def emit(self, what: str, value: JsonValue = None) -> None:
        """Tell that something happened to the part."""
        self.world.emit(self.name, what, value)

    def add_input(self, name: str, taken: Callable[[float], None]) -> None:
        """Add one of the inputs that the part's description lists; it has its first value at once.

        Args:
            name: Its name there; around the board it is called ``part.name``.
            taken: Called with each new value.
        """
        quantity = self.fitted.kind.inputs[name]
        first = self.fitted.inputs[name]
        self.world.inputs.add(
            f"{self.name}.{name}",
            quantity.unit,
            (quantity.least, quantity.most),
            0.0 if isinstance(first, str) else float(first),
            taken,
        )

    def input(self, name: str) -> float:
        """Return the value of one of the part's inputs just now."""
        return self.world.inputs.value(f"{self.name}.{name}")

    # Wires

    def place(self, lead: str) -> str | None:
        """Return the pin or rail that a lead comes to first, None if it comes to none."""
        return next(iter(self._reach(lead)), None)

    def pin(self, lead: str) -> str | None:
        """Return the pin at a lead, directly or through resistors; None if there is none."""
        return next((place for place in self._reach(lead) if place in self.circuit.pins), None)

    def _reach(self, lead: str) -> tuple[str, ...]:
        """Return the places that a lead comes to, the nearest first; a circuit never changes."""
        if lead not in self._places:
            reached = self.circuit.reach(self.fitted, lead)
            self._places[lead] = tuple(end.place for end in reached)
        return self._places[lead]

    def wire(self, lead: str) -> Wire | None:
        """Return the board's wire at a lead, None if no pin is there."""
        pin = self.pin(lead)
        return None if pin is None else self.wires.get(pin)

    def watch(self, lead: str, watcher: Callable[[Wire], None]) -> None:
        """See every change at a lead; without a pin there nothing ever changes."""
        pin = self.pin(lead)
        if pin is not None:
            self.wires.watch(pin, watcher)

    def drive(self, lead: str, part: float | None) -> None:
        """Put a level on a lead.

        Args:
            lead: Which one.
            part: The part of the board's own voltage, 0.0 to 1.0; None lets go.
        """
        pin = self.pin(lead)
        if pin is not None:
            self.wires.drive(pin, part, self.fitted.end(lead))

    def height(self, lead: str) -> float:
        """Return how high a lead is on average, 0.0 (ground) to 1.0 (the board's own voltage)."""
        place = self.place(lead)
        if place is None or place == GROUND:
            return 0.0
        return self.wires.get(place).part if place in self.circuit.pins else 1.0

    def attach_i2c(self, device: I2cDevice) -> None:
        """Answer on the I2C bus at the leads ``sda`` and ``scl``."""
        sda, scl = (self.circuit.pin(self.fitted, lead) for lead in ("sda", "scl"))
        if sda is not None and scl is not None:
            self.sockets.buses.attach_i2c(sda, scl, device)

    def is_supplied(self, lead: str) -> bool:
        """Return whether there is power at a lead: a rail, a battery, or a pin that gives it."""
        pin = self.circuit.pin(self.fitted, lead)
        if pin is None:
            return True
        wire = self.wires.get(pin)
        return wire.direction != "in" and wire.part > 0.9


class Plain:
    """A part that shows nothing and whose state is its inputs: the base of simple ones."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @property
    def name(self) -> str:
        """What it is called in its circuit."""
        return self.site.name

    @property
    def kind(self) -> str:
        """Which part it is."""
        return self.site.kind

    @property
    def label(self) -> Mapping[str, str]:
        """What a person calls it, by language."""
        label = self.site.fitted.label
        return {} if label is None else {"ja": label.ja, "en": label.en}

    def state(self) -> Mapping[str, JsonValue]:
        """What its inputs are just now."""
        return {name: self.site.input(name) for name in self.site.fitted.kind.inputs}

    def picture(self) -> tuple[str, ...] | None:
        """It shows none."""
        return None
