"""The Pico's analog converter: twelve bits, four pins, the sensor in the chip."""

from kibako.virtual.gpio import ADC, Gpio
from kibako.virtual.hostcall import HostFunction, bounded, integer, value_error
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wires

_STEPS = 4096
_REFERENCE_V = 3.3
_TEMPERATURE_CHANNEL = 4
_VSYS_CHANNEL = 3
_FIRST_PIN = 26
_VSYS_DIVIDER = 3
"""VSYS comes to GP29 through 200 and 100 kilohms (Pico datasheet, section 4.4)."""


class Adc:
    """The converter.

    Args:
        world: What all parts share.
        wires: The pins as wires.
        gpio: Who has which pin.
    """

    def __init__(self, world: Surroundings, wires: Wires, gpio: Gpio) -> None:
        self._world = world
        self._wires = wires
        self._gpio = gpio
        world.inputs.add("vsys_v", "V", (1.8, 5.5), 5.0)
        self.functions: dict[str, HostFunction] = {
            "adc.channel": self._channel,
            "adc.pin": self._pin,
            "adc.read": self._read,
        }

    def reset(self) -> None:
        """It keeps nothing."""

    def _channel(self, payload: str) -> str:
        """Tell the channel of a number: a channel's own, or a pin's."""
        number = integer(payload)
        if number == _TEMPERATURE_CHANNEL:
            return payload
        if 0 <= number < _TEMPERATURE_CHANNEL:
            number += _FIRST_PIN
        if not 0 <= number - _FIRST_PIN < _TEMPERATURE_CHANNEL:
            raise value_error("invalid channel")
        return self._pin(f"GP{number}")

    def _pin(self, payload: str) -> str:
        """Tell the channel of a pin, which is from now on switched to the converter."""
        wire = self._gpio.regular(payload)
        if "analog_in" not in wire.abilities:
            raise value_error("Pin doesn't have ADC capabilities")
        self._gpio.take(wire, ADC, pull=0)
        return str(int(payload[2:]) - _FIRST_PIN)

    def _read(self, payload: str) -> str:
        """Read a channel: twelve bits, spread over sixteen as the real board does."""
        channel = bounded(integer(payload), 0, _TEMPERATURE_CHANNEL, "invalid channel")
        inputs = self._world.inputs
        if channel == _TEMPERATURE_CHANNEL:
            # The RP2040's own sensor: 0.706 V at 27 degrees, 1.721 mV less for each degree more.
            raw = _steps(0.706 - (inputs.value("temperature_c") - 27.0) * 0.001721)
        elif channel == _VSYS_CHANNEL:
            raw = _steps(inputs.value("vsys_v") / _VSYS_DIVIDER)
        else:
            raw = self._wires.analog(self._wires.find(f"GP{channel + _FIRST_PIN}"), _STEPS)
        return str(raw << 4 | raw >> 8)


def _steps(voltage: float) -> int:
    return min(max(round(voltage / _REFERENCE_V * (_STEPS - 1)), 0), _STEPS - 1)
