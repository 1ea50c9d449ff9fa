"""Each expectation passes for what it names, and says by itself what else it saw."""

import pytest
from kibako.lessons.checks import CheckOutcome, run_check
from kibako.lessons.findings import Finding, finding
from kibako.lessons.pack import read_pack
from kibako.tables import Words

SHOW = "from microbit import *\n"
PICO = "from machine import Pin, PWM\nimport time\n"
TRAFFIC = "traffic-light"


@pytest.fixture
def check(tiny):
    """Checks a program on a board, with a circuit, against the text of a check.py."""

    def run(source: str, code: str, board: str = "", circuit: str = "") -> CheckOutcome:
        tiny.write("one/check.py", f"from check import *\n{source}")
        if circuit:
            tiny.circuit(circuit)
        pack = read_pack(tiny.folder)
        outcome = run_check(pack, pack.steps[0], code, board=board)
        assert outcome is not None
        return outcome

    return run


def cases(*rows: tuple[str, ...]):
    return pytest.mark.parametrize(("source", "code", "finding", "seen"), rows)


@cases(
    ("board.run()\nexpect.running()", "while True: pass", "", ""),
    ("board.run()\nexpect.running()", "1", "check_running", "Your program had come to its end."),
    ("board.run()\nexpect.running()", "1 / 0", "check_error", "line 1: ZeroDivisionError"),
    ("board.run()\nexpect.ended()", "1", "", ""),
    ("board.run()\nexpect.ended()", "while True: pass", "check_ended", "still running"),
    ("board.run()\nexpect.no_error()", "raise ValueError('\\x04')", "check_error", "line 1"),
    ("board.run()\nexpect.prints_line('10')", "print(10)", "", ""),
    ("board.run()\nexpect.prints_line('10')", "print(100)", "check_prints_other", '"100"'),
    ("board.run()\nexpect.prints_number(3.14)", "print('about', 3.1)", "", ""),
    ("board.run()\nexpect.prints_number(3)", "print(4)", "check_prints_number_other", '"4"'),
    ("board.run()\nexpect.prints_number(3)", "1", "check_prints_number_nothing", "nothing"),
    ("board.run(9)\nexpect.scrolls('Hi')", SHOW + "display.scroll('Hi')", "", ""),
    ("board.run(9)\nexpect.scrolls('Hi')", SHOW + "display.show('Hi')", "", ""),
    (
        "board.run(9)\nexpect.scrolls('Hi')",
        SHOW + "display.scroll('iH')",
        "check_scrolls_other",
        "",
    ),
    ("board.run(9)\nexpect.scrolls('Hi')", "1", "check_scrolls_dark", "dark all the time"),
    ("board.run()\nexpect.pin('pin1', 1)", SHOW + "pin1.write_digital(1)", "", ""),
    ("board.run()\nexpect.pin('pin1', 1)", "1", "check_pin_input", "wrote nothing to pin1"),
    (
        "board.run()\nexpect.pin('pin1', 1)",
        SHOW + "pin1.write_digital(0)",
        "check_pin_level",
        "The level of pin1 was 0.",
    ),
    (
        "board.run()\nexpect.rises('pin1')",
        SHOW + "for n in range(0, 1023, 200):\n    pin1.write_analog(n)\n    sleep(20)",
        "",
        "",
    ),
    (
        "board.run()\nexpect.falls('pin1', steps=2)",
        SHOW + "for n in (10, 900, 400, 500):\n    pin1.write_analog(n)\n    sleep(20)",
        "check_falls_steps",
        "in a row that pin1 fell: 1",
    ),
    ("board.run()\nexpect.rises('pin1')", "1", "check_rises_still", "stayed at 0 percent"),
)
def test_the_program_itself_and_the_microbit(check, source, code, finding, seen):
    outcome = check(source, code)
    assert outcome.finding == finding
    assert seen in outcome.seen


TUNE = "import music\nmusic.play(['C4:4', 'E4:2', 'R:4', 'G4:4'])\n"


@cases(
    ("board.run(5)\nexpect.plays(['C4', ('E4', 250), 'R', 'G'])", TUNE, "", ""),
    ("board.run(5)\nexpect.plays([('C4', 500), 330])\nexpect.silent()", TUNE, "", ""),
    (
        "board.run(5)\nexpect.plays(['C4', 'G4'])",
        "import music\nmusic.play(['C', 'D'])",
        "check_plays_other",
        "You heard these notes: C4 D4.",
    ),
    (
        "board.run(5)\nexpect.plays([('C4', 250)])",
        "import music\nmusic.play('C4:8')",
        "check_plays_length",
        "The note C4 lasted 990 ms.",
    ),
    ("board.run()\nexpect.plays(['C4'])", "1", "check_plays_silent", "no sound"),
    ("board.run()\nexpect.sounds('A4')", "import music\nmusic.pitch(440)", "", ""),
    (
        "board.run()\nexpect.sounds(440)",
        "import music\nmusic.pitch(880)",
        "check_sounds_other",
        "You heard the note A5 (880 Hz).",
    ),
    ("board.run()\nexpect.sounds(440)", "1", "check_sounds_silent", "silent"),
    ("board.run()\nexpect.sounds()", "1", "check_sounds_silent_any", "silent"),
    (
        "board.run()\nexpect.silent()",
        "import music\nmusic.pitch(262)",
        "check_silent",
        "You heard the note C4 (262 Hz).",
    ),
    (
        "board.run()\nexpect.sound('giggle')\nexpect.sounds()",
        SHOW + "audio.play(Sound.GIGGLE)",
        "",
        "",
    ),
    (
        "board.run(9)\nexpect.silent()\nexpect.sound('giggle')",
        SHOW + "audio.play(Sound.HAPPY)",
        "check_sound_other",
        '"happy"',
    ),
    ("board.run()\nexpect.sound('giggle')", "1", "check_sound_none", "not played"),
)
def test_sound(check, source, code, finding, seen):
    outcome = check(source, code)
    assert outcome.finding == finding
    assert seen in outcome.seen


ANSWERS = SHOW + "import radio\nradio.on()\nwhile True:\n    got = radio.receive()\n    if got:\n"


@cases(
    (
        "board.run(0.2)\nboard.radio('ping')\nexpect.sends('pong')",
        ANSWERS + "        radio.send('pong')\n    sleep(10)",
        "",
        "",
    ),
    (
        "board.run(0.2)\nboard.radio('ping')\nexpect.sends('pong')",
        ANSWERS + "        radio.send('pang')\n    sleep(10)",
        "check_sends_other",
        'The radio message "ping" came in. The last radio message was "pang".',
    ),
    (
        "expect.sends('a', group=7)",
        SHOW + "import radio\nradio.on()\nradio.send('a')",
        "check_sends_group",
        'The radio message "a" went to group 0.',
    ),
    ("expect.sends('pong')", "1", "check_sends_nothing", "Your program sent nothing"),
    (
        "board.run(0.1)\nboard.type('Ann')\nboard.run(0.1)\nexpect.prints('Hi Ann')",
        "print('Hi', input('? '))",
        "",
        "",
    ),
    (
        "board.run(0.1)\nboard.type('Ann')\nboard.run(0.1)\nexpect.prints('Hi Ann')",
        "print('Hi', input('? ')[0])",
        "check_prints_other",
        'We typed "Ann". The last thing your program printed was "? Hi A".',
    ),
    (
        "board.run(0.1)\nboard.gesture('shake')\nboard.run()\nexpect.shows(HAPPY)",
        SHOW + "while not accelerometer.was_gesture('shake'): sleep(20)\ndisplay.show(Image.HAPPY)",
        "",
        "",
    ),
    (
        "board.run(0.1)\nboard.gesture('shake')\nboard.run()\nexpect.shows(HAPPY)",
        SHOW + "display.show(Image.SAD)",
        "check_shows_other",
        "We moved the board (shake). The display showed the sad face",
    ),
    (
        "board.run()\nboard.set('temperature_c', 31)\nboard.run()\nexpect.shows(SAD)",
        SHOW + "display.show(Image.HAPPY)",
        "check_shows_other",
        "We set the temperature (C) to 31.",
    ),
    (
        "board.run()\nboard.forget()\nboard.run()\nexpect.prints('a')",
        "print('a')",
        "check_prints_nothing",
        "printed nothing",
    ),
)
def test_what_is_done_to_the_board_is_told(check, source, code, finding, seen):
    outcome = check(source, code)
    assert outcome.finding == finding
    assert seen in outcome.seen


def blink(ms_on: int, ms_off: int, pin: str = "GP14") -> str:
    return PICO + (
        f"lamp = Pin({pin!r}, Pin.OUT)\nwhile True:\n    lamp.on()\n    time.sleep_ms({ms_on})\n"
        f"    lamp.off()\n    time.sleep_ms({ms_off})\n"
    )


@cases(
    ("board.run(5)\nexpect.toggles('LED', 1000)", blink(500, 500, "LED"), "", ""),
    (
        "board.run(5)\nexpect.toggles('LED', 1000)",
        blink(100, 100, "LED"),
        "check_toggles_period",
        "once every 0.2 seconds: the board's LED",
    ),
    ("board.run(5)\nexpect.toggles('LED', 1000)", "1", "check_toggles_off", "stayed off"),
    (
        "board.run(5)\nexpect.toggles('LED', 1000)",
        blink(500, 1, "LED"),
        "check_toggles_flash",
        "too fast for the eye",
    ),
    (
        "board.run(2)\nexpect.toggles('LED', 1000)",
        blink(500, 500, "LED"),
        "check_toggles_times",
        "went on and off: 2.",
    ),
    (
        "board.run()\nexpect.toggles('GP3', 1000)",
        PICO + "Pin(3, Pin.OUT).on()",
        "check_toggles_on",
        "stayed on",
    ),
    # A timer outlives the program that began it, as on the real board.
    (
        "board.run(3)\nexpect.ended()\nexpect.toggles('LED', 400)",
        PICO + "from machine import Timer\nlamp = Pin('LED', Pin.OUT)\n"
        "t = Timer(period=200, callback=lambda t: lamp.toggle())",
        "",
        "",
    ),
    ("board.run()\nassert board.kind == 'pico'\nexpect.lamp('LED', on=False)", "1", "", ""),
)
def test_the_lamp_and_the_pins_of_a_pico(check, source, code, finding, seen):
    outcome = check(source, code, board="pico")
    assert outcome.finding == finding
    assert seen in outcome.seen


def test_what_a_check_says_moves_no_cursor():
    words = Words(ja="\x1b[31mあか\nい", en="\x1b[31mRed")
    found = Finding("check_own", own=(words, words))
    assert found.seen("ja") == "\ufffd[31mあか\nい"
    assert "\x1b" not in found.expected("en")
    told = finding("check_prints_other", seen="\x1b[2J", text="x")
    assert "\x1b" not in told.seen("en")
