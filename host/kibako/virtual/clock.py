"""The clock of a virtual board: paced as the wall clock, or counted, so that a run repeats exactly.

In real pace a second of the board is a second. In fast pace the board's time is the time its
processor worked (counted in wasmtime fuel: WebAssembly instructions) and the time it slept,
which takes none of ours; while the board waits at the prompt its time stands still.
"""

import threading
import time
from collections.abc import Callable
from typing import Literal

from kibako.virtual.timeline import Due
from kibako.virtual.work import Work

FUEL_PER_LOOP = 1520
"""Fuel that one turn of ``s += i * 3 % 7`` in a function takes in the interpreter, measured."""

RTC_START_S = 1_609_459_200
"""What a board's calendar says at power-up: 1 January 2021, as on a Pico without a battery."""

Pace = Literal["real", "fast"]


class VirtualClock:
    """The time of one board since it was made.

    Args:
        pace: ``real`` or ``fast``.
        loops_per_ms: How fast the board's processor is.
        changed: The condition that is notified when something may have ended a wait.
    """

    def __init__(self, pace: Pace, loops_per_ms: int, changed: threading.Condition) -> None:
        self.pace: Pace = pace
        self.timeline: Due | None = None
        self.rtc_offset_us = 0
        self.alarm_us: int | None = None
        """A moment at which a running program is looked at, whatever is due."""
        self._changed = changed
        self.work = Work(loops_per_ms * FUEL_PER_LOOP)
        self._started_s = time.monotonic()
        self._counted_us = 0
        self._hold_us: int | None = None
        self._held = False
        self._plans = 0
        self._watched_us: int | None = None
        self._asleep = False
        self._wakes_us: int | None = None
        self._on_hold: Callable[[], None] | None = None
        self.on_reached: Callable[[], int | None] | None = None
        """Asked on the board's thread at the moment of a hold: the next one, or None to stand."""
        self.goes_on = False
        """Whether time goes on at the prompt, in fast pace too."""

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

    def align_ms(self) -> int:
        """Bring a board that waits at its prompt to a whole millisecond, and return that.

        How long it took to get there depends on who connected; what a program does from here
        on must not, not even by a rounded microsecond.
        """
        with self._changed:
            if self.pace == "fast":
                self._counted_us = -(-self._counted_us // 1000) * 1000
                self.work.forget_rest()
            return self.now_ms()

    # The processor's work (called on the board's thread)

    def work_begins(self, fuel: Callable[[], int]) -> None:
        """Count the processor's work from now on.

        Args:
            fuel: Tells how much fuel is left.
        """
        if self.pace == "fast":
            self.work.begin(fuel)

    def work_ends(self) -> None:
        """Stop counting: the board waits at the prompt."""
        self.look()
        self.work.end()

    def look(self, free_fuel: int = 0, least_us: int = 0) -> int:
        """Bring the counted time up to date.

        Args:
            free_fuel: How much of the work since the last look was not the program's.
            least_us: What is charged at least.

        Returns:
            The board's time in microseconds.
        """
        if self.pace == "real":
            return self.now_us()
        self._counted_us += self.work.take(free_fuel, least_us)
        return self._counted_us

    def look_inside(self, awake: Callable[[], bool], *, certain: bool) -> None:
        """Let happen what is due in the middle of the program's work (fast pace only).

        The clock goes on to the moment of what is due and no further, so a run is the same
        however often somebody looks.

        Args:
            awake: Whether something ends a hold (Ctrl-C, closing).
            certain: Whether the program itself works just now, not the board's own software.
        """
        while (due_us := self._next_us()) is not None:
            missing_us = due_us - self._counted_us
            if missing_us > 0:
                if missing_us > self.work.untaken_us(certain=certain):
                    return
                self.work.go_ahead(missing_us)
                self._counted_us = due_us
            self.catch_up()
            if self._hold_reached():
                self.park(awake)
                return
            if due_us == self.alarm_us:
                return

    def fuel_to_go(self, fuel_left: int) -> int | None:
        """Return how much fuel a program may burn before somebody has to look inside.

        Args:
            fuel_left: How much there is now.

        Returns:
            The fuel, 0 or less when the moment has come; None when nothing is due.
        """
        self._watched_us = self._next_us() if self.work.goes_on else None
        if self._watched_us is None:
            return None
        return self.work.fuel_until(self._watched_us - self._counted_us, fuel_left)

    @property
    def due_sooner(self) -> bool:
        """Whether something is due before the moment for which a running program was told."""
        due_us = self._next_us()
        return due_us is not None and (self._watched_us is None or due_us < self._watched_us)

    def _next_us(self) -> int | None:
        soonest_us = self._due_us()
        for at_us in (self._hold_us, self.alarm_us):
            if at_us is not None and (soonest_us is None or at_us < soonest_us):
                soonest_us = at_us
        return soonest_us

    # Holding it (called by whoever watches the board)

    def hold_at(self, t_ms: int | None) -> None:
        """Make the board stop when its time reaches a moment (fast pace only).

        Args:
            t_ms: The moment, or None to let it go on for ever.
        """
        self.hold_at_us(None if t_ms is None else t_ms * 1000)

    def hold_at_us(self, t_us: int | None) -> None:
        """Make the board stop as :meth:`hold_at` does, at a moment in microseconds."""
        with self._changed:
            stood = self._held
            self._hold_us = t_us
            self._held = False
            self._changed.notify_all()
        if self._on_hold is not None and not stood:  # who stands looks by itself
            self._on_hold()

    def on_hold(self, notice: Callable[[], None]) -> None:
        """Name who is told that the moment was set, so that a running program notices."""
        self._on_hold = notice

    @property
    def hold_us(self) -> int | None:
        """The moment at which the board will stop, if any."""
        return self._hold_us if self.pace == "fast" else None

    @property
    def held(self) -> bool:
        """Whether the board stands at its moment."""
        return self._held

    def acts_at_us(self) -> int | None:
        """Return when a board that is held may do something next; None: not by itself."""
        if not self._asleep:
            return self._counted_us
        ends = [at for at in (self._due_us(), self._wakes_us) if at is not None]
        return max(min(ends), self._counted_us) if ends else None

    def release(self) -> None:
        """Never hold again: the board is being closed."""
        with self._changed:
            self._hold_us = None
            self._held = False
            self._changed.notify_all()

    def park(self, awake: Callable[[], bool]) -> None:
        """Stand still while the held moment is reached.

        Args:
            awake: Whether something else ends the wait (Ctrl-C, closing).
        """
        if not self._hold_reached():
            return
        while self.on_reached is not None and (next_us := self.on_reached()) is not None:
            self._hold_us = next_us
            self.catch_up()
            if not self._hold_reached():
                return
        with self._changed:
            while self._hold_reached():
                if awake():
                    break
                self._held = True
                self._changed.notify_all()
                self._changed.wait(1.0)
            self._held = False
        self.catch_up()  # something may have been planned for this moment in the meantime

    def _hold_reached(self) -> bool:
        hold_us = self.hold_us
        return hold_us is not None and self._counted_us >= hold_us

    def wait_until(self, target_us: int, awake: Callable[[], bool]) -> bool:
        """Let the board sleep; what is due around it in the meantime happens at its time.

        Args:
            target_us: The board's time at which it wakes up.
            awake: Whether something else ends the sleep; asked with the condition held.

        Returns:
            Whether the time was reached (False: ``awake`` said so).
        """
        if self.pace == "real":
            return self._wait_real(target_us, awake)
        self.look()
        return self._sleep_fast(target_us, awake)

    def wait_for_input(self, awake: Callable[[], bool]) -> bool:
        """Let a program wait for what only the outside can give.

        In fast pace time passes as long as something is planned or the board is to be held;
        then it stands still until somebody types.

        Args:
            awake: Whether the wait is over.

        Returns:
            False.
        """
        if self.pace == "real":
            return self._wait_real(None, awake)
        self.look()
        return self._sleep_fast(None, awake)

    def wait_idle(self, awake: Callable[[], bool]) -> None:
        """Let the board wait at its prompt; in fast pace time stands still unless it ``goes_on``.

        Args:
            awake: Whether the wait is over.
        """
        if self.pace == "real":
            self._wait_real(None, awake)
            return
        with self._changed:
            while not (awake() or self.goes_on):
                self._changed.wait(60.0)
        if self.goes_on:
            self.wait_for_input(awake)

    def plans_changed(self) -> None:
        """Have sleepers look at the timeline again."""
        with self._changed:
            self._plans += 1
            self._changed.notify_all()

    def catch_up(self) -> None:
        """Let happen what is due by now."""
        timeline = self.timeline
        if timeline is not None:
            due_us = timeline.next_due_us()
            if due_us is not None and due_us <= self.now_us():
                timeline.run_due(self.now_us())

    def _due_us(self) -> int | None:
        return None if self.timeline is None else self.timeline.next_due_us()

    def _wait_real(self, target_us: int | None, awake: Callable[[], bool]) -> bool:
        while True:
            self.catch_up()
            plans = self._plans
            due_us = self._due_us()
            with self._changed:
                if awake():
                    return False
                now_us = self.now_us()
                if target_us is not None and now_us >= target_us:
                    return True
                if plans != self._plans:
                    continue
                ends = [at for at in (target_us, due_us) if at is not None]
                self._changed.wait(max(0.0, min(ends) - now_us) / 1e6 if ends else 60.0)

    def _sleep_fast(self, target_us: int | None, awake: Callable[[], bool]) -> bool:
        self._asleep, self._wakes_us = True, target_us
        try:
            return self._wait_fast(target_us, awake)
        finally:
            self._asleep = False

    def _wait_fast(self, target_us: int | None, awake: Callable[[], bool]) -> bool:
        while True:
            self.catch_up()
            self.park(awake)
            plans = self._plans
            due_us = self._due_us()
            with self._changed:
                if awake():
                    return False
                if target_us is not None and self._counted_us >= target_us:
                    return True
                if plans != self._plans:
                    continue
                ends = [at for at in (target_us, due_us, self._hold_us) if at is not None]
                if ends:
                    self._counted_us = max(self._counted_us, min(ends))
                else:
                    self._changed.wait(60.0)
