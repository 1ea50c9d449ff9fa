"""How a check puts expectations together, asks about the program's text, and is kept in bounds."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako.circuits.circuit import read_circuit
from kibako.errors import PackError
from kibako.lessons import check_board
from kibako.lessons.check_board import BoardTimeOver, CheckBoard
from kibako.lessons.check_calls import LOOKS, CheckCalls, Failed
from kibako.lessons.checks import CheckOutcome, run_check
from kibako.lessons.code_facts import FACTS, CodeFacts
from kibako.lessons.pack import read_pack

SHOW = "from microbit import *\n"
SLOW = SHOW + "sleep(1500)\ndisplay.show(Image.HEART)\n"


@pytest.fixture
def check(tiny):
    """Checks a program against the text of a check.py."""

    def run(source: str, code: str) -> CheckOutcome:
        tiny.write("one/check.py", f"from check import *\n{source}")
        pack = read_pack(tiny.folder)
        outcome = run_check(pack, pack.steps[0], code)
        assert outcome is not None
        return outcome

    return run


ANY = "board.run()\nexpect.any_of(lambda: expect.shows(HEART), lambda: expect.prints('x'))"
SOON = "board.run(0.1)\nexpect.eventually(lambda: expect.shows(HEART), within_s={})"
ALWAYS = "board.run(0.1)\nexpect.always(lambda: expect.shows(HEART), for_s=3)"
BOTH = (
    "expect.eventually(lambda: expect.all_of(lambda: expect.shows(HEART), "
    "lambda: expect.any_of(lambda: expect.ended(), lambda: expect.prints('x'))))"
)


@pytest.mark.parametrize(
    ("source", "code", "finding", "seen", "expected"),
    [
        (ANY, SHOW + "display.show(Image.HEART)", "", "", ""),
        (ANY, "print('x')", "", "", ""),
        (
            ANY,
            "print('y')",
            "check_shows_dark",
            "The lamps stayed dark",
            'should show the heart (Image.HEART). Or: It should print "x".',
        ),
        (SOON.format(2), SLOW, "", "", ""),
        (
            SOON.format(1),
            SLOW,
            "check_shows_dark",
            "We waited for 1 second. The lamps stayed dark all the time.",
            "The display should show the heart",
        ),
        (ALWAYS, SHOW + "display.show(Image.HEART)", "", "", ""),
        (
            ALWAYS,
            SHOW + "display.show(Image.HEART)\nsleep(2000)\ndisplay.show(Image.SAD)",
            "check_shows_other",
            "the sad face",
            "the heart",
        ),
        (BOTH, SLOW, "", "", ""),
        (BOTH, SLOW + "sleep(9000)", "check_ended", "still running", "Or: It should print"),
        (
            "board.run()\nexpect.hint(code.has_loop())\nexpect.hint(code.imports('microbit'))\n"
            "expect.blinks(HEART)",
            SHOW + "display.show(Image.HEART)",
            "check_blinks_never_dark",
            "without a break",
            "Hint: There is no loop in your program yet.",
        ),
        ("expect.that(code.calls('sleep'))", SLOW, "", "", ""),
        (
            "expect.that(code.calls_in_loop('sleep'))",
            SLOW,
            "check_code_calls_in_loop",
            'There is no "sleep()" inside a loop',
            "inside a loop",
        ),
        ("if code.has_loop():\n    expect.ended()\nelse:\n    expect.running()", "x=1", "", "", ""),
    ],
)
def test_expectations_are_put_together(check, source, code, finding, seen, expected):
    outcome = check(source, code)
    assert outcome.finding == finding
    assert seen in outcome.seen
    assert outcome.expected.endswith(expected) or expected in outcome.expected


FOUND = """
from time import sleep as nap
import music
def step():
    nap(1)
while True:
    step()
    a.b = 3 if x < 1 else 2
"""


@pytest.mark.parametrize(
    ("fact", "name", "code", "holds"),
    [
        ("has_loop", "", "while 1: pass", True),
        ("has_loop", "", "# while\nx = 'while True:'", False),
        ("has_if", "", FOUND, True),
        ("has_if", "", "x = 'if'", False),
        ("has_function", "step", FOUND, True),
        ("has_function", "", "x = lambda: 1", False),
        ("calls", "sleep", FOUND, True),
        ("calls_in_loop", "sleep", FOUND, True),
        ("calls_in_loop", "sleep", "import time\ntime.sleep(1)\nwhile True: x()", False),
        ("calls", "display.show", "microbit.display.show(1)", True),
        ("calls", "show", "noshow()", False),
        ("assigns", "b", FOUND, True),
        ("assigns", "speed", "for speed in range(3): pass", True),
        ("assigns", "speed", "print(speed == 3)", False),
        ("imports", "music", FOUND, True),
        ("imports", "microbit.display", "from microbit import display", True),
        ("imports", "radio", FOUND, False),
        ("compares", "", FOUND, True),
        ("compares", "", "x = 1", False),
        ("uses", "Image.HAPPY", "Image.HAPPY", True),
        ("uses", "HAPPY", "'HAPPY'", False),
        # What Python cannot read is not held against the learner.
        ("has_loop", "", "print 'MicroPython only'", True),
        ("has_loop", "", "(" * 5000, True),
        ("has_loop", "", "x" + "+x" * 30_000, True),
    ],
)
def test_facts_about_the_text(fact, name, code, holds):
    assert CodeFacts(code).ask(fact, name) is holds


@given(st.text(max_size=300), st.sampled_from(sorted(FACTS)), st.text(max_size=9))
def test_any_text_has_an_answer(code, fact, name):
    assert CodeFacts(code).ask(fact, name) in (True, False)


@pytest.fixture(scope="module")
def calls():
    """The calls of a check whose program is over, with every kind of part on the board."""
    circuit = read_circuit("music-box")
    board = CheckBoard("pico", "", 1, lambda: None, lambda _: None, circuit)
    board.run(10)
    yield CheckCalls(board)
    board.close()


NAMES = (*LOOKS, "run", "press", "hold", "set", "gesture", "type", "radio", "keys", "track", "car")
NAMES += ("forget", "kind", "printed", "events", "code", "code_that", "hint", "try", "tried")
KEYS = ("name", "notes", "points", "at", "percent", "fact", "how", "many", "button", "text", "on")
KEYS += ("for_ms", "value", "quantity", "tolerance", "within_s", "number", "picture", "colour")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from(["strip", "keys", "speaker", "GP3", "LED", "HEART", "C4"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([*NAMES, "missed", "?"]),
    st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6).map(json.dumps) | st.text(),
)
def test_any_call_gets_an_answer_that_fits(calls, name, payload):
    try:
        answer = calls.answer(name, payload)
    except (Failed, BoardTimeOver):
        return
    assert len(answer.encode(errors="replace")) <= 2000
    assert answer[:1] in ("!", "?") or not answer or json.loads(answer) is not ...


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def f():\n    expect.any_of(f)\nf()", "inside one another"),
        ("expect.any_of()", "nothing was missed"),
        ("expect.any_of(lambda: 1 / 0)", "ZeroDivisionError"),
        ("expect.eventually(lambda: expect.shows(HEART), within_s=10000)", "600 seconds"),
        ("expect.plays([])", "notes"),
        ("expect.plays(['H4'])", "H4 is no note"),
        ("expect.plays(['C4'] * 2000)", "too long"),
        ("expect.sends('x' * 500)", "text"),
        ("board.gesture('dance')", "dance"),
        ("board.type('x')", "run first"),
        ("board.run()\nboard.type('\\x03')", "control"),
        ("code.calls('')\nexpect.that(code.calls(''))", "needs a name"),
        ("expect.that(False)", "seen_ja"),
        ("from check import _ask\n_ask('missed', how='any', many=99)", "nothing was missed"),
        ("import host\nprint(host.call('run', '{\"for_ms\": 1e999}'))\nassert 0", "AssertionError"),
        ("import json\njson.loads('[' * 100000)", "MemoryError"),
        ("x = 'x' * 10_000_000", "MemoryError"),
        ("import sys\nsys.modules.clear()\nexpect.nothing()", "no attribute"),
    ],
)
def test_a_bad_call_is_the_fault_of_the_pack(check, source, reason):
    with pytest.raises(PackError) as caught:
        check(source, SHOW + "while True: sleep(100)")
    assert caught.value.code == "check_broken"
    assert reason in str(caught.value.fields["reason"])


HEART = "board.run(2)\nexpect.no_error()\nexpect.shows(HEART)\nexpect.prints('42')"
CHEATS = (
    "import microbit\nclass Fake:\n    def show(self, x): pass\nmicrobit.display = Fake()\n"
    "microbit.display.show(microbit.Image.HEART)\nprint(41)",
    "import sys\nfor name in list(sys.modules): sys.modules[name] = None\nprint('42')",
    "print('42\\x04\\x04>OK', end='')\nprint('{\"t_ms\": 1, \"source\": \"display\"}')",
    "print('42\\nTraceback (most recent call last):\\n  File \"<stdin>\", line 1')",
    "from microbit import *\nprint('42')\ntry:\n    display.show(Image.HEART)\n    sleep(50)\n"
    "finally:\n    display.clear()",
    "print('42')\nfor name in ('check.py', '/.fw/job', '../check.py', '/etc/passwd'):\n"
    "    try:\n        print(open(name).read())\n    except OSError:\n        pass",
    "from _kibako import call\nprint('42')\nfor name in ('done', 'shows', 'passed', 'sys.done', "
    "'sys.error', 'sys.kbd_intr', 'event', 'emit', 'stdout'):\n"
    "    try:\n        call(name, '')\n    except BaseException:\n        pass",
    "print('42')\nwhile True:\n    try:\n        while True: pass\n    except BaseException:\n"
    "        pass",
    "def f():\n    try:\n        f()\n    except BaseException:\n        f()\nprint('42')\nf()",
    "print('42')\nraise ValueError('\\x04\\x04>')",
    "from microbit import *\ndisplay.show(Image.HEART)\nprint('4', '2')",
)


@pytest.mark.parametrize("code", CHEATS)
def test_a_cheat_gains_nothing(check, code):
    assert not check(HEART, code).passed


@pytest.mark.parametrize(
    "code",
    [
        "while True: print('x' * 4000)",
        "import sys\nwhile True: sys.stdout.write('\\x04' * 1000)",
        "x = []\nwhile True:\n    try:\n        x.append(bytearray(1000))\n    except MemoryError: "
        "x = []",
    ],
)
def test_a_program_that_is_too_busy_is_told_so(check, code, monkeypatch):
    monkeypatch.setattr(check_board, "MAX_WAIT_S", 0.3)
    outcome = check("board.run(500)\nexpect.shows(HEART)", code)
    assert outcome.finding == "check_too_slow"
