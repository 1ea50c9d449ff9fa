"""Sounds as data: what each one is made of, when it sounds, and how it is said in words.

No sound is made here: a sound is a list of tones, which :mod:`kibako_access.synth` renders and
:mod:`kibako_access.sounder` plays.
"""

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from kibako_access.wording import Lang, table

Mode = Literal["on", "off", "auto"]
"""Whether a sound is heard, or said: always, never, or where somebody listens."""

BYTES_MAX = 64 * 1024
NOTE_MS_MAX = 2000
SOUND_MS_MAX = 5000
"""How long a note and a sound may last at most, in milliseconds."""
_NOTE = re.compile(r"([A-G])(#?)([1-7])")
_SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_A4_HZ, _A4_SEMITONE = 440.0, 57

Part = Annotated[float, msgspec.Meta(ge=0, le=1)]
Hertz = Annotated[float, msgspec.Meta(ge=40, le=8000)]
Overtones = Annotated[list[Part], msgspec.Meta(min_length=1, max_length=12)]


class SoundDataError(ValueError):
    """A table of sounds that does not fit; its text says where."""


@dataclass(frozen=True, slots=True)
class Tone:
    """One tone of a sound.

    Attributes:
        hz: Its pitch; 0 is a rest.
        ms: How long it lasts, in milliseconds.
        pan: Where it is heard: -1 is the left ear, 1 is the right one.
    """

    hz: float
    ms: int
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class Sound:
    """What is played at once.

    Attributes:
        key: What it is; of one key only one sounds at a time.
        tones: Its tones, one after the other.
        overtones: How strong each of its overtones is, the fundamental first.
        loudness: 0 to 1.
        loops: Whether it goes on until it is silenced.
    """

    key: str
    tones: tuple[Tone, ...]
    overtones: tuple[float, ...] = (1.0,)
    loudness: float = 1.0
    loops: bool = False


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A note of a sound."""

    note: str
    """``C4``, ``F#5``, ``R`` for a rest, or the scale whose number gives the pitch."""
    ms: Annotated[int, msgspec.Meta(ge=10, le=NOTE_MS_MAX)]


class Earcon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sound of an event."""

    timbre: str
    loudness: Part
    notes: Annotated[list[Note], msgspec.Meta(min_length=1, max_length=16)]
    sound: Mode = "auto"
    announcement: Mode = "auto"


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a number becomes a pitch: ``base_hz * 2 ** (number / per_octave)``."""

    base_hz: Hertz
    per_octave: Annotated[float, msgspec.Meta(gt=0, le=1000)]
    least: float
    most: float

    def hz(self, number: float) -> float:
        """Return the pitch of a number; one beyond the ends is taken for the end."""
        number = min(max(number, self.least), self.most)
        return self.base_hz * 2 ** (number / self.per_octave)


class Beeps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a distance becomes beeps."""

    note: str
    beep_ms: Annotated[int, msgspec.Meta(ge=10, le=200)]
    near_cm: Annotated[float, msgspec.Meta(gt=0, le=1000)]
    near_every_ms: Annotated[int, msgspec.Meta(ge=60, le=5000)]
    far_cm: Annotated[float, msgspec.Meta(gt=0, le=1000)]
    far_every_ms: Annotated[int, msgspec.Meta(ge=60, le=5000)]
    loudness: Part


class Panning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a bearing becomes a place between the ears."""

    full_deg: Annotated[float, msgspec.Meta(gt=0, le=180)]


class Robots(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The voices of robots."""

    timbres: Annotated[list[str], msgspec.Meta(min_length=1, max_length=16)]


class SoundTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every sound, as the file says it."""

    timbres: dict[str, Overtones]
    sounds: dict[str, Earcon]
    scales: dict[str, Scale]
    beeps: Beeps
    pan: Panning
    robots: Robots

    def sound(self, name: str, number: float = 0.0) -> Sound:
        """Return the sound of an event, to be played.

        Args:
            name: Which one: a key of :attr:`sounds`.
            number: What its pitch follows, where it follows a number.

        Raises:
            KeyError: There is none of that name.
        """
        earcon = self.sounds[name]
        tones = tuple(Tone(self._hz(each.note, number), each.ms) for each in earcon.notes)
        return Sound(name, tones, tuple(self.timbres[earcon.timbre]), earcon.loudness)

    def _hz(self, note: str, number: float) -> float:
        if note in self.scales:
            return self.scales[note].hz(number)
        return note_hz(note)


def note_hz(note: str) -> float:
    """Return the pitch of a note in hertz; 0 for the rest ``R``.

    Raises:
        SoundDataError: It is no note.
    """
    if note == "R":
        return 0.0
    found = _NOTE.fullmatch(note)
    if found is None:
        raise SoundDataError(f"no note: {note[:20]!r}")
    letter, sharp, octave = found.groups()
    semitone = 12 * int(octave) + _SEMITONES[letter] + len(sharp)
    return _A4_HZ * 2 ** ((semitone - _A4_SEMITONE) / 12)


def read_sounds(raw: bytes) -> SoundTable:
    """Read a table of sounds.

    Args:
        raw: A TOML file; at most 64 KB.

    Raises:
        SoundDataError: It does not fit.
    """
    if len(raw) > BYTES_MAX:
        raise SoundDataError(f"larger than {BYTES_MAX // 1024} KB")
    try:
        found = msgspec.convert(tomllib.loads(raw.decode("utf-8")), SoundTable)
    except (ValueError, RecursionError) as error:
        raise SoundDataError(str(error)) from error
    _require_whole(found)
    return found


@functools.cache
def sounds() -> SoundTable:
    """Return the sounds of this package."""
    return read_sounds(files("kibako_access").joinpath("sounds.toml").read_bytes())


def title(name: str, lang: Lang) -> str:
    """Return what a sound is called, in words."""
    return table("sounds", lang)[name]["title"]


def meaning(name: str, lang: Lang) -> str:
    """Return what a sound means, as a sentence: its form in text."""
    return table("sounds", lang)[name]["meaning"]


def names(found: SoundTable) -> tuple[str, ...]:
    """Return the names of everything that can be heard: of events, of a robot, of the board."""
    return (*found.sounds, "beeps", "line", "music")


def _require_whole(found: SoundTable) -> None:
    """Refuse what the types alone let through."""
    used = [*(each.timbre for each in found.sounds.values()), *found.robots.timbres]
    for timbre in used:
        if timbre not in found.timbres:
            raise SoundDataError(f"no such timbre: {timbre[:20]!r}")
    for name, overtones in found.timbres.items():
        if not overtones[0]:
            raise SoundDataError(f"timbres.{name}: the fundamental is silent")
    for name, scale in found.scales.items():
        ends = [scale.base_hz * 2 ** (end / scale.per_octave) for end in (scale.least, scale.most)]
        if not 40 <= ends[0] < ends[1] <= 8000:
            raise SoundDataError(f"scales.{name}: from {ends[0]:g} to {ends[1]:g} Hz")
    for name, earcon in found.sounds.items():
        if sum(note.ms for note in earcon.notes) > SOUND_MS_MAX:
            raise SoundDataError(f"sounds.{name}: longer than {SOUND_MS_MAX} ms")
        for note in earcon.notes:
            if note.note not in found.scales:
                note_hz(note.note)
    note_hz(found.beeps.note)
    beeps = found.beeps
    if beeps.near_cm >= beeps.far_cm or beeps.near_every_ms > beeps.far_every_ms:
        raise SoundDataError("beeps: near must be nearer and quicker than far")
    if beeps.beep_ms >= beeps.near_every_ms or not note_hz(beeps.note):
        raise SoundDataError("beeps: no pause between two of them, or no note")
