"""Measuring one pulse on a pin, exact to the microsecond of the board's time."""

from dataclasses import dataclass

from kibako.virtual.hostcall import HostFunction, bounded, integer, value_error
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wire, Wires

_TIMEOUT_US_MAX = 0x3FFF_FFFF
_NEVER_CAME, _NEVER_ENDED = -2, -1
"""What MicroPython's ``time_pulse_us`` says then."""
_STEP_US, _LONG_STEP_US, _PATIENCE_US = 50, 1000, 20_000


@dataclass(slots=True)
class _Measure:
    wanted: int
    timeout_us: int
    asked_us: int
    since_us: int
    begun: bool
    lasted_us: int | None = None


class PulseMeter:
    """Measures pulses for one program.

    Args:
        world: What all parts share.
        wires: The pins.
    """

    def __init__(self, world: Surroundings, wires: Wires) -> None:
        self._world = world
        self._wires = wires
        self._watched: set[str] = set()
        self._name = ""
        self._measure: _Measure | None = None
        self.functions: dict[str, HostFunction] = {
            "pulse.begin": self._begin,
            "pulse.ask": self._ask,
        }

    def reset(self) -> None:
        """Forget what is being measured: the board starts anew."""
        self._measure = None

    def _begin(self, payload: str) -> str:
        """Begin: ``NAME LEVEL TIMEOUT_US``."""
        words = payload.split(" ")
        if len(words) != 3:
            raise value_error("wrong number of values")
        wire = self._wires.find(words[0], "digital")
        wanted = bounded(integer(words[1]), 0, 1, "invalid level")
        timeout_us = min(max(integer(words[2]), 0), _TIMEOUT_US_MAX)
        if wire.name not in self._watched:
            self._watched.add(wire.name)
            self._wires.watch(wire.name, self._changed)
        now_us = self._world.now_us()
        self._name = wire.name
        self._measure = _Measure(wanted, timeout_us, now_us, now_us, wire.level == wanted)
        return ""

    def _ask(self, payload: str) -> str:
        """Tell ``=MICROSECONDS`` when it is over, else how long to wait before asking again."""
        del payload
        measure = self._measure
        if measure is None:
            raise value_error("no pulse")
        if measure.lasted_us is not None:
            return f"={measure.lasted_us}"
        waited_us = self._world.now_us() - measure.since_us
        if waited_us >= measure.timeout_us:
            return f"={_NEVER_ENDED if measure.begun else _NEVER_CAME}"
        since_asked_us = self._world.now_us() - measure.asked_us
        step_us = _STEP_US if since_asked_us < _PATIENCE_US else _LONG_STEP_US
        return str(min(step_us, measure.timeout_us - waited_us))

    def _changed(self, wire: Wire) -> None:
        measure = self._measure
        if measure is None or wire.name != self._name or measure.lasted_us is not None:
            return
        now_us = self._world.now_us()
        if now_us - measure.since_us > measure.timeout_us:
            return
        if not measure.begun and wire.level == measure.wanted:
            measure.begun, measure.since_us = True, now_us
        elif measure.begun and wire.level != measure.wanted:
            measure.lasted_us = now_us - measure.since_us
