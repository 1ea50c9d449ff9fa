"""The clock of a virtual board: paced as the wall clock, or counted, so that a run repeats exactly.

In real pace a second of the board is a second. In fast pace the board's time is the time its
processor worked (counted in wasmtime fuel: WebAssembly instructions) and the time it slept,
which takes none of ours; while the board waits at the prompt its time stands still.
"""

import threading
import time
from collections.abc import Callable
from typing import Literal, Protocol

from kibako.virtual.costs import GLUE_FUEL_MAX

FUEL_PER_LOOP = 1520
"""Fuel that one turn of ``s += i * 3 % 7`` in a function takes in the interpreter, measured."""

_SURE_FUEL_PER_S = 3_000_000_000
"""A quarter of what an ordinary laptop does."""

RTC_START_S = 1_609_459_200
"""What a board's calendar says at power-up: 1 January 2021, as on a Pico without a battery."""

Pace = Literal["real", "fast"]


class Timeline(Protocol):
    """What happens around the board at given times: the world."""

    def next_due_us(self) -> int | None:
        """Return when the next thing is to happen, or None."""
        ...

    def run_due(self, t_us: int) -> None:
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
        self._fuel_seen: int = 0
        self._cpu_seen_s = 0.0
        self._guessed_us = 0
        self._given = 0
        self._hold_us: int | None = None
        self._held = False
        self._plans = 0

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
                self._fuel_rest = 0
            return self.now_ms()

    # The processor's work (called on the board's thread)

    def work_begins(self, fuel: Callable[[], int]) -> None:
        """Count the processor's work from now on.

        Args:
            fuel: Tells how much fuel is left.
        """
        if self.pace == "fast":
            self._fuel = fuel
            self._fuel_last = fuel()
            self._given = 0

    def work_ends(self) -> None:
        """Stop counting: the board waits at the prompt."""
        self.look()
        self._fuel = None

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
        if self._fuel is not None:
            left = self._fuel()
            self._charge(self._fuel_last - left, free_fuel, least_us)
            self._fuel_last = left
        return self._counted_us

    def look_inside(self) -> int:
        """Bring the counted time up to date in the middle of the program's work.

        What may turn out to be the work of a call's own software is left for the next look, so
        that a run is the same however often somebody looks.

        Returns:
            The board's time in microseconds.
        """
        if self._fuel is not None:
            left: int = self._fuel()
            cpu_s = time.thread_time()
            if left == self._fuel_seen:
                self._guess(cpu_s - self._cpu_seen_s)
            elif self._fuel_last - left > GLUE_FUEL_MAX:
                self._charge(self._fuel_last - left - GLUE_FUEL_MAX, 0, 0)
                self._fuel_last = left + GLUE_FUEL_MAX
            self._fuel_seen = left
            self._cpu_seen_s = cpu_s
        return self.now_us()

    def _guess(self, cpu_s: float) -> None:
        """Let time pass in a loop that calls nothing: it writes its fuel down only at its end.

        The guess is low, and it is settled when the fuel is known; the moment at which the
        board is to be held is never passed by guessing.
        """
        guess_us = int(cpu_s * _SURE_FUEL_PER_S * 1000) // self._fuel_per_ms
        if self._hold_us is not None:
            guess_us = min(guess_us, max(0, self._hold_us - self._counted_us))
        self._counted_us += guess_us
        self._guessed_us += guess_us

    def give(self, fuel: int) -> None:
        """Let some of the work that comes now be free: the board's own software is loaded.

        Args:
            fuel: How much.
        """
        if self._fuel is not None:
            self._given += fuel

    def _charge(self, fuel: int, free_fuel: int, least_us: int) -> None:
        fuel = max(fuel - free_fuel, 0)
        given = min(self._given, fuel)
        self._given -= given
        spent = max((fuel - given) * 1000, least_us * self._fuel_per_ms) + self._fuel_rest
        done_us, self._fuel_rest = divmod(spent, self._fuel_per_ms)
        guessed_us = min(self._guessed_us, done_us)
        self._guessed_us -= guessed_us
        self._counted_us += done_us - guessed_us

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
            self._hold_us = None
            self._held = False
            self._changed.notify_all()

    def park(self, awake: Callable[[], bool]) -> None:
        """Stand still while the held moment is reached.

        Args:
            awake: Whether something else ends the wait (Ctrl-C, closing).
        """
        with self._changed:
            while self._hold_reached():
                if awake():
                    break
                self._held = True
                self._changed.notify_all()
                self._changed.wait(1.0)
            self._held = False

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
        return self._wait_fast(target_us, awake)

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
        return self._wait_fast(None, awake)

    def wait_idle(self, awake: Callable[[], bool]) -> None:
        """Let the board wait at its prompt; in fast pace its time stands still.

        Args:
            awake: Whether the wait is over.
        """
        if self.pace == "real":
            self._wait_real(None, awake)
            return
        with self._changed:
            while not awake():
                self._changed.wait(60.0)

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
