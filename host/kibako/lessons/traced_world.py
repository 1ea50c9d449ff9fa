"""What a real board reports, as the events and the picture that a virtual board would give."""

import ast
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from kibako.events import Event, JsonValue
from kibako.lessons.observation import Observation
from kibako.lessons.traced_things import cannot

if TYPE_CHECKING:
    from kibako.virtual.world_view import PinView, WorldView

_ROWS = re.compile(r"[0-9]{5}(:[0-9]{5}){4}")
_TONE = re.compile(r"(\d{1,6}):(-?\d{1,9})")
_SENT = re.compile(r"(\d{1,3}):(.+)")
_LEVEL = re.compile(r"(digital|analog|in):(\d{1,7}(?:\.\d{1,20})?)")
_SCROLL = re.compile(r"(\d{1,6}):([01]):([01]):(.+)")
_PIN = re.compile(r"pin\d{1,2}")


class TracedWorld:
    """Takes the reports of one real micro:bit. What no shim sends is left aside.

    Args:
        seen: Gets the events.
        lamps: The names of the LEDs that hang on pins, by their pins.
        buzzers: The names of the buzzers, by their pins.

    Attributes:
        unclear: What was drawn that no report tells; empty for nothing.
        buzzed: Which buzzer a program drove by a pin's level, what sounds then is not known.
    """

    def __init__(
        self, seen: Observation, lamps: Mapping[str, Sequence[str]], buzzers: Mapping[str, str]
    ) -> None:
        self.unclear = ""
        self.buzzed = ""
        self._lamps = lamps
        self._buzzers = buzzers
        self._moving: Iterator[tuple[int, str]] = iter(())
        self._next: tuple[int, str] | None = None
        self._seen = seen
        self._pins: dict[str, tuple[str, int]] = {}

    def take(self, t_ms: int, what: str, value: str) -> None:
        """Take a report.

        Args:
            t_ms: When, since the program began.
            what: What reports: ``frame``, ``tone``, ``pin0``, ...
            value: What it says.
        """
        self.advance(t_ms - 1)
        if what == "frame" and _ROWS.fullmatch(value):
            self._moving, self._next = iter(()), None
            self._tell(t_ms, "display", "frame", value)
        elif what == "scroll" and (scroll := _SCROLL.fullmatch(value)):
            self._scroll(t_ms, scroll)
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
            self._level(t_ms, what, level[1], int(float(level[2]) + 0.5))

    def advance(self, until_ms: int) -> None:
        """Let a text that runs over the display go on.

        Args:
            until_ms: To which time.
        """
        while self._next is not None and self._next[0] <= until_ms:
            self._tell(self._next[0], "display", "frame", self._next[1])
            self._next = next(self._moving, None)

    def view(self) -> "WorldView":
        """Return the board as it is now, as far as it told."""
        from kibako.virtual.world_view import WorldView

        rows = tuple(self._seen.display.split(":"))
        return WorldView(rows, {}, _Pins(self._pins), self._tone_hz(), 0.0, 0)

    def _level(self, t_ms: int, pin: str, what: str, value: int) -> None:
        self._pins[pin] = (what, value)
        if what != "in":  # an event of a pin is what drives it
            self._tell(t_ms, pin, what, value)
            self.buzzed = self._buzzers.get(pin, self.buzzed)
        percent = round(value / 10.23) if what == "analog" else 100 * int(value > 0)
        for lamp in self._lamps.get(pin, ()):
            self._tell(t_ms, lamp, "brightness_percent", min(percent, 100))

    def _scroll(self, t_ms: int, told: re.Match[str]) -> None:
        """Let a text begin to run, as the display does by itself from here on."""
        from kibako.virtual.display import rows, scroll_frames

        text = _scrolled(told[4])
        if text is None:
            self.unclear = "display.scroll"  # longer than a report may be
            return
        delay_ms, data = max(int(told[1]), 1), text.encode()
        frames = scroll_frames(data, monospace=told[2] == "1")
        if told[3] == "1":
            frames = itertools.cycle(list(frames))
        self._moving = (
            (t_ms + at * delay_ms, ":".join(rows(frame))) for at, frame in enumerate(frames)
        )
        self._next = next(self._moving, None)
        self.advance(t_ms)

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
        self._analog: set[str] = set()
        for name, (what, value) in told.items():
            if what == "digital":
                self[name] = PinView("out", int(value > 0), None, "write_digital")
            elif what == "analog":
                self._analog.add(name)

    def __missing__(self, name: str) -> "PinView":
        from kibako.virtual.world_view import PinView

        if name in self._analog:
            cannot("write_analog")  # it has no one level
        return PinView("in", 0, None, "unused")


def _scrolled(told: str) -> str | None:
    """Return the letters of what a program let run, None if that does not follow from a report."""
    try:
        value: object = ast.literal_eval(told)
        text = value.decode() if isinstance(value, bytes) else value
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(text, int | float):
        return str(text)
    return text if isinstance(text, str) else None


def _text(told: str) -> str | None:
    """Return the text that a board wrote as ``repr`` does, None if it is none."""
    try:
        value: object = ast.literal_eval(told)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str) else None
