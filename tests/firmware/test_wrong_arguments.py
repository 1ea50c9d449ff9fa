"""Wrong arguments: the words of the real V1 firmware."""

import pytest

ANSWERS = [
    ("music.stop(None)", "TypeError expecting a pin"),
    ("music.play(b'c:1')", "None"),
    ("music.play('c:1', pin=None)", "TypeError expecting a pin"),
    ("music.play('c:1', pin=pin5)", "ValueError Pin 5 in button mode"),
    ("music.play(3)", "TypeError object 'int' is not a tuple or list"),
    ("music.play()", "TypeError 'music' argument required"),
    ("music.play('c', foo=1)", "TypeError extra keyword arguments given"),
    ("music.pitch(440.0, 10)", "TypeError can't convert float to int"),
    ("music.pitch(440, 10, pin1, True, 3)", "TypeError extra positional arguments given"),
    ("music.set_tempo(3)", "TypeError extra positional arguments given"),
    ("music.set_tempo(ticks=-1, bpm=70000)", "None"),
    ("music.get_tempo()", "(4464, 65535)"),
    ("display.show()", "TypeError 'image' argument required"),
    ("display.show('ab', 10, False)", "TypeError extra positional arguments given"),
    ("display.show('ab', delay='a')", "TypeError can't convert str to int"),
    ("display.show(True)", "None"),
    ("display.scroll(Image.HEART)",
     "TypeError can't convert 'MicroBitImage' object to str implicitly"),
    ("display.set_pixel(0.5, 0, 1)", "TypeError can't convert float to int"),
    ("display.get_pixel('a', 0)", "TypeError can't convert str to int"),
    ("sleep('a')", "TypeError can't convert str to float"),
    ("panic('a')", "TypeError can't convert str to int"),
    ("Image(2, 2, 'abcd')", "Image('99:99:')"),
    ("Image(2, 2, [1, 2, 3, 4])", "TypeError object with buffer protocol required"),
    ("Image('a', 2)", "TypeError can't convert str to int"),
    ("Image(1, 2, 3, 4)", "TypeError function expected at most 3 arguments, got 4"),
    ("Image.HEART * 'a'", "TypeError can't convert str to float"),
    ("Image.HEART.shift_left('a')", "TypeError can't convert str to int"),
    ("button_a.foo", "AttributeError 'MicroBitButton' object has no attribute 'foo'"),
]  # fmt: skip


@pytest.mark.parametrize("at", range(0, len(ANSWERS), 10))
def test_answers_are_those_of_the_real_firmware(run, each_line, at):
    # Ten at a time: more do not fit into a micro:bit V1.
    expressions = [expression for expression, _ in ANSWERS[at : at + 10]]
    code = "import music\nfrom microbit import *\n" + each_line(expressions)
    answers = run("microbit-v1", code).lines
    assert list(zip(expressions, answers, strict=True)) == ANSWERS[at : at + 10]
