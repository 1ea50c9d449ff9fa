"""The Pico's timers: up to sixteen alarms, counted in microseconds."""

from kibako.virtual.hostcall import HostCallError, HostFunction, bounded, integer, integers
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

FIRST_HANDLER = 200
"""Handler numbers of these timers start here."""
ALARMS = 16
"""How many can run at a time (pico-sdk's default alarm pool)."""
_PERIOD_US_MAX = 1 << 53
_ENOMEM = "12"


class PicoTimers:
    """All alarms.

    Args:
        world: What all parts share.
    """

    def __init__(self, world: Surroundings) -> None:
        self._world = world
        self._plans: dict[int, Plan] = {}
        self.functions: dict[str, HostFunction] = {
            "alarm.start": self._start,
            "alarm.stop": self._stop,
        }

    def reset(self) -> None:
        """Stop all of them: the board starts anew."""
        for plan in self._plans.values():
            plan.cancel()
        self._plans.clear()

    def _start(self, payload: str) -> str:
        """Start one: ``PERIODIC HARD SECONDS MICROSECONDS``; tells its handler's number."""
        periodic, hard, seconds, rest_us = integers(payload, 4)
        period_us = min(max(seconds * 1_000_000 + rest_us, 1), _PERIOD_US_MAX)
        numbers = range(FIRST_HANDLER, FIRST_HANDLER + ALARMS)
        number = next((each for each in numbers if each not in self._plans), None)
        if number is None:
            raise HostCallError("OSError", _ENOMEM)
        self._plan(number, period_us, periodic=bool(periodic), hard=bool(hard))
        return str(number)

    def _plan(self, number: int, period_us: int, *, periodic: bool, hard: bool) -> None:
        def ring() -> None:
            del self._plans[number]
            if periodic:
                self._plan(number, period_us, periodic=True, hard=hard)
            self._world.interrupt(number, hard=hard)

        self._plans[number] = self._world.after_us(period_us, ring)

    def _stop(self, payload: str) -> str:
        """Stop one: by its number."""
        number = bounded(integer(payload), FIRST_HANDLER, FIRST_HANDLER + ALARMS, "no timer")
        plan = self._plans.pop(number, None)
        if plan is not None:
            plan.cancel()
        return ""
