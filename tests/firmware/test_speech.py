"""Speech: what is said, as events, and the errors of the real board."""

import pytest


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_a_program_waits_while_it_speaks(run, profile):
    result = run(
        profile,
        """
        import speech
        from microbit import running_time
        t = running_time()
        speech.say("hello")
        print(running_time() - t)
        speech.sing("#115AH", pitch=30, speed=100, mouth=190, throat=200)
        print(speech.translate("bit"))
        """,
    )
    spoken = {"pitch": 64, "speed": 72, "mouth": 128, "throat": 128, "duration_ms": 399}
    sung = {"pitch": 30, "speed": 100, "mouth": 190, "throat": 200, "duration_ms": 89}
    hello = {"text": "hello", "phonemes": "/HEHLOW"}
    assert [value for _, value in result.of("speech", "say")] == [{**hello, **spoken}]
    assert [value for _, value in result.of("speech", "sing")] == [
        {"text": None, "phonemes": "#115AH", **sung}
    ]
    assert 399 <= int(result.lines[0]) <= 420
    assert result.lines[1:] == [" BIHT"]
    assert len(result.of("speech", "stop")) == 2


# Answers of the real V1 firmware.
ANSWERS = [
    ("speech.translate(3)", "TypeError can't convert 'int' object to str implicitly"),
    ("speech.translate('x' * 81)", "ValueError text too long"),
    ("speech.translate(b'abc')", "' AEBK'"),
    ("speech.pronounce('QQ')", "None"),
    ("speech.pronounce('hello')", "ValueError Phoneme not understood"),
    ("speech.sing('#999AH')", "ValueError Illegal pitch"),
    ("speech.say('a', 3)", "TypeError extra positional arguments given"),
    ("speech.say('a', pin=3)", "TypeError extra keyword arguments given"),
    ("speech.say('a', pitch='a')", "TypeError can't convert str to int"),
    ("speech.say('a', pitch=300)", "None"),
]


def test_answers_are_those_of_the_real_firmware(run, each_line):
    expressions = [expression for expression, _ in ANSWERS]
    answers = run("microbit-v1", "import speech\n" + each_line(expressions)).lines
    assert list(zip(expressions, answers, strict=True)) == ANSWERS


def test_the_v2_speaks_on_a_pin(run):
    code = "import speech\nfrom microbit import pin1, pin5\nspeech.say('a', pin=pin1)\n"
    assert len(run("microbit", code).of("speech", "say")) == 1
    error = run("microbit", code + "speech.say('a', pin=pin5)", fails=True).error
    assert "ValueError: Pin 5 in button mode" in error
