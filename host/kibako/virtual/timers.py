"""Timers that call back into the board's code, through its interrupts."""

from kibako.virtual.hostcall import HostFunction, bounded, duration_ms, integer, value_error
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

FIRST_HANDLER = 100
"""Handler numbers of timers start here; those below belong to pins."""
_TIMERS_MAX = 32


class Timers:
    """The timers of a board, each of which calls its handler again and again.

    Args:
        world: What all parts share.
    """

    def __init__(self, world: Surroundings) -> None:
        self._world = world
        self._plans: dict[int, Plan] = {}
        self.functions: dict[str, HostFunction] = {
            "timer.start": self._start,
            "timer.stop": self._stop,
        }

    def reset(self) -> None:
        """Stop all of them: the board starts anew."""
        for plan in self._plans.values():
            plan.cancel()
        self._plans.clear()

    def _start(self, payload: str) -> str:
        """Start a timer of ``MILLISECONDS``; tells its handler's number."""
        period_ms = duration_ms(integer(payload))
        free = (
            number
            for number in range(FIRST_HANDLER, FIRST_HANDLER + _TIMERS_MAX)
            if number not in self._plans
        )
        handler = next(free, None)
        if handler is None:
            raise value_error("too many timers")
        self._plan(handler, period_ms)
        return str(handler)

    def _stop(self, payload: str) -> str:
        handler = bounded(integer(payload), FIRST_HANDLER, FIRST_HANDLER + _TIMERS_MAX, "no timer")
        plan = self._plans.pop(handler, None)
        if plan is not None:
            plan.cancel()
        return ""

    def _plan(self, handler: int, period_ms: int) -> None:
        def ring() -> None:
            self._plan(handler, period_ms)
            if not self._world.timers_held:
                self._world.interrupt(handler)

        self._plans[handler] = self._world.after(period_ms, ring)
