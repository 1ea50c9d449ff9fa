"""SAADC: the analog-to-digital converter (section 6.23).

The program has a timer trigger each sample, nearly two hundred thousand in a second. Here the
samples are taken in bulk: when the buffer is full, when the program stops, or when it wants to
hear of the next one.
"""

import struct
from typing import TYPE_CHECKING

from .peripheral import INTENSET, Peripheral
from .timeline import Appointment

if TYPE_CHECKING:
    from .chip import Chip

_START, _SAMPLE, _STOP, _CALIBRATE = 0, 1, 2, 3
_STARTED, _END, _DONE, _RESULTDONE, _CALIBRATEDONE, _STOPPED = 0, 1, 2, 3, 4, 5
_ENABLE, _CHANNELS, _STRIDE = 0x500, 0x510, 0x10
_RESOLUTION, _OVERSAMPLE = 0x5F0, 0x5F4
_RESULT_PTR, _RESULT_MAXCNT, _RESULT_AMOUNT = 0x62C, 0x630, 0x634
_BITS = (8, 10, 12, 14)
_PIN_OF_INPUT = {1: 2, 2: 3, 3: 4, 4: 5, 5: 28, 6: 29, 7: 30, 8: 31}
_USUAL_CYCLES = 1024
SUPPLY_V = 3.3


class Saadc(Peripheral):
    """Eight channels, one after the other."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self.volts: dict[int, float] = {}
        """The voltage at each pin on which something analog hangs."""
        self.sample_task = base + 4 * _SAMPLE
        self._pointer = 0
        self._since: int | None = None
        self._filled = 0
        self._full: Appointment | None = None
        self._result: Appointment | None = None

    def reset(self) -> None:
        super().reset()
        self._since = None
        self._filled = 0
        self._full = self._result = None

    def task(self, number: int) -> None:
        if number == _START:
            self._start()
        elif number == _SAMPLE and self._since is not None and not self._is_timed():
            self.chip.timeline.after_us(5, self._take_one)
        elif number == _STOP:
            self.chip.timeline.after_us(1, self._stop)
        elif number == _CALIBRATE:
            self.chip.timeline.after_us(100, lambda: self.event(_CALIBRATEDONE))

    def write(self, offset: int, value: int) -> None:
        super().write(offset, value)
        if offset == INTENSET and value >> _RESULTDONE & 1 and self._since is not None:
            self._cancel(self._result)
            at = self.chip.timeline.now + self._cycles_a_result()
            self._result = self.chip.timeline.at(at, self._tell_result)

    def written(self, offset: int, value: int) -> None:
        if offset == _ENABLE and not value:
            self._cancel(self._full)
            self._cancel(self._result)
            self._since = self._full = self._result = None

    def _sources(self) -> list[int]:
        """Return the inputs of the channels that are in use."""
        of_channel = (self.registers.get(_CHANNELS + _STRIDE * each, 0) for each in range(8))
        return [each for each in of_channel if each]

    def _start(self) -> None:
        count = self.registers.get(_RESULT_MAXCNT, 0)
        if not (self.registers.get(_ENABLE, 0) and count and self._sources()):
            return
        self._cancel(self._full)
        self._pointer = self.registers.get(_RESULT_PTR, 0)
        self._filled = 0
        self._since = self.chip.timeline.now
        self.event(_STARTED)
        if self._is_timed():
            at = self._since + self._cycles_a_result() * count
            self._full = self.chip.timeline.at(at, self._end)

    def _is_timed(self) -> bool:
        return bool(self.chip.ppi.events_of(self.sample_task))

    def _cycles_a_result(self) -> int:
        """Return how many cycles one result takes."""
        oversample = 1 << (self.registers.get(_OVERSAMPLE, 0) & 0xF)
        for timer in self.chip.timers:
            for channel in range(timer.channels):
                if timer.compare_event(channel) in self.chip.ppi.events_of(self.sample_task):
                    return max(1, timer.period_cycles(channel) * oversample)
        return _USUAL_CYCLES

    def _tell_result(self) -> None:
        self._result = None
        self.event(_DONE)
        self.event(_RESULTDONE)

    def _take_one(self) -> None:
        if self._since is None:
            return
        self._fill(self._filled + 1)
        self._tell_result()
        if self._filled >= self.registers.get(_RESULT_MAXCNT, 0):
            self._end()

    def _stop(self) -> None:
        if self._since is not None:
            if self._is_timed():
                passed = self.chip.timeline.now - self._since
                self._fill(passed // self._cycles_a_result())
            self._finish()
            # The program connects END with START, and so begins anew at once.
            self.event(_END)
        self.event(_STOPPED)

    def _end(self) -> None:
        self._fill(self.registers.get(_RESULT_MAXCNT, 0))
        self._finish()
        self.event(_END)

    def _finish(self) -> None:
        self._cancel(self._full)
        self._since = self._full = None
        self.registers[_RESULT_AMOUNT] = self._filled

    def _fill(self, wanted: int) -> None:
        """Store results, channel after channel, until there are so many."""
        count = min(wanted, self.registers.get(_RESULT_MAXCNT, 0)) - self._filled
        values = [self._convert(each) for each in self._sources()]
        if not values or count <= 0:
            return
        ring = [values[(self._filled + each) % len(values)] for each in range(count)]
        raw = struct.pack(f"<{count}h", *ring)
        self.chip.engine.mem_write(self._pointer + 2 * self._filled, raw)
        self._filled += count

    def _convert(self, source: int) -> int:
        pin = _PIN_OF_INPUT.get(source)
        if pin is None:
            return 0
        volts = self.volts.get(pin, SUPPLY_V * self.chip.pins.level(pin))
        bits = _BITS[self.registers.get(_RESOLUTION, 1) & 3]
        return min(round(volts / SUPPLY_V * (1 << bits)), (1 << bits) - 1)

    @staticmethod
    def _cancel(made: Appointment | None) -> None:
        if made is not None:
            made.cancel()
