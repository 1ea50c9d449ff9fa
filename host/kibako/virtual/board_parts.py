"""Which parts a kind of board has, wired together."""

from collections.abc import Mapping
from typing import Protocol

from kibako.virtual.buttons import Buttons
from kibako.virtual.display import Display
from kibako.virtual.gpio import Gpio
from kibako.virtual.hostcall import HostFunction
from kibako.virtual.microbit_pins import MicrobitPins
from kibako.virtual.sound import Sound
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wire, Wires


class Parts(Protocol):
    """The parts of one kind of board."""

    wires: Wires
    buttons: Buttons
    functions: Mapping[str, HostFunction]

    def reset(self) -> None:
        """Bring all parts to the state after power-up."""
        ...

    def set_temperature(self, temperature_c: float) -> None:
        """Make it warmer or colder around the board."""
        ...

    def rows(self) -> tuple[str, ...] | None:
        """What the display shows, None if there is none."""
        ...

    def tone_hz(self) -> int:
        """What sounds, 0 if all is still."""
        ...

    def analog(self, wire: Wire) -> int | None:
        """What a pin gives as PWM or analog value, None if it gives none."""
        ...


class MicrobitParts:
    """Display, two buttons, touch, pins and sound of a micro:bit.

    Args:
        world: What all parts share.
        wires: The pins.
    """

    def __init__(self, world: Surroundings, wires: Wires) -> None:
        self.wires = wires
        self.display = Display(world)
        self._contacts = {
            ability: wire.name
            for wire in wires
            for ability in wire.abilities
            if ability.startswith("button_")
        }
        touch = [wire.name for wire in wires if "touch" in wire.abilities]
        self.buttons = Buttons(world, [*sorted(self._contacts), *touch], self._finger)
        self._pins = MicrobitPins(world, wires, self.display, self.buttons)
        self._sound = Sound(world, self._pins.play_on)
        self.functions: Mapping[str, HostFunction] = {
            **self.display.functions,
            **self.buttons.functions,
            **self._pins.functions,
            **self._sound.functions,
        }

    def reset(self) -> None:
        """Bring all parts to the state after power-up."""
        self._sound.reset()
        self.display.reset()
        self.buttons.reset()
        self.wires.reset()
        self._pins.reset()

    def set_temperature(self, temperature_c: float) -> None:
        """Nothing here feels it but the processor, which the world answers for."""

    def rows(self) -> tuple[str, ...] | None:
        """What the display shows."""
        return self.display.rows

    def tone_hz(self) -> int:
        """What sounds, 0 if all is still."""
        return self._sound.frequency_hz

    def analog(self, wire: Wire) -> int | None:
        """What a pin was given with ``write_analog``."""
        return self._pins.analog_output(wire.name)

    def _finger(self, name: str, pressed: bool) -> None:
        pin = self._contacts.get(name)
        if pin is not None:
            # A pressed button connects its pin to ground.
            self.wires.drive(pin, 0.0 if pressed else None)


class PicoParts:
    """The pins of a Pico; a finger on a pin connects it to ground, as a wired button does.

    Args:
        world: What all parts share.
        wires: The pins.
    """

    def __init__(self, world: Surroundings, wires: Wires) -> None:
        self.wires = wires
        self._gpio = Gpio(world, wires)
        names = [wire.name for wire in wires if "irq" in wire.abilities]
        self.buttons = Buttons(world, names, self._finger)
        self.functions: Mapping[str, HostFunction] = self._gpio.functions

    def reset(self) -> None:
        """Bring all parts to the state after power-up."""
        self._gpio.reset()
        self.buttons.reset()
        self.wires.reset()

    def set_temperature(self, temperature_c: float) -> None:
        """Let the processor's own sensor feel it."""
        self._gpio.temperature_c = temperature_c

    def rows(self) -> tuple[str, ...] | None:
        """There is no display."""
        return None

    def tone_hz(self) -> int:
        """There is no sound of its own."""
        return 0

    def analog(self, wire: Wire) -> int | None:
        """How long a pin's PWM is high, 0 to 65535."""
        return self._gpio.duty_u16(wire.name)

    def _finger(self, name: str, pressed: bool) -> None:
        self.wires.drive(name, 0.0 if pressed else None)
