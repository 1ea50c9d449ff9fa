"""What a real board reports, as the events and the picture that a virtual board would give."""

import ast
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from kibako.events import Event, JsonValue
from kibako.lessons.observation import Observation

if TYPE_CHECKING:
    from kibako.virtual.world_view import PinView, WorldView

_ROWS = re.compile(r"[0-9]{5}(:[0-9]{5}){4}")
_TONE = re.compile(r"(\d{1,6}):(-?\d{1,9})")
_SENT = re.compile(r"(\d{1,3}):(.+)")
_LEVEL = re.compile(r"(digital|analog|period_us):(\d{1,7})")
_PIN = re.compile(r"pin\d{1,2}")


class TracedWorld:
    """Takes the reports of one real micro:bit. What no shim sends is left aside.

    Args:
        seen: Gets the events.
        lamps: The names of the LEDs that hang on pins, by their pins.
    """

    def __init__(self, seen: Observation, lamps: Mapping[str, Sequence[str]]) -> None:
        self._lamps = lamps
        self._seen = seen
        self._pins: dict[str, tuple[str, int]] = {}

    def take(self, t_ms: int, what: str, value: str) -> None:
        """Take a report.

        Args:
            t_ms: When, since the program began.
            what: What reports: ``frame``, ``tone``, ``pin0``, ...
            value: What it says.
        """
        if what == "frame" and _ROWS.fullmatch(value):
            self._tell(t_ms, "display", "frame", value)
        elif what == "tone" and (tone := _TONE.fullmatch(value)):
            hz, lasts_ms = int(tone[1]), int(tone[2])
            duration: JsonValue = lasts_ms if lasts_ms >= 0 else None
            if hz:
                details: JsonValue = {"frequency_hz": hz, "duration_ms": duration}
                self._tell(t_ms, "music", "tone", details)
            else:
                self._tell(t_ms, "music", "rest", {"duration_ms": duration})
        elif what == "silence":
            self._tell(t_ms, "music", "stop", None)
        elif what == "sent" and (sent := _SENT.fullmatch(value)):
            message = _text(sent[2])
            if message is not None:
                self._tell(t_ms, "radio", "sent", {"message": message, "group": int(sent[1])})
        elif _PIN.fullmatch(what) and (level := _LEVEL.fullmatch(value)):
            self._level(t_ms, what, level[1], int(level[2]))

    def view(self) -> "WorldView":
        """Return the board as it is now, as far as it told."""
        from kibako.virtual.world_view import WorldView

        rows = tuple(self._seen.display.split(":"))
        return WorldView(rows, {}, _Pins(self._pins), self._tone_hz(), 0.0, 0)

    def _level(self, t_ms: int, pin: str, what: str, value: int) -> None:
        if what == "period_us":
            return
        self._pins[pin] = (what, value)
        self._tell(t_ms, pin, what, value)
        percent = round(value / 10.23) if what == "analog" else 100 * int(value > 0)
        for lamp in self._lamps.get(pin, ()):
            self._tell(t_ms, lamp, "brightness_percent", min(percent, 100))

    def _tone_hz(self) -> int:
        """Return what sounds now: the last tone, if nothing ended it."""
        last = self._seen.series("music", "tone").entries[-1:]
        if not last:
            return 0
        t_ms, value = last[0]
        details = cast("dict[str, JsonValue]", value)
        lasts_ms, hz = details["duration_ms"], details["frequency_hz"]
        if isinstance(lasts_ms, int) and t_ms + lasts_ms <= self._seen.now_ms:
            return 0
        for what in ("stop", "rest"):
            if any(t >= t_ms for t, _ in self._seen.series("music", what).entries[-1:]):
                return 0
        return hz if isinstance(hz, int) else 0

    def _tell(self, t_ms: int, source: str, what: str, value: JsonValue) -> None:
        self._seen.take(Event(t_ms, source, what, value))


class _Pins(dict[str, "PinView"]):
    """The pins of a picture; one that reported nothing is an input still.

    Args:
        told: What was last written to each pin, and how.
    """

    def __init__(self, told: dict[str, tuple[str, int]]) -> None:
        from kibako.virtual.world_view import PinView

        super().__init__()
        for name, (what, value) in told.items():
            if what == "digital":
                self[name] = PinView("out", int(value > 0), None, "write_digital")
            else:
                self[name] = PinView("signal", int(value > 1022), value, "write_analog")

    def __missing__(self, name: str) -> "PinView":
        from kibako.virtual.world_view import PinView

        return PinView("in", 0, None, "unused")


def _text(told: str) -> str | None:
    """Return the text that a board wrote as ``repr`` does, None if it is none."""
    try:
        value: object = ast.literal_eval(told)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str) else None
