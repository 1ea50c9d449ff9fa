"""The checks of a pack on the real micro:bit firmware: the same verdicts as on a virtual board."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.boards.board import Board
from kibako.errors import BoardError
from kibako.events import Event
from kibako.lessons import check_calls, traced_hands
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.check_board import CheckBoard
from kibako.lessons.check_calls import CheckCalls, Failed
from kibako.lessons.checks import run_check
from kibako.lessons.observation import Observation
from kibako.lessons.rigs import circuit_of
from kibako.lessons.told import DEEDS, LOOKS, SOURCES
from kibako.lessons.traced_board import TracedBoard
from kibako.lessons.traced_faults import lack, lack_of, own_part
from kibako.lessons.traced_world import TracedWorld
from kibako.lessons.tracing import Reports, reporting, shim, traced
from kibako.lessons.untold import Untold
from kibako.links.virtual import VirtualLink
from kibako.resources import data_root
from kibako.virtual.options import VirtualOptions

from ..reference.qemu_microbit import QemuMicrobit, need_qemu
from ..reference.reference_board import EMULATED_V1

PACK = read_catalogue().pack("first-light")
HEART, BLINK, BUTTON, SING, ONCE = (
    next(step for step in PACK.steps if step.id == name)
    for name in ("heart", "blink", "button", "sing", "once")
)
BELL = read_catalogue().pack("melody-bell")
DRUM = next(step for step in BELL.steps if step.id == "drum")
ENDLESS = """from microbit import *
def f(n):
    display.show(n)
    return f(n + 1)
f(0)
"""
LIST = """from microbit import *
x = []
while True:
    x.append("a" * 20)
    display.show(1)
"""
NO_TONE = """from microbit import *
import music

def pitch(hz):
    music.pitch(hz, 5)
pitch("x")
"""
LAMP = """from microbit import *
for i in range(3):
    pin1.write_digital(1)
    sleep(200)
    pin1.write_digital(0)
    sleep(200)
pin1.write_digital(1)
"""
SENDER = """from microbit import *
import radio
radio.config(group=7)
radio.on()
radio.send("a\\n'")
pin2.set_analog_period(20)
pin2.write_analog(512)
"""
FORGED = """from microbit import *
import time
for tag in ("", "0123456789ab"):
    print("\\x1e" + tag + " 10 frame 09090:99999:99999:09990:00900")
"""

B_PRESSES = "button_b.get_presses()"
SEES = """from microbit import *
import radio
radio.on()
while True:
    if {}:
        display.show(Image.HEART)
    sleep(20)
"""
TOGETHER = ("any_of", "all_of", "eventually", "always", "responds", "hint", "__init__")
LOOKS_AT = [
    ("no_error", "{}"),
    ("shows", '{"picture": "HEART"}'),
    ("shows", '{"picture": "DARK"}'),
    ("blinks", '{"on": "HEART", "off": "DARK", "period_ms": 400, "tolerance": 0.1, "times": 2}'),
    ("scrolls", '{"text": "Hi"}'),
    ("toggles", '{"name": "pin1", "period_ms": 400, "tolerance": 0.1, "times": 1}'),
    ("rises", '{"name": "pin1", "steps": 2}'),
    ("plays", '{"notes": [["A4", 300]], "tolerance": 0.03, "ms_tolerance": 0.2}'),
    ("sounds", '{"hz": 440, "tolerance": 0.03}'),
    ("silent", "{}"),
]


@pytest.fixture(scope="module")
def emulated() -> Iterator[tuple[QemuMicrobit, Board]]:
    """The real firmware of a V1 under QEMU, connected."""
    need_qemu()
    with QemuMicrobit() as found:
        board = found.connect()
        yield found, board
        board.close()


@EMULATED_V1
@pytest.mark.parametrize("step", [HEART, BLINK, SING], ids=["heart", "blink", "sing"])
def test_the_verdicts_are_those_of_the_virtual_board(emulated, step) -> None:
    board = emulated[1]
    passed = run_check(PACK, step, step.solution, real=board)
    assert passed is not None
    assert passed.passed, passed.seen
    for wrong in step.wrong[:2]:
        outcome = run_check(PACK, step, wrong.code, real=board)
        assert outcome is not None
        assert outcome.finding == wrong.says, wrong.name


@EMULATED_V1
def test_a_person_presses_when_asked(emulated) -> None:
    firmware, board = emulated
    asked: list[str] = []

    def person(event: Event) -> None:
        if (event.source, event.what) == ("check", "request") and isinstance(event.value, dict):
            deed = str(event.value["deed"])
            asked.append(deed)
            (firmware.press if deed == "hold" else firmware.release)("button_a")

    outcome = run_check(PACK, BUTTON, BUTTON.solution, real=board, on_event=person)
    assert outcome is not None
    assert outcome.passed, outcome.seen
    assert asked == ["hold", "release"]


def _run(board: Board, code: str, for_ms: int) -> CheckCalls:
    """Run a program as a check does, to the end, and return what asks about it."""
    rig = TracedBoard(board, code, lambda: None, lambda _: None, circuit_of(PACK, "microbit-v1"))
    try:
        rig.run(for_ms)
    finally:
        rig.close()
    return CheckCalls(rig)


def _missed(calls: CheckCalls, look: str, values: str) -> str:
    """Return the finding of an expectation, empty if it was met."""
    try:
        calls.answer(look, values)
    except Failed as failed:
        return failed.found.key
    return ""


@EMULATED_V1
def test_pins_are_told(emulated) -> None:
    calls = _run(emulated[1], LAMP, 2000)
    beat = '{"name": "pin1", "period_ms": %d, "tolerance": 0.1, "times": 3}'
    assert _missed(calls, "toggles", beat % 400) == ""
    assert _missed(calls, "toggles", beat % 500) == "check_toggles_period"
    assert _missed(calls, "toggles", beat.replace("pin1", "lamp") % 400) == ""
    assert _missed(calls, "lamp", '{"name": "lamp", "on": true}') == ""
    assert _missed(calls, "lamp", '{"name": "lamp", "on": false}') == "check_lamp_lit"
    with pytest.raises(BoardError) as caught:
        calls.answer("toggles", beat.replace("pin1", "buzzer") % 400)
    assert caught.value.code == "check_real_lacks"
    assert _missed(calls, "pin", '{"name": "pin1", "level": 1}') == ""
    assert _missed(calls, "pin", '{"name": "pin1", "level": 0}') == "check_pin_level"
    assert _missed(calls, "pin", '{"name": "pin2", "level": 1}') == "check_pin_input"


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Board]:
    """A virtual micro:bit behind a link, in a real one's place: QEMU has neither radio nor PWM."""
    options = VirtualOptions(pace="fast", ephemeral=True)
    board = Board(VirtualLink("microbit-v2", "microbit-v2", options))
    board.connect()
    yield board
    board.close()


def test_messages_and_analog_values_are_told(stand_in) -> None:
    calls = _run(stand_in, SENDER, 500)
    sent = '{"text": "a\\n\'", "group": %d, "within_s": 0}'
    assert _missed(calls, "sends", sent % 7) == ""
    assert _missed(calls, "sends", sent % 8) == "check_sends_group"
    assert _missed(calls, "rises", '{"name": "pin2", "steps": 1}') == ""
    assert _missed(calls, "falls", '{"name": "pin2", "steps": 1}') == "check_falls_steps"


@pytest.fixture(scope="module")
def paced() -> Iterator[tuple[VirtualLink, Board]]:
    """A virtual micro:bit behind a link, whose time is that of the person who is asked."""
    link = VirtualLink("microbit-v2", "microbit-v2", VirtualOptions(ephemeral=True))
    board = Board(link)
    board.connect()
    yield link, board
    board.close()


def _person(link: VirtualLink, asked: list[str]) -> Callable[[Event], None]:
    """Return a person who does what is asked at once."""

    def do(event: Event) -> None:
        if (event.source, event.what) != ("check", "request") or not isinstance(event.value, dict):
            return
        deed, name = str(event.value["deed"]), str(event.value["name"])
        asked.append(deed)
        assert link.machine is not None
        world = link.machine.world
        if deed == "hold":
            world.press(name)
        elif deed == "release":
            world.release(name)
        elif deed == "press":
            world.press(name)
            world.at(link.machine.clock.now_ms() + 150, lambda: world.release(name))
        elif deed == "radio":
            world.set("radio.message", name)
        elif deed in ("dark", "bright"):
            world.set("light", 0 if deed == "dark" else 255)
        else:
            world.set("accelerometer.gesture", name)

    return do


def test_was_pressed_tells_when_a_button_is_let_go(paced) -> None:
    link, board = paced
    asked: list[str] = []
    outcome = run_check(PACK, ONCE, ONCE.solution, real=board, on_event=_person(link, asked))
    assert outcome is not None
    assert outcome.passed, outcome.seen
    assert asked == ["hold", "release"] * 3


@pytest.mark.parametrize(
    ("deed", "values", "lines", "said"),
    [
        ("gesture", '{"name": "shake"}', "accelerometer.was_gesture('shake')", "gesture_shake"),
        ("gesture", '{"name": "left"}', "accelerometer.get_x() < -500", "gesture_left"),
        ("set", '{"quantity": "light", "value": 20}', "display.read_light_level() < 50", "dark"),
        (
            "set",
            '{"quantity": "light", "value": 200}',
            "display.read_light_level() > 150",
            "bright",
        ),
        ("radio", '{"text": "neko"}', "radio.receive() == 'neko'", "radio"),
        ("press", '{"button": "button_b", "at_ms": 0, "hold_ms": 200}', B_PRESSES, "press"),
    ],
)
def test_a_person_does_what_the_program_sees(paced, deed, values, lines, said) -> None:
    link, board = paced
    assert link.machine is not None
    link.machine.world.set("light", 90)
    link.machine.world.set("accelerometer.gesture", "face up")
    code = SEES.format(lines)
    asked: list[str] = []
    rig = TracedBoard(board, code, lambda: None, _person(link, asked))
    try:
        rig.run(300)
        calls = CheckCalls(rig)
        assert _missed(calls, "shows", '{"picture": "HEART"}') == "check_shows_dark"
        calls.answer(deed, values)
        rig.run(200)
        assert _missed(calls, "shows", '{"picture": "HEART"}') == ""
    finally:
        rig.close()
    assert asked == [said]


def test_a_person_who_does_nothing_or_something_else_gets_no_verdict(paced, monkeypatch) -> None:
    link, board = paced
    assert link.machine is not None
    monkeypatch.setattr(traced_hands, "ANSWER_S", 0.2)
    rig = TracedBoard(board, SEES.format("button_a.is_pressed()"), lambda: None, lambda _: None)
    try:
        rig.run(200)
        calls = CheckCalls(rig)
        with pytest.raises(BoardError, check=lambda error: error.code == "check_real_unseen"):
            calls.answer("hold", '{"button": "button_a"}')
        assert calls.answer("hold", '{"button": "button_b"}') == "", "the program never looks"
        link.machine.world.press("button_a")
        rig.run(200)
        with pytest.raises(BoardError, check=lambda error: error.code == "check_real_strayed"):
            calls.answer("shows", '{"picture": "HEART"}')
    finally:
        link.machine.world.release("button_a")
        rig.close()


@pytest.mark.parametrize(
    ("deed", "values"),
    [
        ("set", '{"quantity": "temperature_c", "value": 30}'),
        ("set", '{"quantity": "light", "value": 100}'),
        ("gesture", '{"name": "freefall"}'),
        ("press", '{"button": "button_a", "at_ms": 100, "hold_ms": 200}'),
        ("hold", '{"button": "door"}'),
    ],
)
def test_what_nobody_can_do_is_not_asked(stand_in, deed, values) -> None:
    with pytest.raises(BoardError, check=lambda error: error.code == "check_real_lacks"):
        _run(stand_in, "", 50).answer(deed, values)


@pytest.mark.parametrize("write", ["write_analog(512)", "write_digital(0)"])
def test_silence_is_not_judged_where_a_program_drives_a_buzzer_itself(stand_in, write) -> None:
    lamp = _run(stand_in, f"from microbit import *\npin1.{write}\n", 500)
    assert _missed(lamp, "silent", "{}") == "", "no buzzer hangs on that pin"
    for drive in (f"pin0.{write}", f"[pin0][0].{write}", f"[].append(pin0)\npin1.{write}"):
        calls = _run(stand_in, f"from microbit import *\n{drive}\n", 500)
        with pytest.raises(BoardError) as caught:
            calls.answer("silent", "{}")
        assert (caught.value.code, caught.value.fields["what"]) == ("check_real_lacks", "buzzer")


@pytest.mark.parametrize(
    "lines",
    [
        "pin1.write_digital(True)",
        "for v in (0, 100.6, 300):\n    pin1.write_analog(v)\n    sleep(20)",
        "pin1.write_digital(1)\npin1.read_digital()",
        "display.show(Image.HEART for _ in range(2))",
        "display.show([1, 2, 3])",
        "display.show(image=Image.HEART)",
        "display.show([Image.HEART, Image()], delay=200, loop=True)",
        "display.show(Image.HEART, delay=100, clear=True)",
        "display.scroll('Hi')",
        "display.scroll(12, loop=True)",
        "display.scroll('Hi', wait=False)\nwhile True:\n    sleep(99)",
        "display.show(7)\ndisplay.show('')",
        "import music\nmusic.pitch(440, 300)\nmusic.pitch(440)\nsleep(9000)",
    ],
)
def test_a_stand_in_gives_the_answers_of_a_virtual_board(stand_in, lines) -> None:
    code = f"from microbit import *\n{lines}\n"
    virtual = CheckBoard("microbit-v2", code, 1, lambda: None, lambda _: None)
    try:
        virtual.run(1450)
        expected = [_missed(CheckCalls(virtual), look, values) for look, values in LOOKS_AT]
    finally:
        virtual.close()
    calls = _run(stand_in, code, 1450)
    assert [_missed(calls, look, values) for look, values in LOOKS_AT] == expected


def _calls() -> list[str]:
    """Return all that a check can call, but what puts expectations together."""
    tree = ast.parse((data_root() / "firmware/virtual/check/check.py").read_text(encoding="utf-8"))
    return [
        f"{kind.name[1:].lower()}.{each.name}"
        for kind in tree.body
        if isinstance(kind, ast.ClassDef) and kind.name in ("_Board", "_Expect")
        for each in kind.body
        if isinstance(each, ast.FunctionDef) and each.name not in TOGETHER
    ]


def _table() -> dict[str, str]:
    """Return what the table of docs/packs.md says of each call."""
    docs = (data_root() / "docs/packs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`(?:expect|board)\.[^|]*) \| (yes|asked|no)\b", docs, re.MULTILINE)
    return {call: told for names, told in rows for call in re.findall(r"\w+\.\w+", names)}


def test_the_table_names_all_that_a_check_can_call() -> None:
    assert sorted(_table()) == sorted(_calls())


@pytest.mark.parametrize("call", _calls())
def test_the_table_says_what_a_real_board_can_tell(call) -> None:
    kind, _, name = call.partition(".")
    name = {"now_s": "now", "running": "running_now" if kind == "expect" else name}.get(name, name)
    found = DEEDS.get(name) if kind == "board" and name in DEEDS else SOURCES[name]
    assert _table()[call] == {"nothing": "no", "asked": "asked"}.get(found, "yes")


def test_each_refusal_has_one_sentence_and_a_next_step(stand_in) -> None:
    calls = _run(stand_in, "", 50)
    refused = [name for name, told in {**SOURCES, **DEEDS}.items() if told == "nothing"]
    for name in refused:
        with pytest.raises(BoardError) as caught:
            calls.answer(name, "{}")
        assert caught.value.code == "check_real_lacks"
        assert caught.value.exit_status == 3
        assert caught.value.next_step
    assert set(LOOKS) | {"code_that"} >= set(check_calls.LOOKS), "each expectation is listed"


@EMULATED_V1
def test_printing_what_looks_like_a_report_gains_nothing(emulated) -> None:
    outcome = run_check(PACK, HEART, FORGED, real=emulated[1])
    assert outcome is not None
    assert outcome.finding == "check_shows_dark"


@EMULATED_V1
def test_a_board_too_small_for_the_reports_gives_no_verdict(emulated) -> None:
    for code in (DRUM.solution, DRUM.wrong[0].code):
        with pytest.raises(BoardError) as caught:
            run_check(BELL, DRUM, code, real=emulated[1])
        assert caught.value.code == "check_real_room"


@EMULATED_V1
@pytest.mark.parametrize(
    ("code", "line", "message"),
    [(ENDLESS, 3, "RuntimeError"), (LIST, 4, "MemoryError"), (NO_TONE, 5, "TypeError")],
    ids=["too deep", "too much", "within a report"],
)
def test_what_ends_a_program_by_itself_is_its_own_fault(emulated, code, line, message) -> None:
    outcome = run_check(PACK, HEART, code, real=emulated[1])
    assert outcome is not None
    assert outcome.found is not None
    fields = dict(outcome.found.fields)
    assert (outcome.finding, fields["line"]) == ("check_error", line)
    assert str(fields["message"]).startswith(message)


def test_a_traceback_ends_where_the_program_calls_what_reports() -> None:
    told = b"""Traceback (most recent call last):
  File "<stdin>", line 6, in <module>
  File "<stdin>", line 5, in pitch
  File "<stdin>", line 9, in pitch
TypeError: can't convert str to int
"""
    assert own_part(told, NO_TONE) == told.replace(b'  File "<stdin>", line 9, in pitch\n', b"")
    for raw in (b"", b"\xff\n", b'  File "<stdin>", line 9, in f\n'):
        assert lack(own_part(raw, NO_TONE)) == ""
    assert own_part(told, "def :") == told, "a program that cannot be read"
    assert lack(b"x\nMemoryError: memory allocation failed, allocating 8 bytes\r\n") != ""
    assert lack_of(BoardError("board_raised", traceback="MemoryError: ")) == "MemoryError"
    assert lack_of(BoardError("board_busy")) == lack_of(None) == ""


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            st.builds(b'  File "<stdin>", line %d, in pitch'.__mod__, st.integers(0, 10**9)),
        )
    ).map(b"\n".join)
)
def test_any_bytes_in_a_tracebacks_place_do_no_harm(raw) -> None:
    shortened = own_part(raw, NO_TONE)
    assert len(shortened.split(b"\n")) <= len(raw.split(b"\n"))
    assert own_part(shortened, NO_TONE) == shortened


def test_a_kind_of_board_that_cannot_report_is_refused() -> None:
    board = Board(VirtualLink("pico", "pico", VirtualOptions(pace="fast", ephemeral=True)))
    board.connect()
    try:
        with pytest.raises(BoardError) as caught:
            run_check(PACK, HEART, HEART.solution, real=board)
        assert caught.value.code == "check_real_kind"
    finally:
        board.close()


def test_only_what_a_program_uses_goes_to_the_board() -> None:
    sent = "".join(shim("abc", "from microbit import *\npin1.write_digital(1)\n"))
    assert "write_digital" in sent
    for other in ("display", "write_analog", "music", "radio", "button"):
        assert other not in sent
    given = (
        "from microbit import *\nimport music\nmusic.pitch(440, 9, pin0)\npin1.write_digital(1)\n"
    )
    assert reporting(given) == ("pin1", "music"), "a pin for the board's own functions stays real"
    assert traced("from music import pitch as p\n").endswith(";p=_kibako_own['music'].pitch\n")


@pytest.mark.parametrize(
    ("code", "source", "untold"),
    [
        ("import music\nmusic.play(music.NYAN)\n", "sound", "music.play"),
        ("import speech\nspeech.say('a')\n", "sound", "speech"),
        ("import music\ndef play(hz):\n    music.pitch(hz)\nplay(440)\n", "sound", ""),
        ("import music\nmusic.reset()\n", "sound", "music.reset"),
        ("exec('display.clear()')\n", "picture", "exec"),
        ("getattr(display, 'cl' + 'ear')()\n", "picture", "getattr"),
        ("import own\n", "picture", "import own"),
        ("display.off()\n", "picture", "display.off"),
        ("display.show('ab', wait=False)\n", "picture", "display.show(wait=…)"),
        ("display.scroll('ab', wait=False)\n", "picture", ""),
        ("uart.write('a')\n", "text", "uart"),
        ("import radio\nradio.send_bytes(b'a')\n", "messages", "radio.send_bytes"),
        ("def :", "picture", ""),
    ],
)
def test_what_is_not_told_is_not_judged(code, source, untold) -> None:
    assert getattr(Untold(code), source)() == untold


@pytest.mark.parametrize(
    ("code", "told", "untold"),
    [
        ("pins = [pin1, pin2]\nfor pin in pins:\n    pin.write_digital(1)\n", "pin1 pin2", ""),
        ("NeoPixel(pin0, 8)\npin1.write_digital(1)\n", "pin1", "pin0"),
        (
            "import neopixel\ndef f(p):\n    NeoPixel(p, 8)\nf(pin2)\npin1.write_digital(1)\n",
            "pin1",
            "pin2",
        ),
        ("import music, neopixel\npin1.write_analog(9)\n", "pin1", "pin0"),
        ("spi.init()\npin1.write_digital(1)\n", "pin1", "pin13"),
        ("pin1.read_digital()\n", "", ""),
    ],
)
def test_which_pins_are_told(code, told, untold) -> None:
    program = Untold(code)
    assert program.pins == tuple(told.split())
    for pin in ("pin0", "pin1", "pin2", "pin13"):
        assert (program.pin(pin) != "") == (pin == untold)


@pytest.mark.parametrize(
    ("reports", "hz"),
    [
        ([(1, "tone", "440:-1")], 440),
        ([(1, "tone", "440:-1"), (2, "silence", "0")], 0),
        ([(1, "tone", "440:20")], 0),
        ([(1, "tone", "440:-1"), (2, "tone", "0:9")], 0),
        ([(1, "tone", "x"), (1, "pin1", "digital:y"), (1, "sent", "1:os.x()"), (1, "?", "")], 0),
    ],
)
def test_what_sounds_now_follows_from_reports(reports, hz) -> None:
    seen = Observation()
    world = TracedWorld(seen, {}, {})
    for report in reports:
        world.take(*report)
    seen.now_ms = 100
    assert world.view().tone_hz == hz


def test_lines_stay_where_they_are() -> None:
    code = "import microbit as m, time\nfrom microbit import (\n    display as d,\n    sleep,\n)\n"
    made = traced(code)
    assert len(made.splitlines()) == len(code.splitlines())
    assert made.splitlines()[0].endswith(";_kibako_begin();m=_KibakoModule(m,_kibako_own)")
    assert made.splitlines()[-1] == ");_kibako_begin();d=_kibako_own['display']"
    assert traced("while True\n") == "while True\n"


def test_reports_come_in_pieces_among_text() -> None:
    reports = Reports("abc")
    line = "\x1eabc 12 frame 00000:00000\r\n"
    sent = f"a{line}\x1eabd 1 frame x\r\nb\x1eabc 99999999999 frame y\r\n"
    said, found = "", []
    for letter in sent:
        text, told = reports.take(letter)
        said += text
        found += told
    assert found == [(12, "frame", "00000:00000")]
    assert said == sent.replace(line, "")
    assert reports.take("\x1e" + "z" * 500)[0] != "", "a report that never ends is text"
