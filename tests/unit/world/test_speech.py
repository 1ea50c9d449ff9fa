"""English to the sounds of the synthesiser, and how long they take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.virtual.hostcall import HostCallError
from kibako.virtual.reciter import translate
from kibako.virtual.speech import duration_ms

# What the real V1 firmware answers to speech.translate().
ANSWERS = {
    "hello world": " /HEHLOW WERLD",
    "I am a micro:bit.": " AY4 AEM AH MAY4KROH.BIHT.",
    "Exterminate! Exterminate!": " EHKSTERMIHNEYT. EHKSTERMIHNEYT.",
    "don't": " DOW4NT",
    "it's": " IHTS",
    "two 2's": " TUW  TUW4S",
    "3.5": "  THRIY4 POYNT FAY4V",
    "12 3": "  WAH4N TUW4  THRIY4",
    "2nd": " SEH4KUND",
    "x=y": " EH4KR IY4KWULZWAY4",
    "a-b": " AHBIY4",
    "x - y": " EH4KR - WAY4",
    'he said "no"': " /HIY SEHD KWOW4T-NOW-AH5NKWOWT-",
    "100%": "  WAH4N ZIY4ROW ZIY4ROW PERSEH4NT",
    "why?": " WHAY?",
    "[x]": " ",
    "": " ",
    "robot": " RRAABAAT",
    "temperature": " TEHMPERAECHER",
    "through": " THRUW4",
    "enough": " EHNAH5F",
    "thought": " THAO5T",
    "knight": " NAY4T",
    "machine": " MAHSHIY5N",
    "question": " KWEHSCHUN",
    "children": " CHAY5LDREHN",
    "beautiful": " BIY5YUWTIHFUHL",
}

# Milliseconds that the real V1 firmware speaks, at the speed.
DURATIONS = [
    ("AA", 72, 116),
    ("AA", 144, 214),
    ("AA4", 72, 156),
    ("S", 144, 107),
    (".", 72, 185),
    (" /HEHLOW", 72, 434),
    (" /HEHLOW", 36, 250),
    (" WAHN TUW THRIY4 FOHR FAY4V", 72, 1445),
    (" WAHN TUW THRIY4 FOHR FAY4V", 144, 2608),
]


@pytest.mark.parametrize(("text", "sounds"), ANSWERS.items())
def test_answers_of_the_real_firmware(text, sounds):
    assert translate(text) == sounds


@given(st.text(max_size=80))
def test_what_is_translated_can_be_said(text):
    sounds = translate(text)
    assert sounds.isascii()
    assert len(sounds) < 2000
    assert duration_ms(sounds, 72) >= 13


@pytest.mark.parametrize(("sounds", "speed", "measured_ms"), DURATIONS)
def test_durations_are_about_those_of_the_real_firmware(sounds, speed, measured_ms):
    assert duration_ms(sounds, speed) == pytest.approx(measured_ms, rel=0.17)


@pytest.mark.parametrize(
    ("sounds", "message"),
    [
        ("hello", "Phoneme not understood"),
        ("AA9", "Phoneme not understood"),
        ("!!", "Phoneme not understood"),
        ("#", "Illegal pitch"),
        ("#256AH", "Illegal pitch"),
        ("#-1AH", "Illegal pitch"),
    ],
)
def test_sounds_that_are_none(sounds, message):
    with pytest.raises(HostCallError) as raised:
        duration_ms(sounds, 72)
    assert raised.value.message == message
