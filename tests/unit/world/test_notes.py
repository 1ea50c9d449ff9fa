"""Notes are read as the real firmware reads them, and never harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.virtual.display import scroll_frames
from kibako.virtual.microbit_rom import FONT, IMAGES, TUNES
from kibako.virtual.sound import NoteReader


@pytest.mark.parametrize(
    ("note", "frequency_hz", "sounds_ms"),
    [
        ("c", 262, 490),
        ("C4:4", 262, 490),
        ("a4:1", 440, 115),
        ("a5:2", 880, 240),
        ("a3:2", 220, 240),
        ("bb4:1", 466, 115),
        ("cb4:1", 247, 115),
        ("b#4:1", 523, 115),
        ("e#:1", 349, 115),
        ("r:8", 0, 990),
        ("c4:12", 262, 1490),
        ("", 0, 490),
        ("?", 0, 490),
    ],
)
def test_one_note(note, frequency_hz, sounds_ms):
    assert NoteReader().read(note) == (frequency_hz, sounds_ms)


def test_octave_and_length_stay():
    reader = NoteReader()
    read = [reader.read(note) for note in ("c5:2", "d", "e4", "f:8")]
    assert read == [(523, 240), (588, 240), (330, 240), (349, 990)]


@given(st.text(max_size=12), st.integers(1, 65535), st.integers(1, 65535))
def test_any_text_is_some_note(note, bpm, ticks):
    frequency_hz, sounds_ms = NoteReader(bpm=bpm, ticks=ticks).read(note)
    assert 0 <= frequency_hz <= 1_000_000
    assert 10 <= sounds_ms <= 60_000 * 165


def test_the_tunes_are_notes_only():
    for notes in TUNES.values():
        assert all(note[0] in "abcdefgr" for note in notes.split(" "))


def test_the_pictures_have_25_pixels():
    assert len(FONT) == 95
    assert all(0 <= bits < 1 << 25 for bits in (*FONT, *IMAGES.values()))


@given(st.binary(max_size=20), st.booleans())
def test_any_text_scrolls_through_and_out(text, monospace):
    frames = list(scroll_frames(text, monospace=monospace))
    assert all(len(frame) == 25 and set(frame) <= {"0", "9"} for frame in frames)
    assert frames[-1] == "0" * 25
    assert len(frames) <= 6 * len(text) + 5
