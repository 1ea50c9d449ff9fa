"""The sound of the micro:bit: tones and tunes as events, each at its time.

The notes are read as the real firmware reads them: `NOTE[#|b][octave][:ticks]`, where octave
and length stay until another one is named, and a pause of ten milliseconds ends each note.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from kibako.virtual.hostcall import (
    HostFunction,
    bounded,
    duration_ms,
    integer,
    integers,
    value_error,
)
from kibako.virtual.microbit_rom import TUNES
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

ARTICULATION_MS = 10
"""The pause at the end of each note, so that two equal ones are heard as two."""

_NOTES_MAX = 4096
_PERIOD_US_MIN = 256
_PERIODS_US = (3822, 3608, 3405, 3214, 3034, 2863, 2703, 2551, 2408, 2273, 2145, 2025)
"""Periods of the fourth octave, C to B, as the real firmware has them."""
_HALF_TONES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}


@dataclass(slots=True)
class NoteReader:
    """Reads notes one after the other and remembers octave and length.

    Attributes:
        bpm: Beats in a minute.
        ticks: Ticks in a beat.
        octave: The octave of notes that name none.
        length: The ticks of notes that name none.
    """

    bpm: int = 120
    ticks: int = 4
    octave: int = 4
    length: int = 4

    def read(self, note: str) -> tuple[int, int]:
        """Read a note.

        Args:
            note: Such as ``c``, ``f#5:2``, ``r:8``.

        Returns:
            Its frequency in hertz (0: a rest) and how long it sounds, in milliseconds.
        """
        name, rest = note[:1].lower(), note[1:]
        step = 0
        if rest[:1] in ("#", "b"):
            step = 1 if rest[0] == "#" else -1
            rest = rest[1:]
        if rest and rest[0] != ":":
            self.octave = ord(rest[0]) & 0xF
            rest = rest[1:]
        self._read_length(rest)
        # The processor of the real board divides by nothing and gets nothing.
        ms_per_tick = 60_000 // self.bpm // self.ticks if self.bpm and self.ticks else 0
        sounds_ms = max(ms_per_tick * self.length - ARTICULATION_MS, ARTICULATION_MS)
        return _frequency_hz(name, step, self.octave), sounds_ms

    def _read_length(self, rest: str) -> None:
        if rest.startswith(":") and len(rest) > 1:
            self.length = ord(rest[1]) & 0xF
            if len(rest) > 2:
                self.length = self.length * 10 + (ord(rest[2]) & 0xF)


def _frequency_hz(name: str, step: int, octave: int) -> int:
    """Return the frequency of a note: its letter, a half tone up or down, its octave."""
    if name not in _HALF_TONES:
        return 0
    octaves_up, key = divmod(_HALF_TONES[name] + step, 12)
    shift = octave + octaves_up - 4
    period_us = _PERIODS_US[key]
    period_us = period_us >> shift if shift >= 0 else period_us << -shift
    return round(1_000_000 / period_us) if period_us else 0


class Sound:
    """What the micro:bit lets be heard.

    Args:
        world: What all parts share.
        take_pin: Takes the pin for the sound and frees the previous one.
        give_tone: Lets a pin give a tone of so many hertz, 0: none.
        abilities: What the firmware can do: with ``any_pitch`` it mixes the sound itself, so that
            no pitch is too high for a pin.
    """

    def __init__(
        self,
        world: Surroundings,
        take_pin: Callable[[str | None, str | None], str | None],
        give_tone: Callable[[str, int], None],
        abilities: Collection[str] = (),
    ) -> None:
        self._world = world
        self._any_pitch = "any_pitch" in abilities
        self._take_pin = take_pin
        self._give_tone = give_tone
        self._pin: str | None = None
        self._reader = NoteReader()
        self._notes: Sequence[str] = ()
        self._next = 0
        self._loop = False
        self._plan: Plan | None = None
        self._frequency_hz = 0
        self.functions: dict[str, HostFunction] = {
            "music.pitch": self._pitch,
            "music.play": self._play,
            "music.stop": self._stop,
            "music.tempo": self._tempo,
            "music.reset": self._reset_tempo,
            "music.busy": self._busy,
            "rom.tune": _rom_tune,
        }

    @property
    def frequency_hz(self) -> int:
        """What sounds just now, 0 if all is still."""
        return self._frequency_hz

    def reset(self) -> None:
        """Be still: the board starts anew."""
        self._silence()
        self._pin = None
        self._reader = NoteReader()

    # What the board asks

    def _pitch(self, payload: str) -> str:
        """Sound one tone: ``FREQUENCY DURATION PIN``; a negative duration never ends."""
        words = payload.split(" ")
        if len(words) != 3:
            raise value_error("wrong number of values")
        frequency_hz, duration = integer(words[0]), integer(words[1])
        self._silence()
        self._take(words[2])
        if frequency_hz < 0 or (frequency_hz > 0 and 1_000_000 // frequency_hz < _PERIOD_US_MIN):
            if not self._any_pitch:
                self._take("")
                raise value_error("invalid pitch")
            if not 0 < frequency_hz <= 1_000_000:
                frequency_hz = 0
        lasts_ms = None if duration < 0 else duration_ms(duration)
        if frequency_hz == 0:
            self._take("")
            self._tell_rest(lasts_ms)
        else:
            self._tell_tone(frequency_hz, lasts_ms)
        if lasts_ms is not None:
            self._plan = self._world.after(lasts_ms, self._pause)
        return ""

    def _play(self, payload: str) -> str:
        """Play notes: ``LOOP PIN NOTE NOTE``."""
        words = payload.split(" ")
        if len(words) < 2:
            raise value_error("wrong number of values")
        notes = [note for note in words[2:] if note]
        if len(notes) > _NOTES_MAX:
            raise value_error("too many notes")
        loop = bool(bounded(integer(words[0]), 0, 1, "loop must be 0 or 1"))
        self._silence()
        self._take(words[1])
        self._reader.octave = self._reader.length = 4
        self._notes, self._next, self._loop = notes, 0, loop
        if notes:
            self._step()
        else:
            self._take("")
        return ""

    def _stop(self, payload: str) -> str:
        """End the sound: ``PIN``."""
        self._take(payload)
        self._silence()
        self._take("")
        return ""

    def _tempo(self, payload: str) -> str:
        """Set (``TICKS BPM``, 0: as before) or tell ticks and beats."""
        if payload:
            ticks, bpm = integers(payload, 2)
            bounded(ticks, 0, 0xFFFF, "invalid ticks")
            bounded(bpm, 0, 0xFFFF, "invalid bpm")
            self._reader.ticks = ticks or self._reader.ticks
            self._reader.bpm = bpm or self._reader.bpm
        return f"{self._reader.bpm} {self._reader.ticks}"

    def _reset_tempo(self, payload: str) -> str:
        del payload
        self._reader = NoteReader()
        return ""

    def _busy(self, payload: str) -> str:
        """Tell how many milliseconds until the next step of the sound, 0: it has ended."""
        del payload
        return "0" if self._plan is None else str(max(self._plan.t_ms - self._world.now_ms(), 1))

    # Playing

    def _step(self) -> None:
        """Sound the next note."""
        self._plan = None
        if self._next >= len(self._notes):
            if not self._loop:
                self._take("")
                return
            self._next = 0
        frequency_hz, sounds_ms = self._reader.read(self._notes[self._next])
        self._next += 1
        if frequency_hz:
            self._tell_tone(frequency_hz, sounds_ms)
        else:
            self._tell_rest(sounds_ms)
        self._plan = self._world.after(sounds_ms, self._pause)

    def _pause(self) -> None:
        """End a note: still for ten milliseconds, then the next one."""
        if not self._loop and self._next >= len(self._notes):
            self._tell_stop()
        self._sound(0)
        self._plan = self._world.after(ARTICULATION_MS, self._step)

    def _silence(self) -> None:
        if self._plan is not None:
            self._plan.cancel()
            self._plan = None
        self._notes, self._next, self._loop = (), 0, False
        self._tell_stop()

    def _take(self, name: str) -> None:
        self._pin = self._take_pin(name or None, self._pin)

    def _sound(self, frequency_hz: int) -> None:
        self._frequency_hz = frequency_hz
        if self._pin is not None:
            self._give_tone(self._pin, frequency_hz)

    def _tell_tone(self, frequency_hz: int, lasts_ms: int | None) -> None:
        self._sound(frequency_hz)
        self._sounding = True
        self._world.emit("music", "tone", {"frequency_hz": frequency_hz, "duration_ms": lasts_ms})

    def _tell_rest(self, lasts_ms: int | None) -> None:
        self._sound(0)
        self._sounding = True
        self._world.emit("music", "rest", {"duration_ms": lasts_ms})

    _sounding = False

    def _tell_stop(self) -> None:
        if self._sounding:
            self._sounding = False
            self._sound(0)
            self._world.emit("music", "stop")


def _rom_tune(payload: str) -> str:
    """Tell the notes of a built-in tune, or (no name given) the names of all."""
    if not payload:
        return " ".join(TUNES)
    if payload not in TUNES:
        raise value_error("no such tune")
    return TUNES[payload]
