"""The emulated board's own time, and what is to happen at which moment of it."""

import heapq
from collections.abc import Callable
from itertools import count

CYCLES_PER_US = 64
"""The processor's clock: 64 MHz."""
CYCLES_PER_S = 64_000_000


class Appointment:
    """Something that is to happen; it can be called off."""

    __slots__ = ("act", "at")

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.at = at
        self.act: Callable[[], None] | None = act

    def cancel(self) -> None:
        """Call it off; calling off what has happened is no error."""
        self.act = None


class Timeline:
    """Time in cycles of the processor, and the appointments that lie ahead."""

    def __init__(self) -> None:
        self.now = 0
        """Cycles since power-up."""
        self._ahead: list[tuple[int, int, Appointment]] = []
        self._order = count()

    def at(self, when: int, act: Callable[[], None]) -> Appointment:
        """Let something happen at a moment; one that has passed already is made good at once."""
        made = Appointment(when, act)
        heapq.heappush(self._ahead, (when, next(self._order), made))
        return made

    def after_us(self, wait_us: float, act: Callable[[], None]) -> Appointment:
        """Let something happen in so many microseconds."""
        return self.at(self.now + max(1, round(wait_us * CYCLES_PER_US)), act)

    def next_at(self) -> int | None:
        """Return the moment of the next appointment, if there is one."""
        while self._ahead and self._ahead[0][2].act is None:
            heapq.heappop(self._ahead)
        return self._ahead[0][0] if self._ahead else None

    def catch_up(self) -> None:
        """Let everything happen that is due, each at its own moment."""
        until = self.now
        while self._ahead and self._ahead[0][0] <= until:
            when, _, due = heapq.heappop(self._ahead)
            act, due.act = due.act, None
            if act is not None:
                # What happens is told its own moment, not the end of the slice it fell into.
                self.now = min(when, until)
                act()
        self.now = until

    def clear(self) -> None:
        """Forget every appointment."""
        self._ahead.clear()
