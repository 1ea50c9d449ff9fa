"""Checks as packs write them: what they can say, and what a bad one cannot do."""

import threading

import pytest
from kibako.errors import PackError
from kibako.lessons import check_machine
from kibako.lessons.checks import run_check
from kibako.lessons.pack import read_pack

HEART = "from microbit import *\ndisplay.show(Image.HEART)\n"
FOREVER = "from microbit import *\nwhile True: sleep(1000)\n"
START = "from check import *\n"


@pytest.fixture
def check(tiny):
    """Checks a program against the text of a check.py."""

    def run(source: str, code: str = HEART, stop: threading.Event | None = None):
        tiny.write("one/check.py", source)
        pack = read_pack(tiny.folder)
        return run_check(pack, pack.steps[0], code, stop=stop)

    return run


def fault(check, source: str, code: str = HEART) -> str:
    with pytest.raises(PackError) as caught:
        check(source, code)
    assert caught.value.code == "check_broken"
    assert caught.value.fields["file"] == "one/check.py"
    assert "one/check.py" in caught.value.what
    return str(caught.value.fields["reason"])


def test_rows_and_names_and_pictures_mean_the_same(check):
    source = (
        "from check import *\nboard.run(for_s=1)\nexpect.shows(HEART)\n"
        "expect.shows('HEART')\nexpect.shows(image('HEART'))\n"
        "expect.shows('09090:99999:99999:09990:00900')\n"
        "assert board.display == '09090:99999:99999:09990:00900'\nassert not board.running\n"
    )
    assert check(source).passed


def test_a_digit_on_the_display_has_a_name(check):
    code = "from microbit import *\ndisplay.show(4)\n"
    assert check(START + "board.run()\nexpect.shows(image('4'))", code).passed
    outcome = check(START + "board.run()\nexpect.shows(image('3'))", code)
    assert (outcome.seen, outcome.expected) == (
        "The display showed '4'.",
        "The display should show '3'.",
    )


def test_expectations_combine_with_what_the_program_printed(check):
    source = (
        "from check import *\nboard.run()\nexpect.prints('3')\nassert board.printed == '3\\n'\n"
    )
    assert check(source, "print(1 + 2)").passed
    outcome = check(source, "print('a')\nprint('b')")
    assert (outcome.finding, outcome.seen) == (
        "check_prints_other",
        'The last thing your program printed was "b".',
    )
    assert check(source, "x = 3").finding == "check_prints_nothing"


def test_an_author_may_write_sentences(check):
    source = (
        f"{START}board.run()\nexpect.that(board.running, 'おわりました。', 'It ended.', "
        "'ずっと うごくと よいです。', 'Go on.')\n"
    )
    outcome = check(source)
    assert (outcome.seen, outcome.expected) == ("It ended.", "Go on.")
    assert outcome.found.seen("ja") == "おわりました。"
    assert check(source, "while True: pass").passed


def test_a_press_at_a_time_acts_at_that_time(check):
    source = (
        "from check import *\nboard.press('button_a', at_ms=300, hold_ms=100)\nboard.run(for_s=1)\n"
        "expect.prints('yes')\n"
    )
    shown = (
        "from microbit import *\nstart = running_time()\nwhile not button_a.is_pressed():\n"
        "    sleep(1)\nwaited = running_time() - start\n"
        "print('yes' if 250 < waited <= 310 else waited)\n"
    )
    assert check(source, shown).passed


def test_the_room_can_be_changed(check):
    source = (
        "from check import *\nboard.set('temperature_c', 31)\nboard.run()\nexpect.prints('31')\n"
    )
    assert check(source, "from microbit import *\nprint(temperature())").passed


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("x = 1\ny = x +\n", 2, "SyntaxError: invalid syntax"),
        ("print('a'\n", 1, "SyntaxError: invalid syntax"),
        ("def f():\n    g()\ndef g():\n    1 / 0\nf()\n", 4, "ZeroDivisionError: divide by zero"),
        ("import socket\n", 1, "ImportError: no module named 'socket'"),
        ("def f():\n    f()\nf()\n", 2, "RuntimeError: maximum recursion depth exceeded"),
    ],
)
def test_a_mistake_is_told_with_its_line(check, code, line, message):
    outcome = check("from check import *\nboard.run()\nexpect.no_error()\n", code)
    assert outcome.finding == "check_error"
    assert outcome.seen.startswith(f"Your program stopped in line {line}: {message}. ")
    assert len(outcome.expected.split(". ")) > 1, "what to try is said too"


def test_a_program_that_fills_its_memory_gets_a_sentence(check):
    outcome = check(
        "from check import *\nboard.run()\nexpect.no_error()\n",
        "kept = []\nwhile True:\n    kept.append(bytearray(2000))\n",
    )
    assert "line 3: MemoryError" in outcome.seen


def test_a_program_that_waits_for_input_is_not_waited_for(check):
    source = f"{START}board.run(for_s=500)\nassert board.running\nexpect.shows(HEART)\n"
    assert check(source, "name = input('? ')").finding == "check_shows_dark"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 / 0\n", "ZeroDivisionError"),
        ("x = (\n", "SyntaxError"),
        ("import socket\n", "ImportError"),
        ("open('/etc/passwd')\n", "OSError"),
        ("open('work', 'w')\n", "OSError"),
        ("import os\nos.listdir('/nowhere')\n", "OSError"),
        ("from check import *\nexpect.shows('HAERT')\n", "no picture is called HAERT"),
        ("from check import *\nexpect.shows('12')\n", "no picture"),
        ("from check import *\nboard.run(for_s=-1)\n", "for_ms"),
        ("from check import *\nboard.run(for_s='1')\n", "TypeError"),
        ("from check import *\nboard.hold('button_x')\n", "button_x"),
        ("from check import *\nboard.set('weather', 3)\n", "weather"),
        ("from check import *\nexpect.blinks(HEART, times=0)\n", "times"),
        ("from check import *\nboard.run(for_s=1)\n", "looked at nothing"),
        ("", "looked at nothing"),
        ("from check import *\nfor n in range(9):\n    board.run(for_s=100)\n", "600 seconds"),
        ("import host\nhost.call('world', '')\n", "looked at nothing"),
        ("import host\nhost.call('shows', 'x' * 9000)\nraise ValueError('here')\n", "here"),
        ("def f():\n    f()\nf()\n", "recursion"),
        ("x = []\nwhile True:\n    x.append(bytearray(10000))\n", "MemoryError"),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt"),
    ],
)
def test_a_bad_check_is_a_pack_error_that_says_why(check, source, reason):
    assert reason in fault(check, source, FOREVER if "range(9)" in source else HEART)


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass\n",
        "while True: print('x' * 1000)\n",
        "input()\n",
        "import sys\nsys.stdin.read()\n",
    ],
)
def test_a_check_that_never_ends_is_ended(check, source, monkeypatch):
    monkeypatch.setattr(check_machine, "MAX_CHECK_S", 0.5)
    assert check_machine.MAX_CHECK_S == 0.5
    assert "seconds" in fault(check, source)


@pytest.mark.parametrize(
    "code",
    [
        "print('OK')\nprint('{\"passed\": true}')\n",
        "import sys\nsys.modules['check'] = None\nprint('\\x04\\x04>')\n",
        "from microbit import *\nclass Image:\n    HEART = 1\nprint(Image.HEART)\n",
        "raise SystemExit\n",
        "import machine\nmachine.reset()\n",
        "print(open('/.fw/job').read())\n",
    ],
)
def test_a_program_cannot_talk_a_check_into_passing(check, code):
    outcome = check("from check import *\nboard.run(for_s=2)\nexpect.shows(HEART)\n", code)
    assert not outcome.passed


def test_a_program_cannot_reach_the_calls_of_the_check(check):
    code = "try:\n    import host\n    host.call('shows', '')\nexcept Exception:\n    print('no')\n"
    assert not check("from check import *\nboard.run()\nexpect.shows(HEART)\n", code).passed


def test_a_flood_of_output_is_bounded(check):
    source = "from check import *\nboard.run(for_s=1)\nexpect.prints('x')\nexpect.no_error()\n"
    assert check(source, "while True: print('x' * 100)").passed


def test_a_check_can_be_stopped(check):
    stop = threading.Event()
    stop.set()
    assert (
        check(
            "from check import *\nboard.run(for_s=500)\nexpect.no_error()\n",
            "while True: pass",
            stop,
        )
        is None
    )
