"""What a Pico has on it, wired together."""

from collections.abc import Collection

from kibako.virtual.air import RadioPort
from kibako.virtual.bluetooth import Bluetooth
from kibako.virtual.bluetooth_port import BluetoothPort
from kibako.virtual.board_parts import Component, Sockets, functions_of
from kibako.virtual.buses import Buses
from kibako.virtual.buttons import Buttons
from kibako.virtual.data_log import DataLog
from kibako.virtual.gpio import Gpio
from kibako.virtual.pico_adc import Adc
from kibako.virtual.pico_chip import PicoChip
from kibako.virtual.pico_i2c import PicoI2c
from kibako.virtual.pico_pulses import Pulses
from kibako.virtual.pico_pwm import Pwm
from kibako.virtual.pico_spi import PicoSpi
from kibako.virtual.pico_timers import PicoTimers
from kibako.virtual.pico_uart import PicoUarts
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wire, Wires


class PicoParts:
    """A Pico: its chip, its pins, and what the chip does with them.

    A finger on a pin connects it to ground, as a wired button does; BOOTSEL is its only button.

    Args:
        world: What all parts share.
        wires: The pins.
        buses: What speaks a protocol on them.
        abilities: What the board's firmware can do.
    """

    def __init__(
        self, world: Surroundings, wires: Wires, buses: Buses, abilities: Collection[str]
    ) -> None:
        del abilities
        self.radio: RadioPort | None = None
        self.log: DataLog | None = None
        bluetooth = Bluetooth(world)
        self.bluetooth: BluetoothPort | None = bluetooth.port
        self._wires = wires
        _connect_usb(wires)
        chip = PicoChip(world)
        gpio = Gpio(world, wires)
        self._pwm = Pwm(world, wires, gpio, chip)
        pins = [wire.name for wire in wires if _wireable(wire)]
        buttons = Buttons(world, [*pins, "bootsel"], self._finger)
        self.sockets = Sockets(world, wires, buses, buttons)
        self._components: tuple[Component, ...] = (
            chip,
            gpio,
            self._pwm,
            Adc(world, wires, gpio),
            PicoI2c(world, wires, buses, gpio, chip),
            PicoSpi(world, wires, buses, gpio, chip),
            PicoUarts(world, wires, buses, gpio),
            PicoTimers(world),
            Pulses(world, wires, buses, gpio),
            buttons,
            bluetooth,
        )
        self.functions = functions_of(self._components)

    def reset(self) -> None:
        """Bring everything to the state after power-up."""
        self._wires.reset()
        for component in self._components:
            component.reset()

    def rows(self) -> tuple[str, ...] | None:
        """There is no display."""
        return None

    def tone_hz(self) -> int:
        """There is no sound of its own."""
        return 0

    def analog(self, wire: Wire) -> int | None:
        """How long a pin's PWM is high, 0 to 65535."""
        return self._pwm.duty_u16(wire.name)

    def _finger(self, name: str, pressed: bool) -> None:
        if name in self._wires:
            self._wires.drive(name, 0.0 if pressed else None, "finger")


def _connect_usb(wires: Wires) -> None:
    """Let a Pico feel the USB cable (Pico datasheet, section 2.1: GP24 is high with VBUS).

    On a Pico W the wireless chip has that pin.
    """
    if "led" in wires.get("GP25").abilities:
        sense = wires.get("GP24")
        sense.strong["usb"] = sense.outside = 1.0


def _wireable(wire: Wire) -> bool:
    """Return whether a button can be wired to a pin: it comes out of the board."""
    return "irq" in wire.abilities and "internal" not in wire.abilities
