"""What a check expects to hear: notes in a row, a note that sounds now, silence, a sound."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from kibako.events import JsonValue
from kibako.lessons.check_rig import CheckRig
from kibako.lessons.check_values import BadCall, Values
from kibako.lessons.expectations import Look
from kibako.lessons.findings import Field, Finding, finding
from kibako.lessons.observation import Observation
from kibako.tables import Words

REST_MS = 50
"""A silence as long as this is a rest; a shorter one only parts two notes."""
_HEARD = 8
_NOTE = re.compile(r"([A-Ga-gRr])([#b]?)([0-8]?)")
_HALF_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_NAMES = Words(ja="ド ド# レ レ# ミ ファ ファ# ソ ソ# ラ ラ# シ", en="C C# D D# E F F# G G# A A# B")
"""The twelve notes of an octave, as children of each language sing them."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note: how high (0 is a rest) and how long, None for any length."""

    hz: float
    ms: float | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A note that sounded, from when to when; it may go on still."""

    hz: float
    from_ms: int
    to_ms: int
    goes_on: bool = False


def note_hz(name: str) -> float:
    """Return the frequency of a note such as ``C4``, ``F#5``; 0 for the rest ``R``.

    Raises:
        BadCall: It is no note.
    """
    match = _NOTE.fullmatch(name)
    if match is None:
        raise BadCall(f"notes: {name[:10]} is no note")
    letter, sign, octave = match.groups()
    if letter in "Rr":
        return 0.0
    step = _HALF_STEPS[letter.upper()] + {"#": 1, "b": -1, "": 0}[sign]
    return 440.0 * 2 ** ((step - 9) / 12 + int(octave or 4) - 4)


def note_name(hz: float) -> Words:
    """Return what to call a frequency: the nearest note; a rest is ``-``."""
    if hz <= 0:
        return Words(ja="-", en="-")
    step = round(12 * math.log2(hz / 440)) + 9
    octave = 4 + step // 12
    ja, en = (names.split()[step % 12] for names in (_NAMES.ja, _NAMES.en))
    return Words(ja=f"{ja}{octave}", en=f"{en}{octave}")


def _in_a_row(tones_hz: Iterable[float]) -> Words:
    names = [note_name(hz) for hz in tones_hz]
    return Words(ja=" ".join(each.ja for each in names), en=" ".join(each.en for each in names))


def heard(seen: Observation, now_ms: int) -> dict[str, list[Heard]]:
    """Return the notes that each thing that sounds gave, by its name, since the check looks."""
    found: dict[str, list[Heard]] = {}
    for source in seen.sources("tone"):
        marks = [
            (t_ms, what, value)
            for what in ("stop", "rest", "tone")
            for t_ms, value in seen.series(source, what).fresh()
        ]
        marks.sort(key=lambda mark: mark[0])  # of one moment: the stop comes first
        notes: list[Heard] = []
        for at, (t_ms, what, value) in enumerate(marks):
            if what != "tone":
                continue
            details = cast("dict[str, JsonValue]", value)
            lasts = details.get("duration_ms")
            next_ms = marks[at + 1][0] if at + 1 < len(marks) else None
            end_ms = None if not isinstance(lasts, int) else t_ms + lasts
            ends = [each for each in (next_ms, end_ms) if each is not None]
            to_ms = min(ends, default=now_ms)
            goes_on = not ends or (next_ms is None and to_ms > now_ms)
            hz = details.get("frequency_hz")
            level = float(hz) if isinstance(hz, int | float) else 0.0
            if to_ms > t_ms or goes_on:
                notes.append(Heard(level, t_ms, min(to_ms, max(now_ms, t_ms)), goes_on))
        found[source] = notes
    return found


def plays(board: CheckRig, values: Values) -> Finding | None:
    """Expect that some notes sounded in a row."""
    wanted = _notes(values)
    tolerance = values.number("tolerance", 0, 1)
    ms_tolerance = values.number("ms_tolerance", 0, 10)
    goal = _in_a_row(note.hz for note in wanted)
    best: list[Heard] = []
    wrong_length: tuple[Note, Heard] | None = None
    for notes in heard(board.seen, board.seen.now_ms).values():
        line = _with_rests(notes) if any(not note.hz for note in wanted) else notes
        best = max(best, line, key=len)
        for at in range(len(line) - len(wanted) + 1):
            pairs = list(zip(wanted, line[at:], strict=False))
            if not all(_is_near(got.hz, note.hz, tolerance) for note, got in pairs):
                continue
            off = [(note, got) for note, got in pairs if not _lasts(note, got, ms_tolerance)]
            if not off:
                return None
            wrong_length = wrong_length or off[0]
    if wrong_length is not None:
        note, got = wrong_length
        return finding(
            "check_plays_length",
            note=note_name(note.hz),
            found=got.to_ms - got.from_ms,
            wanted=round(note.ms or 0),
        )
    if not best:
        return finding("check_plays_silent", notes=goal)
    told = _in_a_row(each.hz for each in best[:_HEARD])
    return finding("check_plays_other", notes=goal, heard=told)


def sounds(board: CheckRig, values: Values) -> Finding | None:
    """Expect that something, or just this note, sounds now."""
    now_hz = _sounding(board)
    if not values.has("hz"):
        return None if now_hz or _other_sound(board) else finding("check_sounds_silent_any")
    given = values.value("hz")
    wanted = note_hz(given) if isinstance(given, str) else given
    tolerance = values.number("tolerance", 0, 1)
    if any(_is_near(hz, wanted, tolerance) for hz in now_hz):
        return None
    fields: dict[str, Field] = {"note": note_name(wanted), "hz": round(wanted)}
    if not now_hz:
        return finding("check_sounds_silent", **fields)
    seen: dict[str, Field] = {"seen": note_name(now_hz[0]), "seen_hz": round(now_hz[0])}
    return finding("check_sounds_other", **fields, **seen)


def silent(board: CheckRig, values: Values) -> Finding | None:
    """Expect that nothing sounds now."""
    now_hz = _sounding(board)
    if now_hz:
        return finding("check_silent", note=note_name(now_hz[0]), hz=round(now_hz[0]))
    return finding("check_silent_sound") if _other_sound(board) else None


def sound(board: CheckRig, values: Values) -> Finding | None:
    """Expect that a built-in sound was played."""
    name = values.text("name")
    played: list[str] = []
    for _, value in board.seen.series("audio", "play").fresh():
        if isinstance(value, dict) and "sound" in value:
            played.append(str(value["sound"]))
    if name in played:
        return None
    if played:
        return finding("check_sound_other", sound=name, seen=played[-1])
    return finding("check_sound_none", sound=name)


def _notes(values: Values) -> list[Note]:
    notes: list[Note] = []
    for item in values.items("notes"):
        pitch, ms = cast("list[object]", item) if _is_pair(item) else (item, None)
        if ms is not None and (isinstance(ms, bool) or not isinstance(ms, int | float)):
            raise BadCall("notes: the milliseconds of a note are a number")
        if isinstance(pitch, str):
            hz = note_hz(pitch)
        elif isinstance(pitch, int | float) and not isinstance(pitch, bool) and 0 <= pitch < 1e5:
            hz = float(pitch)
        else:
            raise BadCall("notes: a note is a name or a number of hertz")
        notes.append(Note(hz, ms))
    return notes


def _is_pair(item: object) -> bool:
    return isinstance(item, list) and len(cast("list[object]", item)) == 2


def _with_rests(notes: list[Heard]) -> list[Heard]:
    line: list[Heard] = []
    for note in notes:
        if line and note.from_ms - line[-1].to_ms >= REST_MS:
            line.append(Heard(0.0, line[-1].to_ms, note.from_ms))
        line.append(note)
    return line


def _is_near(hz: float, wanted: float, tolerance: float) -> bool:
    return abs(hz - wanted) <= wanted * tolerance if wanted else hz == 0


def _lasts(note: Note, got: Heard, tolerance: float) -> bool:
    if note.ms is None:
        return True
    found_ms = got.to_ms - got.from_ms
    room_ms = note.ms * tolerance
    return found_ms >= note.ms - room_ms and (got.goes_on or found_ms <= note.ms + room_ms)


def _sounding(board: CheckRig) -> list[float]:
    """Return the frequencies that sound now."""
    now = board.now()
    found = [float(now.tone_hz)] if now.tone_hz else []
    for part in now.parts:
        hz = part.state.get("frequency_hz")
        if isinstance(hz, int | float) and hz:
            found.append(float(hz))
    return found


def _other_sound(board: CheckRig) -> bool:
    """Tell whether a sound or a voice of a micro:bit is to be heard now."""
    for source, begins in (("audio", ("play", "stream")), ("speech", ("say", "sing"))):
        began = [t for what in begins for t, _ in board.seen.series(source, what).entries[-1:]]
        stopped = [t for t, _ in board.seen.series(source, "stop").entries[-1:]]
        if (
            began
            and max(began) >= max(stopped, default=-1)
            and max(began) != max(stopped, default=-1)
        ):
            return True
    return False


LOOKS: Mapping[str, Look] = {"plays": plays, "sounds": sounds, "silent": silent, "sound": sound}
"""These expectations, by the names of the calls."""
