"""The Pico's PWM: eight slices of two channels, as the RP2040 and MicroPython's rp2 port count.

The arithmetic (divider in sixteenths, top, compare value) is that of ports/rp2/machine_pwm.c, so
what is read back is what the real board reads back.
"""

from dataclasses import dataclass, field

from kibako.virtual.gpio import PWM, Gpio
from kibako.virtual.hostcall import HostFunction, integer, value_error
from kibako.virtual.pico_chip import PicoChip
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Signal, Wire, Wires

_SLICES = 8
_TOP_MAX = 65534
_TOP_FIRST = 65535
_DIVIDER_ONE = 16
_DIVIDER_END = 256 * 16
_DUTY_NS_MAX = 1 << 34


@dataclass(slots=True)
class _Slice:
    divider_16: int = _DIVIDER_ONE
    top: int = _TOP_FIRST
    set_up: bool = False


@dataclass(slots=True)
class _Channel:
    kind: str = ""
    wanted: int = 0
    compare: int = 0
    invert: bool = False
    running: bool = False
    wires: list[Wire] = field(default_factory=list[Wire])


class Pwm:
    """All slices.

    Args:
        world: What all parts share.
        wires: The pins as wires.
        gpio: Who has which pin.
        chip: Tells how fast the processor's clock is.
    """

    def __init__(self, world: Surroundings, wires: Wires, gpio: Gpio, chip: PicoChip) -> None:
        self._world = world
        self._wires = wires
        self._gpio = gpio
        self._chip = chip
        self._slices: list[_Slice] = []
        self._channels: list[_Channel] = []
        self.reset()
        gpio.left = self._left
        self.functions: dict[str, HostFunction] = {
            "pwm.new": self._new,
            "pwm.freq": self._freq,
            "pwm.duty": self._duty,
            "pwm.ns": self._duty_ns,
            "pwm.invert": self._invert,
            "pwm.go": self._go,
            "pwm.end": self._end,
        }

    def reset(self) -> None:
        """Stop all slices: the board starts anew."""
        self._slices = [_Slice() for _ in range(_SLICES)]
        self._channels = [_Channel() for _ in range(2 * _SLICES)]

    def duty_u16(self, name: str) -> int | None:
        """Return how long a pin's PWM is high, None if it gives none."""
        for number, channel in enumerate(self._channels):
            if channel.running and any(wire.name == name for wire in channel.wires):
                return self._outside_u16(number)
        return None

    def _new(self, payload: str) -> str:
        """Give a pin to its channel; tells ``SLICE CHANNEL``."""
        wire = self._gpio.regular(payload)
        number = _number(wire)
        channel = self._channels[number]
        channel.kind, channel.invert = "", False
        if wire not in channel.wires:
            channel.wires.append(wire)
        self._gpio.take(wire, PWM)
        return f"{number // 2} {number % 2}"

    def _freq(self, payload: str) -> str:
        """Set (``NAME HERTZ``) or tell (``NAME``) the frequency of a slice."""
        number, value = self._asked(payload)
        one = self._slices[number // 2]
        if value is None:
            return str(self._hertz(one.divider_16 * (one.top + 1)))
        source_hz = self._chip.frequency_hz
        if value <= 0:
            raise value_error("freq too small")
        if value > source_hz // 2:
            raise value_error("freq too large")
        turns = (source_hz + value // 2) // value
        if turns < _TOP_MAX:
            divider, top = _DIVIDER_ONE, turns - 1
        else:
            divider = -(-16 * source_hz // (_TOP_MAX * value))
            if divider >= _DIVIDER_END:
                raise value_error("freq too small")
            top = self._hertz(divider * value) - 1
        one.divider_16, one.top, one.set_up = divider, top, True
        for each in (number, number ^ 1):
            channel = self._channels[each]
            if channel.kind == "u16":
                self._set_u16(each, channel.wanted)
            elif channel.kind == "ns":
                self._set_ns(each, channel.wanted)
            if channel.running:
                self._tell(each)
        return ""

    def _duty(self, payload: str) -> str:
        """Set (``NAME DUTY``) or tell (``NAME``) the part of the time it is high."""
        number, value = self._asked(payload)
        if value is not None:
            self._set_u16(number, value)
            return ""
        turns = self._slices[number // 2].top + 1
        return str((self._channels[number].compare * 65535 + turns // 2) // turns)

    def _duty_ns(self, payload: str) -> str:
        """Set (``NAME NANOSECONDS``) or tell (``NAME``) how long it is high."""
        number, value = self._asked(payload)
        if value is not None:
            self._set_ns(number, value)
            return ""
        slice_hz = self._hertz(self._slices[number // 2].divider_16)
        compare = self._channels[number].compare
        return str((compare * 1_000_000_000 + slice_hz // 2) // slice_hz)

    def _set_u16(self, number: int, duty_u16: int) -> None:
        channel = self._channels[number]
        duty_u16 = min(duty_u16, 65535)
        turns = self._slices[number // 2].top + 1
        channel.compare = ((duty_u16 * turns + 32767) & 0xFFFF_FFFF) // 65535 & 0xFFFF
        channel.kind, channel.wanted = "u16", duty_u16

    def _set_ns(self, number: int, duty_ns: int) -> None:
        channel = self._channels[number]
        slice_hz = self._hertz(self._slices[number // 2].divider_16)
        compare = (duty_ns * slice_hz + 500_000_000) // 1_000_000_000
        if not (0 <= compare <= 65535 and duty_ns < _DUTY_NS_MAX):
            raise value_error("duty larger than period")
        channel.compare = compare
        channel.kind, channel.wanted = "ns", duty_ns

    def _invert(self, payload: str) -> str:
        number, value = self._asked(payload)
        self._channels[number].invert = bool(value)
        return ""

    def _go(self, payload: str) -> str:
        """Begin, once frequency and duty are known; a channel that runs tells its changes."""
        number, _ = self._asked(payload)
        channel = self._channels[number]
        if self._slices[number // 2].set_up and channel.kind:
            channel.running = True
            self._tell(number)
        return ""

    def _end(self, payload: str) -> str:
        """Stop a slice, which both its channels have."""
        number, _ = self._asked(payload)
        for each in (number, number ^ 1):
            self._stop(each)
        return ""

    def _stop(self, number: int) -> None:
        channel = self._channels[number]
        running, channel.running = channel.running, False
        for wire in channel.wires if running else ():
            self._wires.give_signal(wire, None)
            self._world.emit(wire.name, "pwm", {"duty_u16": 0, "freq_hz": 0})

    def _left(self, wire: Wire) -> None:
        channel = self._channels[_number(wire)]
        if wire in channel.wires:
            channel.wires.remove(wire)
            self._wires.give_signal(wire, None)
            if channel.running:
                self._world.emit(wire.name, "pwm", {"duty_u16": 0, "freq_hz": 0})
            channel.running = channel.running and bool(channel.wires)

    def _tell(self, number: int) -> None:
        one, channel = self._slices[number // 2], self._channels[number]
        turns = one.top + 1
        period_us = one.divider_16 * turns * 1e6 / (16 * self._chip.frequency_hz)
        high = min(channel.compare, turns) / turns
        signal = Signal((1.0 - high if channel.invert else high) * period_us, period_us)
        freq_hz = self._hertz(one.divider_16 * turns)
        for wire in channel.wires:
            if wire.signal != signal:
                self._wires.give_signal(wire, signal)
                duty_u16 = self._outside_u16(number)
                self._world.emit(wire.name, "pwm", {"duty_u16": duty_u16, "freq_hz": freq_hz})

    def _outside_u16(self, number: int) -> int:
        """Return the part of the time that the pin is high, whatever the program calls it."""
        turns, channel = self._slices[number // 2].top + 1, self._channels[number]
        duty_u16 = min((channel.compare * 65535 + turns // 2) // turns, 65535)
        return 65535 - duty_u16 if channel.invert else duty_u16

    def _hertz(self, divider_16: int) -> int:
        return (16 * self._chip.frequency_hz + divider_16 // 2) // divider_16

    def _asked(self, payload: str) -> tuple[int, int | None]:
        name, _, value = payload.partition(" ")
        return _number(self._gpio.regular(name)), integer(value) if value else None


def _number(wire: Wire) -> int:
    """Return the channel of a pin, 0 to 15: twice the slice, one more for channel B."""
    return int(wire.name[2:]) % (2 * _SLICES)
