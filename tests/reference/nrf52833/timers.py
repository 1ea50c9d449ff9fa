"""TIMER and RTC: counters that compare themselves with registers (sections 6.29 and 6.22)."""

from typing import TYPE_CHECKING

from .peripheral import (
    EVENTS,
    EVENTS_END,
    INTEN,
    INTENCLR,
    INTENSET,
    SHORTS,
    Peripheral,
)
from .timeline import CYCLES_PER_S, Appointment

if TYPE_CHECKING:
    from .chip import Chip

_START, _STOP, _COUNT, _CLEAR, _SHUTDOWN, _CAPTURE = 0, 1, 2, 3, 4, 16
_COMPARE = 16
_LISTENING = (INTEN, INTENSET, INTENCLR)
_MODE, _BITMODE, _PRESCALER, _CC = 0x504, 0x508, 0x510, 0x540
_BITS = (16, 8, 24, 32)

_RTC_CLEAR = 2
_RTC_COUNTER, _RTC_PRESCALER = 0x504, 0x508
_RTC_EVENTS, _RTC_EVENTS_SET, _RTC_EVENTS_CLEAR = 0x340, 0x344, 0x348
RTC_HZ = 32_768
_RTC_BITS = 24


class Counter(Peripheral):
    """What both kinds share: a count that grows with time, and compare registers."""

    changes_pace: tuple[int, ...] = (SHORTS,)
    """The registers that change how it counts."""

    def __init__(self, chip: "Chip", base: int, channels: int) -> None:
        super().__init__(chip, base)
        self.channels = channels
        self.cc = [0] * channels
        self._running = False
        self._count = 0
        self._since = 0
        self._next: Appointment | None = None
        self._left_out = False
        """Whether some channel has no appointment because its event is of no consequence."""

    def reset(self) -> None:
        super().reset()
        self.cc = [0] * self.channels
        self._running = False
        self._count = 0
        self._next = None

    def bits(self) -> int:
        """Return how wide the counter is."""
        raise NotImplementedError

    def ticks_in(self, cycles: int) -> int:
        """Return how many ticks so many cycles of the processor are."""
        raise NotImplementedError

    def cycles_until(self, ticks: int) -> int:
        """Return after how many cycles the given tick comes."""
        raise NotImplementedError

    def counts_time(self) -> bool:
        """Tell whether it is a clock; if not, it counts only when told."""
        return True

    def compares(self, channel: int) -> bool:
        """Tell whether it would be of any consequence if the channel's event happened now.

        It is of none when it has happened already and nothing listens: the fast timers that
        nobody heeds would fill the timeline otherwise.
        """
        bit = 1 << _COMPARE + channel
        if not self.happened & bit:
            return True
        if self.interrupts & bit and not self.chip.interrupts.waits_in_vain(self.irq):
            return True
        return self.chip.ppi.heard(self.base + EVENTS + 4 * (_COMPARE + channel))

    @property
    def count(self) -> int:
        """What it has counted."""
        return self.wrapped(self._count + self._passed()) & (1 << self.bits()) - 1

    def wrapped(self, value: int) -> int:
        """Return the count, given what it would be had it never been cleared."""
        return value

    def _passed(self) -> int:
        if not self._running or not self.counts_time():
            return 0
        return self.ticks_in(self.chip.timeline.now - self._since)

    def set_count(self, value: int) -> None:
        """Go on counting from a value."""
        self._settle()
        self._count = value
        self._since = self.chip.timeline.now
        self._plan()

    def start(self) -> None:
        """Begin to count."""
        if not self._running:
            self._running = True
            self._since = self.chip.timeline.now
            self._plan()

    def stop(self) -> None:
        """Stand still."""
        self._settle()
        self._count = self.count
        self._running = False
        self._plan()

    def set_cc(self, channel: int, value: int) -> None:
        """Set a compare register."""
        self._settle()
        self.cc[channel] = value & (1 << self.bits()) - 1
        self._plan()

    def write(self, offset: int, value: int) -> None:
        if offset in self.changes_pace:
            self._settle()
        super().write(offset, value)
        if self._left_out and (EVENTS <= offset < EVENTS_END or offset in _LISTENING):
            self.replan()

    def replan(self) -> None:
        """Plan anew: what was of no consequence may be of some now."""
        self._settle()
        self._plan()

    def _settle(self) -> None:
        """Let the past be over: what is overdue happens, and counting begins from here."""
        timeline = self.chip.timeline
        now = timeline.now
        while self._next is not None and self._next.at <= now:
            # It lies within the slice that is running; it would be lost when all is planned anew.
            timeline.now = self._next.at
            self._next.cancel()
            self._meet()
        timeline.now = now
        if self._running and self.counts_time():
            passed = self._passed()
            self._since += self.cycles_until(passed)
            self._count = self.wrapped(self._count + passed) & (1 << self.bits()) - 1

    def _plan(self) -> None:
        """Make the appointment for the next compare event."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
        if not self._running or not self.counts_time():
            return
        passed = self._passed()
        counted = self._count + passed + 1
        last = (1 << self.bits()) - 1
        self._left_out = False
        first = -1
        for channel, value in enumerate(self.cc):
            if self.compares(channel):
                wait = (value - counted) & last
                if first < 0 or wait < first:
                    first = wait
            else:
                self._left_out = True
        if first >= 0:
            when = self._since + self.cycles_until(passed + first + 1)
            self._next = self.chip.timeline.at(when, self._meet)

    def _meet(self) -> None:
        reached = self.count
        self._next = None
        for channel in range(self.channels):
            if self.cc[channel] == reached and self.compares(channel):
                self.met(channel)
        if self._next is None:
            self._plan()

    def met(self, channel: int) -> None:
        """Let the compare event of a channel happen."""
        self.event(_COMPARE + channel)


class Timer(Counter):
    """TIMER: 16 MHz divided by a power of two, 8 to 32 bits."""

    changes_pace = (SHORTS, _MODE, _BITMODE, _PRESCALER)

    def bits(self) -> int:
        return _BITS[self.registers.get(_BITMODE, 0) & 3]

    def _shift(self) -> int:
        return 2 + (self.registers.get(_PRESCALER, 4) & 0xF)

    def ticks_in(self, cycles: int) -> int:
        return cycles >> self._shift()

    def cycles_until(self, ticks: int) -> int:
        return ticks << self._shift()

    def counts_time(self) -> bool:
        return self.registers.get(_MODE, 0) == 0

    def task(self, number: int) -> None:
        if number == _START:
            self.start()
        elif number in (_STOP, _SHUTDOWN):
            self.stop()
        elif number == _COUNT:
            self.set_count(self.count + 1)
            self._meet()
        elif number == _CLEAR:
            self.set_count(0)
        elif _CAPTURE <= number < _CAPTURE + self.channels:
            self.set_cc(number - _CAPTURE, self.count)

    def wrapped(self, value: int) -> int:
        period = self._period()
        return value % period if period and value >= period else value

    def compare_event(self, channel: int) -> int:
        """Return the address of a channel's event."""
        return self.base + EVENTS + 4 * (_COMPARE + channel)

    def _period(self) -> int:
        """Return after how many ticks it is cleared with no appointment for it; 0: never."""
        shorts = self.registers.get(SHORTS, 0)
        if not shorts & (1 << self.channels) - 1:
            return 0
        clears = [each for each in range(self.channels) if shorts >> each & 1]
        if any(self.compares(each) for each in clears):
            return 0
        return min(self.cc[each] for each in clears)

    def period_cycles(self, channel: int) -> int:
        """Return how many cycles are between two events of a channel."""
        ticks = self.cc[channel] if self.short(channel) else 1 << self.bits()
        return self.cycles_until(ticks)

    def met(self, channel: int) -> None:
        super().met(channel)
        if self.short(channel):
            self.set_count(0)
        if self.short(8 + channel):
            self.stop()

    def register(self, offset: int) -> int:
        channel = offset - _CC >> 2
        return self.cc[channel] if 0 <= channel < self.channels else super().register(offset)

    def written(self, offset: int, value: int) -> None:
        channel = offset - _CC >> 2
        if 0 <= channel < self.channels:
            self.set_cc(channel, value)


class Rtc(Counter):
    """RTC: 32768 Hz divided by a whole number, 24 bits."""

    changes_pace = (_RTC_PRESCALER,)

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base, 4)

    def bits(self) -> int:
        return _RTC_BITS

    def _divider(self) -> int:
        return (self.registers.get(_RTC_PRESCALER, 0) & 0xFFF) + 1

    def ticks_in(self, cycles: int) -> int:
        return cycles * RTC_HZ // (CYCLES_PER_S * self._divider())

    def cycles_until(self, ticks: int) -> int:
        return -(-ticks * self._divider() * CYCLES_PER_S // RTC_HZ)

    def compares(self, channel: int) -> bool:
        # EVTEN says which events leave the peripheral at all.
        wanted = self.interrupts | self.registers.get(_RTC_EVENTS, 0)
        return bool(wanted >> _COMPARE + channel & 1)

    def task(self, number: int) -> None:
        if number == _START:
            self.start()
        elif number == _STOP:
            self.stop()
        elif number == _RTC_CLEAR:
            self.set_count(0)

    def write(self, offset: int, value: int) -> None:
        super().write(offset, value)
        events = self.registers.get(_RTC_EVENTS, 0)
        if offset == _RTC_EVENTS_SET:
            self.registers[_RTC_EVENTS] = events | value
        elif offset == _RTC_EVENTS_CLEAR:
            self.registers[_RTC_EVENTS] = events & ~value
        self._plan()

    def register(self, offset: int) -> int:
        if offset == _RTC_COUNTER:
            return self.count
        channel = offset - _CC >> 2
        return self.cc[channel] if 0 <= channel < self.channels else super().register(offset)

    def written(self, offset: int, value: int) -> None:
        channel = offset - _CC >> 2
        if 0 <= channel < self.channels:
            self.set_cc(channel, value)
