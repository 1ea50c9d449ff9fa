"""Pictures, compared with what the real micro:bit firmware answered to the same expressions."""

import pytest
from kibako.virtual.microbit_rom import IMAGES

HEART = "09090:99999:99999:09990:00900:"

# Expression and answer, read off MicroPython for the micro:bit (release 1.0.1).
ANSWERS = [
    ('Image("9x9")', "ValueError unexpected character in Image definition"),
    ("Image(5)", "TypeError Image(s) takes a string"),
    ("Image(2, 2, bytearray(3))", "ValueError image data is incorrect size"),
    ('Image("90:9")', "Image('90:90:')"),
    ('Image("90\\n9:")', "Image('90:90:')"),
    ('Image("")', "Image('')"),
    ("Image()", "Image('00000:00000:00000:00000:00000:')"),
    ('Image("?")', "Image('09990:90009:00990:00000:00900:')"),
    ("Image(3, 2, bytearray([1, 2, 3, 4, 5, 12]))", "Image('123:459:')"),
    (
        "Image.HEART.set_pixel(0, 0, 1)",
        "TypeError image cannot be modified (try copying first)",
    ),
    ("Image.HEART + Image.HAPPY", "Image('09090:99999:99999:99999:09990:')"),
    ("Image.HEART - Image.HAPPY", "Image('09090:90909:99999:09990:00000:')"),
    ("Image.HEART * 0.5", "Image('05050:55555:55555:05550:00500:')"),
    ("Image.HEART * 2", f"Image('{HEART}')"),
    ("Image.HEART * -1", "ValueError brightness multiplier must not be negative"),
    ("Image.HEART / 2", "Image('05050:55555:55555:05550:00500:')"),
    ("Image.HEART / 0", "Image('99999:99999:99999:99999:99999:')"),
    ("Image.HEART + 1", "TypeError unsupported types for __add__: 'MicroBitImage', 'int'"),
    ("Image.HEART + Image(2, 2)", "ValueError images must be the same size"),
    ("Image.HEART == Image.HEART.copy()", "False"),
    ("Image.HEART == Image.HEART", "True"),
    ("Image.HEART.shift_left(2)", "Image('09000:99900:99900:99000:90000:')"),
    ("Image.HEART.shift_right(2)", "Image('00090:00999:00999:00099:00009:')"),
    ("Image.HEART.shift_up(-2)", "Image('00000:00000:09090:99999:99999:')"),
    ("Image.HEART.shift_down(9)", "Image('00000:00000:00000:00000:00000:')"),
    ('Image("123:456").shift_up(1)', "Image('456:000:000:')"),
    ('Image("123:456").shift_right(1)', "Image('012:045:000:')"),
    (
        "Image.HEART.crop(1, 1, 3, 9)",
        "Image('999:999:999:090:000:000:000:000:000:')",
    ),
    ("Image.HEART.crop(-1, -1, 3, 3)", "Image('000:009:099:')"),
    ("Image.HEART.fill(1)", "TypeError image cannot be modified (try copying first)"),
    ("Image(2, 2).fill(10)", "ValueError brightness out of bounds"),
    ("Image(2, 2).blit(1, 0, 0, 1, 1)", "TypeError expecting an image"),
    ("Image(2, 2).blit(Image.HEART, 0, 0, -1, 1)", "ValueError size cannot be negative"),
    ("Image(2, 2).blit(Image.HEART, 0, 0, 1, 1, 1)", "TypeError must specify both offsets"),
    ("Image.HEART.get_pixel(5, 0)", "ValueError index too large"),
    ("Image.HEART.get_pixel(-5, 0)", "ValueError index cannot be negative"),
    ("Image.HEART.get_pixel(1, 0)", "9"),
    (
        "str(Image.HEART)",
        "\"Image(\\n    '09090:'\\n    '99999:'\\n    '99999:'\\n    '09990:'\\n    '00900:'\\n)\"",
    ),
    ('Image("あ")', "ValueError unexpected character in Image definition"),
    ("Image.HEART.invert()", "Image('90909:00000:00000:90009:99099:')"),
    ("(Image(3, 4).width(), Image(3, 4).height())", "(3, 4)"),
    (
        "Image.NOPE",
        "AttributeError type object 'MicroBitImage' has no attribute 'NOPE'",
    ),
    ("repr(Image)", "\"<class 'MicroBitImage'>\""),
]


@pytest.fixture
def answers(run, each_line):
    expressions = [expression for expression, _ in ANSWERS]
    return run("microbit", "from microbit import *\n" + each_line(expressions)).lines


def test_answers_are_those_of_the_real_firmware(answers):
    asked = [expression for expression, _ in ANSWERS]
    assert list(zip(asked, answers, strict=True)) == ANSWERS


def test_all_built_in_pictures(run):
    names = " ".join(IMAGES)
    lines = run(
        "microbit",
        f"""
        from microbit import *
        for name in "{names}".split():
            print(name, repr(getattr(Image, name)))
        print(len(Image.ALL_CLOCKS), Image.ALL_CLOCKS[0] is Image.CLOCK12)
        print(Image.ALL_CLOCKS[11] is Image.CLOCK11)
        print(len(Image.ALL_ARROWS), Image.ALL_ARROWS[7] is Image.ARROW_NW)
        """,
    ).lines
    assert lines[0] == f"HEART Image('{HEART}')"
    assert lines[-3:] == ["12 True", "True", "8 True"]
    assert "PACMAN Image('09999:99090:99900:99990:09999:')" in lines
    assert "SNAKE Image('99000:99099:09090:09990:00000:')" in lines
    assert len(lines) == len(IMAGES) + 3


def test_own_pictures_change(run):
    lines = run(
        "microbit",
        """
        from microbit import *
        a = Image.HEART.copy()
        a.set_pixel(0, 0, 5)
        print(repr(a))
        a.fill(3)
        a.blit(Image("12:34"), 0, 0, 2, 2, 3, 3)
        print(repr(a))
        a.blit(a, 3, 3, 4, 4)
        print(repr(a))
        a.blit(Image.HEART, 0, 0, 5, 5, 3, -1)
        print(repr(a))
        """,
    ).lines
    assert lines == [
        "Image('59090:99999:99999:09990:00900:')",
        "Image('33333:33333:33333:33312:33334:')",
        "Image('12003:34003:00003:00002:33334:')",
        "Image('12099:34099:00009:00000:33334:')",
    ]
