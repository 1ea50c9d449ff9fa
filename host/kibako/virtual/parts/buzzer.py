"""A passive buzzer: it sounds at the pitch of the square wave on its wire."""

from collections.abc import Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.wires import Wire

_AUDIBLE_HZ = (20, 20_000)
_STEADY = 0.2
"""By how much two periods of a wave that a program makes by hand may differ to be one tone."""
_STILL_MS = 60
"""After such a time without an edge a tone made by hand is over."""


class Buzzer(Plain):
    """A buzzer. Plus goes to the pin, minus to ground.

    It hears PWM and tones of the board, and also a pin that a program switches on and off.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._frequency_hz = 0
        self._rose_us = -1
        self._period_us = 0
        self._edges = 0
        self._level = 0
        site.watch("plus", self._hear)

    def state(self) -> Mapping[str, JsonValue]:
        """Return what sounds, 0 if it is still."""
        return {"frequency_hz": self._frequency_hz}

    def _hear(self, wire: Wire) -> None:
        signal = wire.signal
        if wire.direction == "signal" and signal is None:
            self._sound(0)
        elif signal is not None:
            sounds = 0 < signal.duty < 1
            self._sound(round(1_000_000 / signal.period_us) if sounds else 0)
        elif wire.direction == "out":
            self._hear_edge(wire.level)
        else:
            self._sound(0)

    def _hear_edge(self, level: int) -> None:
        """Hear one edge of a wave that a program makes itself."""
        if level == self._level:
            return
        self._level = level
        self._edges += 1
        edges, now_us = self._edges, self.site.world.now_us()
        self.site.world.after(_STILL_MS, lambda: self._fade(edges))
        if not level:
            return
        period_us = now_us - self._rose_us if self._rose_us >= 0 else 0
        steady = abs(period_us - self._period_us) <= _STEADY * self._period_us
        self._rose_us, self._period_us = now_us, period_us
        if period_us and steady and not self._is_near(period_us):
            self._sound(round(1_000_000 / period_us))

    def _is_near(self, period_us: int) -> bool:
        """Tell whether the tone that sounds has about this period already."""
        return abs(self._frequency_hz * period_us - 1_000_000) <= _STEADY * 1_000_000

    def _fade(self, edges: int) -> None:
        wire = self.site.wire("plus")
        if edges == self._edges and wire is not None and wire.signal is None:
            self._rose_us, self._period_us = -1, 0
            self._sound(0)

    def _sound(self, frequency_hz: int) -> None:
        least_hz, most_hz = _AUDIBLE_HZ
        heard_hz = frequency_hz if least_hz <= frequency_hz <= most_hz else 0
        if heard_hz == self._frequency_hz:
            return
        self._frequency_hz = heard_hz
        if heard_hz:
            self.site.emit("tone", {"frequency_hz": heard_hz})
        else:
            self.site.emit("stop")
