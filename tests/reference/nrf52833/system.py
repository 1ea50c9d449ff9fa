"""Small peripherals: clock and power, thermometer, random numbers, the cycle counter."""

import random
from typing import TYPE_CHECKING

from .peripheral import Peripheral

if TYPE_CHECKING:
    from .chip import Chip

_HFCLKSTART, _HFCLKSTOP, _LFCLKSTART, _LFCLKSTOP, _CAL = 0, 1, 2, 3, 4
_HFCLKSTARTED, _LFCLKSTARTED, _DONE = 0, 1, 3
_HFCLKRUN, _HFCLKSTAT, _LFCLKRUN, _LFCLKSTAT = 0x408, 0x40C, 0x414, 0x418
_RESETREAS, _GPREGRET, _GPREGRET2 = 0x400, 0x51C, 0x520
_RUNNING = 1 << 16
_BY_PROGRAM = 1 << 2
"""SREQ of the register RESETREAS."""


class ClockAndPower(Peripheral):
    """CLOCK and POWER share a page (sections 5.3 and 5.4)."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self._reason = 0

    def reset(self) -> None:
        kept = {each: self.registers.get(each, 0) for each in (_GPREGRET, _GPREGRET2)}
        super().reset()
        self.registers |= kept

    def reset_by_program(self) -> None:
        """Note why the next reset comes."""
        self._reason |= _BY_PROGRAM

    def task(self, number: int) -> None:
        started = {_HFCLKSTART: _HFCLKSTARTED, _LFCLKSTART: _LFCLKSTARTED, _CAL: _DONE}
        if number in (_HFCLKSTART, _HFCLKSTOP):
            on = number == _HFCLKSTART
            self.registers[_HFCLKRUN] = on
            self.registers[_HFCLKSTAT] = _RUNNING | on
        elif number in (_LFCLKSTART, _LFCLKSTOP):
            on = number == _LFCLKSTART
            self.registers[_LFCLKRUN] = on
            self.registers[_LFCLKSTAT] = on and _RUNNING | 1
        if number in started:
            self.event(started[number])

    def register(self, offset: int) -> int:
        return self._reason if offset == _RESETREAS else super().register(offset)

    def written(self, offset: int, value: int) -> None:
        if offset == _RESETREAS:
            self._reason &= ~value


class Temperature(Peripheral):
    """TEMP: the die's temperature, in quarters of a degree (section 6.28)."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self.celsius = 21.0

    def task(self, number: int) -> None:
        if number == 0:
            self.chip.timeline.after_us(36, lambda: self.event(0))

    def register(self, offset: int) -> int:
        return round(self.celsius * 4) & 0xFFFFFFFF if offset == 0x508 else super().register(offset)


class Random(Peripheral):
    """RNG: a byte now and then (section 6.20); the same bytes in each run."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self._source = random.Random(52833)
        self._on = False

    def task(self, number: int) -> None:
        self._on = number == 0
        if self._on:
            self.chip.timeline.after_us(30, self._draw)

    def _draw(self) -> None:
        if not self._on:
            return
        self.registers[0x508] = self._source.randrange(256)
        if self.short(0):
            self._on = False
        else:
            self.chip.timeline.after_us(30, self._draw)
        self.event(0)


_CYCCNT = 0x1004


class CycleCounter:
    """DWT: the processor's cycle counter, and nothing else of the debug block."""

    def __init__(self, chip: "Chip") -> None:
        self._chip = chip
        self._registers: dict[int, int] = {}
        self._from = 0

    def read(self, offset: int) -> int:
        """Return a register."""
        self._chip.timeline.now += 2
        if offset == _CYCCNT:
            return self._chip.timeline.now - self._from & 0xFFFFFFFF
        return self._registers.get(offset, 0)

    def write(self, offset: int, value: int) -> None:
        """Write a register."""
        if offset == _CYCCNT:
            self._from = self._chip.timeline.now - value
        self._registers[offset] = value
