"""The timeline: what is going to happen on the board, and when.

Background animations, melodies, timers and a test's own button presses all stand here. The
board's clock asks for the next moment and runs what is due, so a run in fast pace acts at
exactly the written millisecond.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Plan:
    """One thing that is going to happen; keep it to call it off.

    Attributes:
        t_ms: When it happens, on the board's clock.
    """

    t_ms: int
    action: Callable[[], None]
    cancelled: bool = field(default=False)

    def cancel(self) -> None:
        """Call it off: it will not happen."""
        self.cancelled = True


class Timeline:
    """Plans in the order of their time, then in the order they were made."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Plan]] = []
        self._order = itertools.count()

    def at(self, t_ms: int, action: Callable[[], None]) -> Plan:
        """Plan something.

        Args:
            t_ms: When, on the board's clock; a time that has passed means: as soon as possible.
            action: What to do.

        Returns:
            The plan, to call it off.
        """
        plan = Plan(t_ms, action)
        heapq.heappush(self._heap, (t_ms, next(self._order), plan))
        return plan

    def next_due_ms(self) -> int | None:
        """Return when the next plan is due, None if nothing is planned."""
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take_due(self, t_ms: int) -> Plan | None:
        """Take the first plan that is due at ``t_ms`` off the timeline, None if there is none."""
        due_ms = self.next_due_ms()
        if due_ms is None or due_ms > t_ms:
            return None
        return heapq.heappop(self._heap)[2]

    def clear(self) -> None:
        """Call off everything."""
        self._heap.clear()
