"""What is heard of a sound: measured in samples, rendered or as a loudspeaker would get them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from kibako.workbench.sounding import example
from kibako_access import earcons, sonify, synth
from kibako_access.earcons import Sound, Tone
from kibako_access.sounder import Sounder
from numpy.typing import NDArray

PITCH_OFF = 0.01
PAN_OFF = 0.05
WAIT_S = 60.0
_POINTS = 1 << 17


def pitch_hz(stereo: NDArray[np.int16]) -> float:
    """Return the strongest frequency, between the steps of the transform too."""
    mono = stereo.astype(float).sum(axis=1) * np.hanning(len(stereo))
    spectrum = np.abs(np.fft.rfft(mono, _POINTS))
    top = int(np.argmax(spectrum))
    before, at, after = np.log(spectrum[top - 1 : top + 2])
    between = (before - after) / (2 * (before - 2 * at + after))
    return float(top + between) * synth.RATE_HZ / _POINTS


def heard_pan(stereo: NDArray[np.int16]) -> float:
    """Return where it is heard: -1 is the left ear."""
    left, right = np.sqrt((stereo.astype(float) ** 2).mean(axis=0))
    return float(np.arctan2(right, left) * 4 / np.pi - 1)


def tones_of(stereo: NDArray[np.int16], sound: Sound) -> Iterator[tuple[Tone, NDArray[np.int16]]]:
    """Yield each tone of a sound with the samples that are its."""
    at = 0
    for tone in sound.tones:
        count = synth.RATE_HZ * tone.ms // 1000
        yield tone, stereo[at : at + count]
        at += count
    assert at == len(stereo)


def off(stereo: NDArray[np.int16], sound: Sound) -> tuple[float, float]:
    """Return how far off the worst tone is: its pitch as a part of itself, and its pan."""
    pitch, pan = 0.0, 0.0
    for tone, piece in tones_of(stereo, sound):
        if tone.hz:
            pitch = max(pitch, abs(pitch_hz(piece) / tone.hz - 1))
            pan = max(pan, abs(heard_pan(piece) - tone.pan))
        else:
            assert not piece.any()
    return pitch, pan


def every_sound() -> dict[str, Sound]:
    """Return all that can be heard, and each robot's beeps and line from ear to ear."""
    table = earcons.sounds()
    found = {name: example(name) for name in earcons.names(table)}
    for robot in range(len(table.robots.timbres)):
        beeps = [sonify.beep(table, bearing, robot).tones for bearing in range(-90, 91, 30)]
        lines = [sonify.line(table, tenths / 10, robot).tones for tenths in range(-10, 11, 5)]
        voice = sonify.voice(table, robot)
        found[f"beeps of robot {robot}"] = Sound(f"beeps{robot}", sum(beeps, ()), voice, 0.5)
        found[f"line of robot {robot}"] = Sound(f"line{robot}", sum(lines, ()), voice, 0.5)
    return found


def played(sounds: Sequence[Sound], file: Path) -> list[NDArray[np.int16]]:
    """Return what a loudspeaker would get of sounds that are played one after the other.

    pygame's mixer plays them with SDL's driver that writes to a file, ten times as fast as a
    loudspeaker would.

    Args:
        sounds: Which ones.
        file: Where SDL may write.
    """
    before = dict(os.environ)
    os.environ |= {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(file)}
    os.environ["SDL_DISKAUDIODELAY"] = "1"  # milliseconds for each piece of 12
    troubles: list[str] = []
    player = Sounder(troubles.append)
    try:
        for sound in sounds:
            player.play(sound)
            assert player.wait(WAIT_S), troubles
    finally:
        player.close()
        os.environ.clear()
        os.environ.update(before)
    raw = file.read_bytes()
    whole = np.frombuffer(raw[: len(raw) // 4 * 4], "<i2").reshape(-1, 2)
    found: list[NDArray[np.int16]] = []
    at = 0
    for sound in sounds:
        rendered = synth.samples(sound)
        silent = np.flatnonzero(rendered.any(axis=1))[0]  # a tone comes slowly: first, nothing
        at += np.flatnonzero(whole[at:].any(axis=1))[0] - silent
        found.append(whole[at : at + len(rendered)])
        at += len(rendered)
    return found
