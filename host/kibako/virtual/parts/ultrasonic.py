"""A distance sensor by sound, HC-SR04: an echo as long as the way there and back."""

from collections.abc import Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.wires import Wire

_TRIGGER_US = 5
"""The data sheet asks for 10 µs; real ones take a little less."""
_BURST_US = 460
"""From the end of the trigger to the rise of the echo: eight cycles at 40 kHz, and a little."""
_LEAST_CM = 2.0
_MOST_CM = 400.0
_NOTHING_US = 38_000
"""How long the echo of nothing lasts."""


class Ultrasonic(Plain):
    """An HC-SR04. TRIG and ECHO go to two pins; the 5 V kind needs a divider at ECHO.

    The program holds TRIG high for 10 µs and measures how long ECHO is high: 58.3 µs for each
    centimetre at 20 degrees (sound goes 331.3 + 0.606 T metres a second).
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._triggered_us = -1
        self._busy = False
        site.drive("echo", 0.0)
        site.add_input("distance_cm", lambda value: None)
        site.watch("trig", self._look)

    def state(self) -> Mapping[str, JsonValue]:
        """Return how far the thing in front is."""
        return {"distance_cm": self.site.input("distance_cm")}

    def _look(self, wire: Wire) -> None:
        now_us = self.site.world.now_us()
        high = wire.direction == "out" and wire.level == 1
        if high and self._triggered_us < 0:
            self._triggered_us = now_us
        elif not high and self._triggered_us >= 0:
            lasted_us, self._triggered_us = now_us - self._triggered_us, -1
            if lasted_us >= _TRIGGER_US and not self._busy:
                self._busy = True
                self.site.world.after_us(_BURST_US, self._rise)

    def _rise(self) -> None:
        self.site.drive("echo", 1.0)
        self.site.world.after_us(self._echo_us(), self._fall)

    def _fall(self) -> None:
        self.site.drive("echo", 0.0)
        self._busy = False

    def _echo_us(self) -> int:
        distance_cm = self.site.input("distance_cm")
        if distance_cm > _MOST_CM:
            return _NOTHING_US
        speed_m_s = 331.3 + 0.606 * self.site.world.inputs.value("temperature_c")
        return round(max(distance_cm, _LEAST_CM) * 2 * 10_000 / speed_m_s)
