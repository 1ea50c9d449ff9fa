"""What the micro:bit plays besides notes: sound effects, built-in sounds and streams of samples.

A program hears nothing here; what is to be heard is told as events, for as long as it lasts.
"""

from collections.abc import Mapping
from typing import Protocol

from kibako.events import JsonValue
from kibako.virtual.hostcall import (
    HostFunction,
    bounded,
    duration_ms,
    integer,
    integers,
    value_error,
)
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

SOUNDS_MS: Mapping[str, int] = {
    "giggle": 1491,
    "happy": 1259,
    "hello": 506,
    "mysterious": 4181,
    "sad": 1644,
    "slide": 1133,
    "soaring": 8039,
    "spring": 2326,
    "twinkle": 6722,
    "yawn": 2812,
}
"""How long the built-in sounds last, from codal-microbit-v2's ``SoundExpressions.cpp``. There the
length of some varies by a few percent from time to time."""

WAVEFORMS = ("sine", "sawtooth", "triangle", "square", "noise")
EFFECTS = ("none", "vibrato", "tremolo", "warble")
SHAPES: Mapping[int, str] = {1: "linear", 2: "curve", 18: "log"}

FRAME_US = 4096
"""How long the 32 samples of a frame sound, at 7812.5 samples a second."""
FULL_VOLUME = 255

_LATE_FRAMES = 4


class SoundOutput(Protocol):
    """Where sound comes out: it takes a pin for it and frees the previous one."""

    def __call__(self, name: str | None, previous: str | None, mode: str, /) -> str | None:
        """Return the new pin, None for none."""
        ...


class Audio:
    """What the micro:bit plays with ``audio.play``, and how loud everything is.

    Args:
        world: What all parts share.
        take_pin: Takes the pin for the sound and frees the previous one.
    """

    def __init__(self, world: Surroundings, take_pin: SoundOutput) -> None:
        self._world = world
        self._take_pin = take_pin
        self._pin: str | None = None
        self._plan: Plan | None = None
        self._stream_from_us: int | None = None
        self._frames = 0
        self._volume = FULL_VOLUME
        self._speaker = True
        self.functions: dict[str, HostFunction] = {
            "audio.sound": self._play_sound,
            "audio.effect": self._play_effect,
            "audio.stream": self._begin_stream,
            "audio.frame": self._take_frame,
            "audio.end": self._end_stream,
            "audio.busy": self._busy,
            "audio.stop": self._stop,
            "audio.volume": self._set_volume,
            "audio.speaker": self._set_speaker,
        }

    def reset(self) -> None:
        """Be still, loud and on the speaker: the board starts anew."""
        self._silence()
        self._volume, self._speaker = FULL_VOLUME, True

    # What the board asks

    def _play_sound(self, payload: str) -> str:
        """Play a built-in sound: ``PIN NAME``."""
        pin, _, name = payload.partition(" ")
        if name not in SOUNDS_MS:
            raise value_error("no such sound")
        self._begin(pin)
        self._play({"sound": name}, SOUNDS_MS[name])
        return ""

    def _play_effect(self, payload: str) -> str:
        """Play an effect: ``PIN START END DURATION VOLUME VOLUME WAVEFORM FX SHAPE``."""
        pin, _, rest = payload.partition(" ")
        numbers = integers(rest, 8)
        for number in numbers:
            bounded(number, 0, 9999, "maximum value is 9999")
        start, end, lasts_ms, loud_first, loud_last, waveform, effect, shape = numbers
        self._begin(pin)
        self._play(
            {
                "start_hz": start,
                "end_hz": end,
                "start_volume": loud_first,
                "end_volume": loud_last,
                "waveform": _named(WAVEFORMS, waveform),
                "effect": _named(EFFECTS, effect),
                "shape": SHAPES.get(shape, shape),
            },
            duration_ms(lasts_ms),
        )
        return ""

    def _begin_stream(self, payload: str) -> str:
        """Begin to play samples: ``PIN``."""
        self._begin(payload)
        self._stream_from_us = self._world.now_us()
        self._frames = 0
        self._world.emit("audio", "stream")
        return ""

    def _take_frame(self, payload: str) -> str:
        """Take a frame, and (``wait``) stay until the next is due; tells -1 if it was stopped."""
        if self._stream_from_us is None:
            return "-1"
        self._frames += 1
        now_us = self._world.now_us()
        due_us = self._stream_from_us + self._frames * FRAME_US
        if due_us < now_us - _LATE_FRAMES * FRAME_US:
            # The program is slower than the sound: on a real board it stutters too.
            self._stream_from_us = now_us - self._frames * FRAME_US
        elif payload:
            self._world.spend_us(due_us - now_us)
        return ""

    def _end_stream(self, payload: str) -> str:
        del payload
        if self._stream_from_us is not None:
            self._silence()
        return ""

    def _busy(self, payload: str) -> str:
        """Tell how many milliseconds of the sound are left, 0: none; -1: nobody knows."""
        del payload
        if self._stream_from_us is not None:
            return "-1"
        return "0" if self._plan is None else str(max(self._plan.t_ms - self._world.now_ms(), 1))

    def _stop(self, payload: str) -> str:
        del payload
        self._silence()
        return ""

    def _set_volume(self, payload: str) -> str:
        """Set how loud everything is, 0 to 255."""
        volume = min(max(integer(payload), 0), FULL_VOLUME)
        if volume != self._volume:
            self._volume = volume
            self._world.emit("audio", "volume", volume)
        return ""

    def _set_speaker(self, payload: str) -> str:
        """Switch the speaker on (``1``) or off (``0``)."""
        on = bool(bounded(integer(payload), 0, 1, "1 or 0"))
        if on != self._speaker:
            self._speaker = on
            self._world.emit("speaker", "on" if on else "off")
        return ""

    # Playing

    def _begin(self, pin: str) -> None:
        self._silence()
        self._pin = self._take_pin(pin or None, self._pin, "audio")

    def _play(self, what: dict[str, JsonValue], lasts_ms: int) -> None:
        self._world.emit("audio", "play", {**what, "duration_ms": lasts_ms})
        self._plan = self._world.after(lasts_ms, self._silence)

    def _silence(self) -> None:
        playing = self._plan is not None or self._stream_from_us is not None
        if self._plan is not None:
            self._plan.cancel()
        self._plan = self._stream_from_us = None
        self._pin = self._take_pin(None, self._pin, "audio")
        if playing:
            self._world.emit("audio", "stop")


def _named(names: tuple[str, ...], number: int) -> str | int:
    """Return the name of a number that has one."""
    return names[number] if number < len(names) else number
