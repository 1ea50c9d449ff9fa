"""What a kind of board has on it, wired together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from kibako.virtual.accelerometer import Accelerometer
from kibako.virtual.air import RadioPort
from kibako.virtual.audio import Audio
from kibako.virtual.bluetooth_port import BluetoothPort
from kibako.virtual.buses import Buses
from kibako.virtual.buttons import Buttons
from kibako.virtual.compass import Compass
from kibako.virtual.data_log import DataLog
from kibako.virtual.display import Display
from kibako.virtual.hostcall import HostFunction
from kibako.virtual.microbit_buses import MicrobitI2c, MicrobitSpi
from kibako.virtual.microbit_chips import mag3110, mma8653
from kibako.virtual.microbit_pins import MicrobitPins
from kibako.virtual.microbit_system import MicrobitSystem
from kibako.virtual.microbit_uart import MicrobitUart
from kibako.virtual.microphone import Microphone
from kibako.virtual.pulse_meter import PulseMeter
from kibako.virtual.radio import Radio
from kibako.virtual.sound import Sound
from kibako.virtual.speech import Speech
from kibako.virtual.staging import Staging
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wire, Wires


@dataclass(frozen=True, slots=True)
class Sockets:
    """Where something can be plugged in: a part on the table, or a chip on the board itself.

    Attributes:
        world: Time, events, inputs, interrupts, chance.
        wires: The board's pins.
        buses: What speaks a protocol on them.
        buttons: What can be pressed.
    """

    world: Surroundings
    wires: Wires
    buses: Buses
    buttons: Buttons


class Component(Protocol):
    """One thing on the board that its programs may ask."""

    @property
    def functions(self) -> Mapping[str, HostFunction]:
        """What programs may ask, by the names of the host calls."""
        ...

    def reset(self) -> None:
        """Come to the state after power-up."""
        ...


class Parts(Protocol):
    """What one kind of board has."""

    sockets: Sockets
    functions: Mapping[str, HostFunction]
    radio: RadioPort | None
    log: DataLog | None
    bluetooth: BluetoothPort | None

    def reset(self) -> None:
        """Bring everything to the state after power-up."""
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
        buses: What speaks a protocol on them.
        abilities: What the board's firmware can do.
    """

    def __init__(
        self, world: Surroundings, wires: Wires, buses: Buses, abilities: Collection[str]
    ) -> None:
        self._wires = wires
        self.display = Display(world)
        self._contacts = {
            ability: wire.name
            for wire in wires
            for ability in wire.abilities
            if ability.startswith("button_")
        }
        touch = [wire.name for wire in wires if "touch" in wire.abilities]
        buttons = Buttons(world, [*sorted(self._contacts), *touch], self._finger)
        self.sockets = Sockets(world, wires, buses, buttons)
        self._pins = MicrobitPins(world, wires, self.display, buttons, abilities)
        self._sound = Sound(world, self._pins.play_on, self._pins.give_tone, abilities)
        staging = Staging()
        radio = Radio(world, staging, abilities)
        self.radio: RadioPort | None = radio.port
        self.bluetooth: BluetoothPort | None = None
        self.log = DataLog(world, staging) if "data_log" in abilities else None
        accelerometer = Accelerometer(world, abilities)
        compass = Compass(world, self.display, accelerometer)
        if "motion_chips_on_pins" in abilities:
            buses.attach_i2c("pin20", "pin19", mma8653(accelerometer))
            buses.attach_i2c("pin20", "pin19", mag3110(compass))
        self._components: tuple[Component, ...] = (
            self._sound,
            Audio(world, self._pins.play_on),
            Speech(world, self._pins.play_on),
            self.display,
            buttons,
            self._pins,
            accelerometer,
            compass,
            *([Microphone(world)] if "microphone" in abilities else []),
            staging,
            radio,
            *([self.log] if self.log else []),
            PulseMeter(world, wires),
            MicrobitSystem(world, wires, buses, buttons, staging, abilities),
            MicrobitI2c(world, wires, buses, staging),
            MicrobitUart(world, wires, buses, abilities),
            MicrobitSpi(world, wires, buses, staging, self._pins),
        )
        self.functions = functions_of(self._components)

    def reset(self) -> None:
        """Bring everything to the state after power-up."""
        self._wires.reset()
        for component in self._components:
            component.reset()

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
            self._wires.drive(pin, 0.0 if pressed else None, "finger")


def functions_of(components: tuple[Component, ...]) -> Mapping[str, HostFunction]:
    """Return what all these components answer, by the names of the host calls."""
    return {name: call for each in components for name, call in each.functions.items()}
