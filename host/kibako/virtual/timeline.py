"""The timeline: what is going to happen on the board, and when.

Background animations, melodies, timers and a test's own button presses all stand here. The
board's clock asks for the next moment and runs what is due, so a run in fast pace acts at
exactly the written moment. It counts in microseconds: an echo of a distance sensor, or a pulse
of a servo, is over in less than a millisecond.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Due(Protocol):
    """What happens around the board at given times: the world."""

    def next_due_us(self) -> int | None:
        """Return when the next thing is to happen, or None."""
        ...

    def run_due(self, t_us: int) -> None:
        """Do what is due at a time."""
        ...


@dataclass(slots=True)
class Plan:
    """One thing that is going to happen; keep it to call it off.

    Attributes:
        t_us: When it happens, on the board's clock.
    """

    t_us: int
    action: Callable[[], None]
    cancelled: bool = field(default=False)
    on_cancel: Callable[[], None] = field(default=lambda: None, repr=False)

    @property
    def t_ms(self) -> int:
        """When it happens, in whole milliseconds."""
        return self.t_us // 1000

    def cancel(self) -> None:
        """Call it off: it will not happen."""
        self.cancelled = True
        self.on_cancel()


class Timeline:
    """Plans in the order of their time, then in the order they were made."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Plan]] = []
        self._order = itertools.count()
        self.due_us: int | None = None
        """When the next plan is due; may be read without the lock under which plans are made."""

    def at(self, t_us: int, action: Callable[[], None]) -> Plan:
        """Plan something.

        Args:
            t_us: When, on the board's clock; a time that has passed means: as soon as possible.
            action: What to do.

        Returns:
            The plan, to call it off.
        """
        plan = Plan(t_us, action, on_cancel=self._settle)
        heapq.heappush(self._heap, (t_us, next(self._order), plan))
        self._settle()
        return plan

    def next_due_us(self) -> int | None:
        """Return when the next plan is due, in microseconds; None if nothing is planned."""
        return self.due_us

    def take_due(self, t_us: int) -> Plan | None:
        """Take the first plan that is due at ``t_us`` off the timeline, None if there is none."""
        if self.due_us is None or self.due_us > t_us:
            return None
        plan = heapq.heappop(self._heap)[2]
        self._settle()
        return plan

    def _settle(self) -> None:
        """Leave out what was called off, and note when the next plan is due."""
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        self.due_us = self._heap[0][0] if self._heap else None

    def clear(self) -> None:
        """Call off everything."""
        self._heap.clear()
        self.due_us = None
