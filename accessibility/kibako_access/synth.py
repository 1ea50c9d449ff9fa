"""Sounds as samples, by numpy: no sound device is needed. Needs the extra ``[sound]``.

Every sound stays under a share of full scale that leaves room for the others that may sound at
the same time: however many there are, nothing is ever cut off at the top.
"""

import io
import math
import wave
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from kibako_access.earcons import Sound, Tone

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 44_100
VOICES = 4
"""How many sounds are heard at the same time at most."""
SHARE = 0.98 / VOICES
"""The highest peak of one sound, in parts of full scale."""
FULL_SCALE = 32_767
FADE_MS = 6
"""How long a tone takes to come and to go, in milliseconds: one that jumps would click."""
LOOP_MS = 4000
"""How long a piece of an endless tone is, in milliseconds."""
MIX_S_MAX = 300
"""How long a mix may be, in seconds."""


def gains(pan: float) -> tuple[float, float]:
    """Return how loud a pan makes the left and the right ear; together the power is the same."""
    angle = (min(max(pan, -1.0), 1.0) + 1) * math.pi / 4
    return math.cos(angle), math.sin(angle)


def samples(sound: Sound) -> "NDArray[np.int16]":
    """Render a sound.

    Args:
        sound: What it is made of.

    Returns:
        One row for each sample: left and right, for the rate of :data:`RATE_HZ`.
    """
    loops = sound.loops and len(sound.tones) == 1
    pieces = [_tone(tone, sound.overtones, loops) for tone in sound.tones]
    whole = np.concatenate(pieces) if pieces else np.zeros((0, 2))
    loudness = min(max(sound.loudness, 0.0), 1.0)
    return np.round(whole * (loudness * SHARE * FULL_SCALE)).astype(np.int16)


def _tone(tone: Tone, overtones: tuple[float, ...], loops: bool) -> "NDArray[np.float64]":
    hz, ms = tone.hz, LOOP_MS if loops else tone.ms
    count = RATE_HZ * ms // 1000
    if hz <= 0:
        return np.zeros((count, 2))
    if loops:  # a whole number of waves, so that the end meets the beginning
        hz = max(1, round(hz * ms / 1000)) * 1000 / ms
    time_s = np.arange(count) / RATE_HZ
    # What is higher than half the rate would be heard as a wrong, lower note.
    heard = [(n, part) for n, part in enumerate(overtones, 1) if part and n * hz < RATE_HZ / 2]
    wave_form = np.zeros(count)
    for number, part in heard:
        wave_form += part * np.sin(2 * np.pi * number * hz * time_s)
    wave_form /= sum(part for _, part in heard) or 1.0
    if not loops:
        fade = min(RATE_HZ * FADE_MS // 1000, count // 2)
        slope = (1 - np.cos(np.pi * np.arange(fade) / max(fade, 1))) / 2
        wave_form[:fade] *= slope
        wave_form[count - fade :] *= slope[::-1]
    return np.outer(wave_form, gains(tone.pan))


def mix(timed: Iterable[tuple[int, Sound]], length_ms: int) -> "NDArray[np.int16]":
    """Render sounds that begin at certain times, as they would be heard together.

    A sound ends when one with the same key begins; where too many would sound, the newest of
    them is left out. An endless one ends with the next of its key, which may have no tones.

    Args:
        timed: When each begins, in milliseconds, and what it is; in the order of time.
        length_ms: How long the mix is; what is longer is cut, and never more than
            :data:`MIX_S_MAX`.

    Returns:
        Left and right, a row for each sample.
    """
    total = RATE_HZ * min(max(length_ms, 0), MIX_S_MAX * 1000) // 1000
    mixed = np.zeros((total, 2), np.int16)
    sounding: dict[str, tuple[int, int]] = {}  # where each begins, and where it ends
    rendered: dict[str, NDArray[np.int16]] = {}

    def put(key: str) -> None:
        begin, end = sounding.pop(key)
        piece = rendered.pop(key)
        count = max(min(end, total) - begin, 0)
        if count > len(piece):
            piece = np.resize(piece, (count, 2))
        mixed[begin : begin + count] += _cut(piece, count)

    for at_ms, sound in timed:
        at = RATE_HZ * at_ms // 1000
        if at >= total:
            break
        for key in [key for key, (_, end) in sounding.items() if end <= at]:
            put(key)
        if sound.key in sounding:
            sounding[sound.key] = (sounding[sound.key][0], at)
            put(sound.key)
        if sound.tones and len(sounding) < VOICES:
            piece = samples(sound)
            sounding[sound.key] = (at, total if sound.loops else at + len(piece))
            rendered[sound.key] = piece
    for key in list(sounding):
        put(key)
    return mixed


def _cut(piece: "NDArray[np.int16]", count: int) -> "NDArray[np.int16]":
    """Return the beginning of a piece; one that is cut short fades, so that it does not click."""
    fade = min(RATE_HZ * FADE_MS // 1000, count)
    if count >= len(piece) or not fade:
        return piece[:count]
    cut = piece[:count].copy()
    slope = np.linspace(1, 0, fade)[:, None]
    cut[count - fade :] = np.round(cut[count - fade :] * slope).astype(np.int16)
    return cut


def wav(stereo: "NDArray[np.int16]") -> bytes:
    """Return samples as a WAV file.

    Args:
        stereo: Left and right, a row for each sample.
    """
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(stereo.astype("<i2").tobytes())
    return whole.getvalue()
