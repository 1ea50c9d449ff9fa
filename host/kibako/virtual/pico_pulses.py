"""What a Pico's programs do with single pulses on a pin, exact to the microsecond.

Measuring one (``time_pulse_us``), giving a stream of them (``bitstream``), 1-Wire, DHT. The
times of 1-Wire are those of extmod/modonewire.c, that of a DHT its data sheet's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kibako.virtual.buses import Buses
from kibako.virtual.gpio import Gpio
from kibako.virtual.hostcall import (
    HostCallError,
    HostFunction,
    bounded,
    integer,
    integers,
    value_error,
)
from kibako.virtual.pico_i2c import from_hex
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan
from kibako.virtual.wires import Wire, Wires

_TIMEOUT_US_MAX = 0x3FFF_FFFF
_NEVER_CAME, _NEVER_ENDED = -2, -1
_RESET_US, _SLOT_US = 960, 70
_DHT_BYTES = 5
_DHT_START_US, _DHT_BITS_US = 18_000, 4_000
_ETIMEDOUT = "110"
_NS_MAX = 1_000_000


@dataclass(slots=True)
class _Measure:
    wire: Wire
    wanted: int
    timeout_us: int
    since_us: int
    begun: bool
    alarm: Plan | None = None
    answer: int | None = None


class Pulses:
    """Single pulses.

    Args:
        world: What all parts share.
        wires: The pins as wires.
        buses: What hangs on them.
        gpio: Who has which pin.
    """

    def __init__(self, world: Surroundings, wires: Wires, buses: Buses, gpio: Gpio) -> None:
        self._world = world
        self._wires = wires
        self._buses = buses
        self._gpio = gpio
        self._watched: set[str] = set()
        self._measure: _Measure | None = None
        self.functions: dict[str, HostFunction] = {
            "pulse.begin": self._begin,
            "pulse.go": self._go,
            "bits.send": self._bitstream,
            "ow.reset": self._onewire_reset,
            "ow.w": self._onewire_write,
            "ow.r": self._onewire_read,
            "dht.read": self._dht,
        }

    def reset(self) -> None:
        """Forget what is being measured: the board starts anew."""
        self._forget()

    # Measuring

    def _begin(self, payload: str) -> str:
        """Begin to measure: ``NAME LEVEL TIMEOUT_US``."""
        name, _, rest = payload.partition(" ")
        level, timeout_us = integers(rest, 2)
        wire = self._gpio.regular(name)
        self._forget()
        if name not in self._watched:
            self._watched.add(name)
            self._wires.watch(name, self._changed)
        wanted = int(bool(level))
        timeout_us = min(max(timeout_us, 0), _TIMEOUT_US_MAX)
        now_us = self._world.now_us()
        self._measure = _Measure(wire, wanted, timeout_us, now_us, wire.level == wanted)
        self._set_alarm(self._measure)
        return ""

    def _go(self, payload: str) -> str:
        """Tell how long the pulse was; empty: wait a while, then ask again."""
        measure = self._measure
        if measure is None:
            raise value_error("no pulse")
        if measure.answer is None:
            self._world.wait_us(measure.timeout_us, lambda: measure.answer is not None)
            return ""
        self._forget()
        return str(measure.answer)

    def _set_alarm(self, measure: _Measure) -> None:
        def late() -> None:
            measure.answer = _NEVER_ENDED if measure.begun else _NEVER_CAME

        if measure.alarm is not None:
            measure.alarm.cancel()
        measure.alarm = self._world.after_us(measure.timeout_us, late)

    def _changed(self, wire: Wire) -> None:
        measure = self._measure
        if measure is None or measure.wire is not wire or measure.answer is not None:
            return
        if not measure.begun and wire.level == measure.wanted:
            measure.begun, measure.since_us = True, self._world.now_us()
            self._set_alarm(measure)
        elif measure.begun and wire.level != measure.wanted:
            measure.answer = self._world.now_us() - measure.since_us
            if measure.alarm is not None:
                measure.alarm.cancel()

    def _forget(self) -> None:
        if self._measure is not None and self._measure.alarm is not None:
            self._measure.alarm.cancel()
        self._measure = None

    # Streams of bits

    def _bitstream(self, payload: str) -> str:
        """Send bits: ``NAME HIGH0 LOW0 HIGH1 LOW1 HEX``, times in nanoseconds."""
        words = payload.split(" ")
        if len(words) != 6:
            raise value_error("wrong number of values")
        name = self._gpio.regular(words[0]).name
        times_ns = [min(max(each, 0), _NS_MAX) for each in integers(" ".join(words[1:5]), 4)]
        data = from_hex(words[5])
        ones = sum(byte.bit_count() for byte in data)
        zeros = 8 * len(data) - ones
        self._world.spend_us(
            (zeros * sum(times_ns[:2]) + ones * sum(times_ns[2:])) // 1000,
        )
        if self._wires.get(name).direction == "out":
            for strip in self._buses.pixels(name):
                strip.receive(data)
        return ""

    # 1-Wire

    def _onewire_reset(self, payload: str) -> str:
        """Begin anew on a wire; tells 1 if somebody is there."""
        name = self._gpio.regular(payload).name
        self._world.spend_us(_RESET_US)
        present = [device.reset() for device in self._buses.onewire(name)]
        return str(int(any(present)))

    def _onewire_write(self, payload: str) -> str:
        """Write bits, the lowest first: ``NAME COUNT VALUE``."""
        name, _, rest = payload.partition(" ")
        count, value = integers(rest, 2)

        def step(at: int) -> int:
            for device in self._buses.onewire(name):
                device.write_bit(value >> at & 1)
            return 0

        self._slots(name, count, step)
        return ""

    def _onewire_read(self, payload: str) -> str:
        """Read bits, the lowest first: ``NAME COUNT``; a wire on which nobody speaks gives ones."""
        name, _, count_text = payload.partition(" ")

        def step(at: int) -> int:
            bit = 1
            for device in self._buses.onewire(name):
                bit &= device.read_bit()
            return bit << at

        return str(self._slots(name, integer(count_text), step))

    def _slots(self, name: str, count: int, step: Callable[[int], int]) -> int:
        self._gpio.regular(name)
        bounded(count, 1, 8, "bad number of bits")
        self._world.spend_us(count * _SLOT_US)
        return sum(step(at) for at in range(count))

    # DHT

    def _dht(self, payload: str) -> str:
        """Have a sensor measure; tells its five bytes as hex."""
        sensor = self._buses.dht(self._gpio.regular(payload).name)
        self._world.spend_us(_DHT_START_US)
        data = None if sensor is None else sensor.measure()
        if data is None:
            raise HostCallError("OSError", _ETIMEDOUT)
        self._world.spend_us(_DHT_BITS_US)
        return data[:_DHT_BYTES].ljust(_DHT_BYTES, b"\0").hex()
