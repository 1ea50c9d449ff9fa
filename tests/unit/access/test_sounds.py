"""Sounds: what is rendered is what the table says, in pitch, place, length and loudness."""

import dataclasses
import io
import queue
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako_access import earcons, sonify, synth
from kibako_access.earcons import Sound, SoundDataError, Tone, note_hz, read_sounds, sounds
from kibako_access.sounder import Sounder
from kibako_access.wording import table

from tests.bench.heard import (
    PAN_OFF,
    PITCH_OFF,
    WAIT_S,
    every_sound,
    heard_pan,
    off,
    pitch_hz,
    played,
)

TABLE = sounds()
RAW = (Path(earcons.__file__).parent / "sounds.toml").read_bytes()


@pytest.mark.parametrize("name", TABLE.sounds)
def test_each_sound_has_its_notes(name: str) -> None:
    for number in (0.0, 37.0, 96.0):
        sound = TABLE.sound(name, number)
        with wave.open(io.BytesIO(synth.wav(synth.samples(sound)))) as file:
            assert (file.getnchannels(), file.getsampwidth()) == (2, 2)
            assert file.getframerate() == synth.RATE_HZ
            raw = file.readframes(file.getnframes())
        pitch_off, pan_off = off(np.frombuffer(raw, "<i2").reshape(-1, 2), sound)
        assert pitch_off < PITCH_OFF
        assert pan_off < PAN_OFF


@pytest.mark.parametrize(("note", "hz"), [("C4", 261.63), ("F#5", 739.99), ("A7", 3520), ("R", 0)])
def test_a_note_has_the_pitch_that_musicians_give_it(note: str, hz: float) -> None:
    assert note_hz(note) == pytest.approx(hz, abs=0.01)


def test_what_is_off_is_measured() -> None:
    pitch_off, pan_off = off(synth.samples(tone(449, 0.1)), tone(440, 0.0))
    assert pitch_off == pytest.approx(9 / 440, rel=0.01)
    assert pan_off == pytest.approx(0.1, abs=0.001)


def tone(hz: float, pan: float) -> Sound:
    return Sound("tone", (Tone(hz, 40, pan),), (1.0, 0.5))


@pytest.mark.parametrize("bearing_deg", [-120, -90, -45, -10, 0, 30, 90])
@pytest.mark.parametrize("robot", range(5))
def test_each_robot_beeps_where_it_is(bearing_deg: float, robot: int) -> None:
    sound = sonify.beep(TABLE, bearing_deg, robot)
    heard = synth.samples(sound)
    assert pitch_hz(heard) == pytest.approx(note_hz("A5"), rel=PITCH_OFF)
    expected = min(max(bearing_deg / 90, -1), 1)
    assert heard_pan(heard) == pytest.approx(expected, abs=PAN_OFF)


def test_each_robot_has_a_voice_of_its_own() -> None:
    voices = [sonify.voice(TABLE, robot) for robot in range(5)]
    assert len(set(voices[:4])) == 4
    assert voices[4] == voices[0]


@pytest.mark.parametrize(("error", "hz"), [(-1.0, 220.0), (-0.5, 311.13), (0.0, 440.0), (2, 880.0)])
def test_a_line_to_the_right_is_high_and_right(error: float, hz: float) -> None:
    heard = synth.samples(sonify.line(TABLE, error))
    assert pitch_hz(heard) == pytest.approx(hz, rel=PITCH_OFF)
    assert heard_pan(heard) == pytest.approx(min(error, 1.0), abs=PAN_OFF)


def test_what_is_near_beeps_quickly() -> None:
    every_ms = [sonify.beep_every_ms(TABLE, cm) for cm in (0, 5, 52.5, 100, 100.1, -1)]
    assert every_ms == [100, 100, 550, 1000, None, None]


def test_what_is_pitch_and_rate_alone_is_enough_for_one_ear() -> None:
    """Both ears together are as loud wherever it is, to within the power of equal panning."""
    loud = [
        np.sqrt((synth.samples(sonify.line(TABLE, e)).astype(float) ** 2).sum(axis=1).mean())
        for e in (-1.0, -0.3, 0.0, 1.0)
    ]
    assert max(loud) / min(loud) < 1.01


def test_as_many_as_may_sound_together_stay_under_full_scale() -> None:
    loudest = synth.samples(Sound("x", (Tone(441.0, 500),), (1.0,), 1.0))
    assert np.abs(loudest.astype(int)).max() * synth.VOICES < synth.FULL_SCALE
    for name in TABLE.sounds:
        piece = np.abs(synth.samples(TABLE.sound(name)).astype(int))
        assert 0.02 * synth.FULL_SCALE < piece.max() < synth.SHARE * synth.FULL_SCALE + 1
    many = [(0, Sound(f"s{n}", (Tone(441.0, 500, 1.0),), (1.0,), 1.0)) for n in range(9)]
    assert np.abs(synth.mix(many, 600).astype(int)).max() < synth.FULL_SCALE


def test_no_sound_begins_or_ends_with_a_click() -> None:
    for name in TABLE.sounds:
        heard = synth.samples(TABLE.sound(name)).astype(int)
        quiet = 0.02 * np.abs(heard).max() + 2
        assert np.abs(heard[:8]).max() <= quiet
        assert np.abs(heard[-8:]).max() <= quiet


def test_a_sound_never_overlaps_itself() -> None:
    high, low = Sound("k", (Tone(880.0, 400),)), Sound("k", (Tone(220.0, 400),))
    mixed = synth.mix([(0, high), (200, low)], 700)
    cut = synth.RATE_HZ // 5
    assert pitch_hz(mixed[:cut]) == pytest.approx(880, rel=PITCH_OFF)
    assert pitch_hz(mixed[cut : 3 * cut]) == pytest.approx(220, rel=PITCH_OFF)
    assert not mixed[3 * cut + 1 :].any()


def test_an_endless_tone_ends_when_it_is_told_to() -> None:
    endless = Sound("music", (Tone(261.6, 10),), loops=True)
    mixed = synth.mix([(0, endless), (9000, dataclasses.replace(endless, tones=()))], 9500)
    end = 9 * synth.RATE_HZ
    assert pitch_hz(mixed[:end]) == pytest.approx(261.6, rel=PITCH_OFF)
    assert np.abs(mixed[end - 2000 : end - 500]).max() > 1000
    assert not mixed[end:].any()


def test_every_sound_has_a_form_in_text() -> None:
    for lang in ("ja", "en"):
        assert set(table("sounds", lang)) == set(earcons.names(TABLE))
        titles = [earcons.title(name, lang) for name in earcons.names(TABLE)]
        assert len(set(titles)) == len(titles)
        assert all(earcons.meaning(name, lang).strip() for name in earcons.names(TABLE))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b'timbre = "soft"', b'timbre = "loud"', "no such timbre"),
        (b'note = "G4"', b'note = "H4"', "no note"),
        (b"loudness = 0.6", b"loudness = 6", "loudness"),
        (b"loudness = 0.6", b"loudnes = 0.6", "loudnes"),
        (b"ms = 70", b"ms = 7000", "ms"),
        (b"per_octave = 25.0", b"per_octave = 2.0", "scales.percent"),
        (b"near_cm = 5.0", b"near_cm = 500.0", "beeps"),
        (b"pure = [1.0]", b"pure = [0.0]", "timbres.pure"),
        (b"[timbres]", b"[timbres", "line"),
        (b"[timbres]", b"#" * 70_000, "64 KB"),
    ],
)
def test_a_wrong_table_is_refused(old: bytes, new: bytes, why: str) -> None:
    assert old in RAW
    with pytest.raises(SoundDataError, match=why):
        read_sounds(RAW.replace(old, new, 1))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with pytest.raises(SoundDataError):
        read_sounds(raw)


# -- the sounder, and the mixer behind it ---------------------------------------------------------


def troubles() -> tuple["queue.Queue[str]", Sounder]:
    told: queue.Queue[str] = queue.Queue()
    return told, Sounder(told.put)


def test_the_mixer_plays_each_sound_as_it_was_rendered(tmp_path: Path) -> None:
    """Through pygame's mixer and SDL's driver that writes what a loudspeaker would get."""
    sounds = every_sound()
    heard = played(list(sounds.values()), tmp_path / "heard.raw")
    for sound, through in zip(sounds.values(), heard, strict=True):
        assert np.array_equal(through, synth.samples(sound))
        pitch_off, pan_off = off(through, sound)
        assert pitch_off < PITCH_OFF
        assert pan_off < PAN_OFF


def test_a_missing_device_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuch")
    told, player = troubles()
    for _ in range(3):
        player.play(TABLE.sound("hint"))
    assert told.get(timeout=WAIT_S) == "device"
    player.play(TABLE.sound("hint"))
    assert not player.wait(WAIT_S)
    player.close()
    assert told.empty()


FAKE = 'import sys\nprint(\'{"done": "open"}\', flush=True)\nsys.stdin.readline()\n'


@pytest.mark.parametrize(
    ("program", "trouble"),
    [
        ("pass", "gone"),
        (FAKE, "gone"),
        (FAKE + "print('no JSON', flush=True)", "gone"),
        (FAKE + "sys.stdin.read(); import time\nfor _ in range(600): time.sleep(0.1)", "hangs"),
    ],
)
def test_a_mixer_that_fails_is_ended_and_told_once(
    program: str, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kibako_access.sounder.ANSWER_S", 0.2)
    told: queue.Queue[str] = queue.Queue()
    player = Sounder(told.put, command=(sys.executable, "-c", program))
    player.play(TABLE.sound("hint"))
    assert told.get(timeout=WAIT_S) == trouble
    assert player.trouble == trouble
    player.close()
    assert told.empty()


def test_what_was_missing_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kibako_access.sounder.find_spec", lambda name: None)
    told: queue.Queue[str] = queue.Queue()
    player = Sounder(told.put)
    player.play(TABLE.sound("hint"))
    assert told.get(timeout=WAIT_S) == "missing"
    player.revive()
    player.play(TABLE.sound("hint"))
    assert told.get(timeout=WAIT_S) == "missing"
    player.close()
