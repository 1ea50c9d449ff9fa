"""The clock of a virtual board: paced as the wall clock, or counted, so that a run repeats exactly.

In real pace a second of the board is a second. In fast pace the board's time is the time its
processor worked (counted in wasmtime fuel: WebAssembly instructions) and the time it slept,
which takes none of ours; while the board waits at the prompt its time stands still.
"""

import threading
import time
from collections.abc import Callable
from typing import Literal, Protocol

FUEL_PER_LOOP = 265
"""Fuel that one turn of ``s += i * 3 % 7`` in a function takes in the interpreter, measured."""

RTC_START_S = 1_609_459_200
"""What a board's calendar says at power-up: 1 January 2021, as on a Pico without a battery."""

Pace = Literal["real", "fast"]


class Timeline(Protocol):
    """What happens around the board at given times: the world."""

    def next_due_ms(self) -> int | None:
        """Return when the next thing is to happen, or None."""
        ...

    def run_due(self, t_ms: int) -> None:
        """Do what is due at a time."""
        ...


class VirtualClock:
    """The time of one board since it was made.

    Args:
        pace: ``real`` or ``fast``.
        loops_per_ms: How fast the board's processor is.
        changed: The condition that is notified when something may have ended a wait.
    """

    def __init__(self, pace: Pace, loops_per_ms: int, changed: threading.Condition) -> None:
        self.pace: Pace = pace
        self.timeline: Timeline | None = None
        self.rtc_offset_us = 0
        self._changed = changed
        self._fuel_per_ms = loops_per_ms * FUEL_PER_LOOP
        self._started_s = time.monotonic()
        self._counted_us = 0
        self._fuel_rest = 0
        self._fuel: Callable[[], int] | None = None
        self._fuel_last = 0
        self._hold_us: int | None = None
        self._held = False
        self._released = False

    # Reading it

    def now_us(self) -> int:
        """Return the board's time in microseconds; in fast pace, as of the last look."""
        if self.pace == "real":
            return int((time.monotonic() - self._started_s) * 1e6)
        return self._counted_us

    def now_ms(self) -> int:
        """Return the board's time in milliseconds."""
        return self.now_us() // 1000

    def calendar_ns(self) -> int:
        """Return the board's date and time as nanoseconds since 1970."""
        return RTC_START_S * 10**9 + (self.now_us() + self.rtc_offset_us) * 1000

    # The processor's work (called on the board's thread)

    def work_begins(self, fuel: Callable[[], int]) -> None:
        """Count the processor's work from now on.

        Args:
            fuel: Tells how much fuel is left.
        """
        if self.pace == "fast":
            self._fuel = fuel
            self._fuel_last = fuel()

    def work_ends(self) -> None:
        """Stop counting: the board waits at the prompt."""
        self.look()
        self._fuel = None

    def look(self) -> int:
        """Bring the counted time up to date.

        Returns:
            The board's time in microseconds.
        """
        if self.pace == "real":
            return self.now_us()
        if self._fuel is not None:
            left = self._fuel()
            spent = (self._fuel_last - left) * 1000 + self._fuel_rest
            self._fuel_last = left
            done_us, self._fuel_rest = divmod(spent, self._fuel_per_ms)
            self._counted_us += done_us
        return self._counted_us

    # Holding it (called by whoever watches the board)

    def hold_at(self, t_ms: int | None) -> None:
        """Make the board stop when its time reaches a moment (fast pace only).

        A board that sleeps or calls something of the board stops exactly there; a loop that
        only computes stops a few milliseconds of ours later.

        Args:
            t_ms: The moment, or None to let it go on for ever.
        """
        with self._changed:
            self._hold_us = None if t_ms is None else t_ms * 1000
            self._held = False
            self._changed.notify_all()

    @property
    def hold_us(self) -> int | None:
        """The moment at which the board will stop, if any."""
        return self._hold_us if self.pace == "fast" else None

    @property
    def held(self) -> bool:
        """Whether the board stands at its moment."""
        return self._held

    def release(self) -> None:
        """Never hold again: the board is being closed."""
        with self._changed:
            self._released = True
            self._hold_us = None
            self._held = False
            self._changed.notify_all()

    def park(self, awake: Callable[[], bool]) -> None:
        """Stand still while the held moment is reached.

        Args:
            awake: Whether something else ends the wait (Ctrl-C, closing).
        """
        if self._hold_us is None or self.pace == "real":
            return
        with self._changed:
            while self._hold_us is not None and self._counted_us >= self._hold_us:
                if awake():
                    break
                self._held = True
                self._changed.notify_all()
                self._changed.wait(1.0)
            self._held = False

    def wait_until(self, target_us: int | None, awake: Callable[[], bool]) -> bool:
        """Let the board sleep.

        What is due around it in the meantime happens at its time.

        Args:
            target_us: The board's time at which it wakes up; None: only ``awake`` wakes it.
            awake: Whether something else ends the sleep; asked with the condition held.

        Returns:
            Whether the time was reached (False: ``awake`` said so).
        """
        return (
            self._wait_real(target_us, awake)
            if self.pace == "real"
            else self._wait_fast(target_us, awake)
        )

    def catch_up(self) -> None:
        """Let happen what is due by now."""
        timeline = self.timeline
        if timeline is not None:
            due_ms = timeline.next_due_ms()
            if due_ms is not None and due_ms * 1000 <= self.now_us():
                timeline.run_due(self.now_ms())

    def _due_us(self) -> int | None:
        due_ms = self.timeline.next_due_ms() if self.timeline is not None else None
        return None if due_ms is None else due_ms * 1000

    def _wait_real(self, target_us: int | None, awake: Callable[[], bool]) -> bool:
        while True:
            self.catch_up()
            due_us = self._due_us()
            with self._changed:
                if awake():
                    return False
                now_us = self.now_us()
                if target_us is not None and now_us >= target_us:
                    return True
                ends = [at for at in (target_us, due_us) if at is not None]
                self._changed.wait(max(0.0, min(ends) - now_us) / 1e6 if ends else 60.0)

    def _wait_fast(self, target_us: int | None, awake: Callable[[], bool]) -> bool:
        self.look()
        while True:
            self.catch_up()
            self.park(awake)
            due_us = self._due_us()
            with self._changed:
                if awake():
                    return False
                if target_us is not None and self._counted_us >= target_us:
                    return True
                if target_us is None:
                    # Nothing but the outside can end this: time stands still until then.
                    self._changed.wait(60.0)
                    continue
                ends = [at for at in (target_us, due_us, self._hold_us) if at is not None]
                self._counted_us = max(self._counted_us, min(ends))
