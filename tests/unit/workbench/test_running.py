"""Programs on the workbench's board: what they print and show, buttons, input, stop."""

import pytest
from kibako.workbench.commands import (
    ClosePack,
    EditCode,
    OpenPack,
    PressButton,
    ReleaseButton,
    Run,
    SendInput,
    Stop,
)

HEART = "09090:99999:99999:09990:00900"
HAPPY = "00000:09090:00000:90009:09990"
BUTTONS = """from microbit import *
print("ready")
while True:
    display.show(Image.HAPPY if button_a.is_pressed() else Image.HEART)
    sleep(5)
"""


def printed(bench) -> str:
    return "".join(str(value) for s, w, value in bench.told() if (s, w) == ("program", "print"))


@pytest.fixture
def run(bench):
    """Starts a program in an open lesson."""
    bench.do(OpenPack("first-light"))

    def start(code: str) -> None:
        bench.send(EditCode(code), Run())

    return start


def test_what_a_program_prints_comes_line_by_line(bench, run):
    run("print('はる')\nprint('a', 'b')\nprint('end', end='')\n")
    bench.idle()
    told = [entry for entry in bench.told() if entry[0] == "program"]
    assert told == [
        ("program", "start", "heart"),
        ("program", "print", "はる\n"),
        ("program", "print", "a b\n"),
        ("program", "print", "end"),
        ("program", "end", "done"),
    ]
    assert not bench.view.running


def test_the_display_and_the_buttons_are_in_the_view(bench, run):
    run(BUTTONS)
    bench.wait("display", "frame", HEART)
    assert ":".join(bench.view.display) == HEART
    assert bench.view.running
    assert bench.view.connected
    bench.send(PressButton("button_a", hold_ms=None))
    bench.wait("display", "frame", HAPPY)
    assert bench.view.buttons == ("button_a",)
    bench.send(ReleaseButton("button_a"))
    bench.wait("display", "frame", HEART, count=2)
    assert bench.view.buttons == ()
    bench.send(PressButton("button_a"))
    bench.wait("button_a", "released", count=2)
    bench.do(Stop())
    assert bench.told()[-1] == ("program", "end", "stopped")


def test_input_reaches_the_program(bench, run):
    run("name = input('なまえは？ ')\nprint('やあ', name)\n")
    bench.wait("program", "print", "なまえは？ ")
    bench.send(SendInput("はる"))
    bench.idle()
    assert ("program", "input", "はる") in bench.told()
    assert printed(bench) == "なまえは？ やあ はる\n"


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("x = 1\nfoo()\n", 2, "NameError: name 'foo' isn't defined"),
        ("def f():\n    return 1 / 0\n\nf()\n", 2, "ZeroDivisionError: divide by zero"),
        ("print('a'\n", 1, "SyntaxError: invalid syntax"),
        ("\n\n  x = 1\n", 3, "IndentationError: unexpected indent"),
    ],
)
def test_a_mistake_names_the_line_of_the_childs_file(bench, run, code, line, message):
    run(code)
    bench.idle()
    error = next(value for s, w, value in bench.told() if (s, w) == ("program", "error"))
    assert (error["line"], error["message"]) == (line, message)
    assert error["traceback"].startswith("Traceback (most recent call last):")
    assert "/.fw" not in error["traceback"]
    assert bench.told()[-1] == ("program", "end", "error")


@pytest.mark.parametrize(
    "code",
    [
        "print('go')\nwhile True: pass\n",
        "from microbit import *\nprint('go')\nsleep(1000000)\n",
        "print('go')\nwhile True:\n    try:\n        while True: pass\n"
        "    except KeyboardInterrupt: pass\n",
        "print('go')\ninput()\n",
        "print('go')\nwhile True: print('x' * 30)\n",
    ],
)
def test_any_program_can_be_stopped_and_the_next_one_runs(bench, run, code):
    run(code)
    bench.wait("program", "print", "go\n")
    bench.do(Stop())
    assert bench.told()[-1] == ("program", "end", "stopped")
    bench.do(EditCode("print('next')\n"), Run())
    assert ("program", "print", "next\n") in bench.told()
    assert bench.told()[-1] == ("program", "end", "done")


def test_a_flood_is_joined_and_what_was_left_out_is_counted(bench, run):
    run("while True: print('x' * 60)\n")
    bench.wait("program", "skipped")
    events = len(bench.events)
    largest = max(len(str(e.value)) for e in bench.events if e.what == "print")
    bench.do(Stop())
    assert largest < 20_000
    assert events < 3_000


def test_a_second_run_stops_the_first(bench, run):
    run("print('one')\nwhile True: pass\n")
    bench.wait("program", "print", "one\n")
    bench.send(EditCode("print('two')\n"), Run())
    bench.idle()
    ends = [value for s, w, value in bench.told() if (s, w) == ("program", "end")]
    assert ends == ["stopped", "done"]


def test_leaving_the_lesson_stops_the_program_first(bench, run):
    run("print('one')\nwhile True: pass\n")
    bench.wait("program", "print", "one\n")
    bench.do(ClosePack())
    assert bench.told()[-2:] == [("program", "end", "stopped"), ("lesson", "closed", None)]


def test_a_second_window_gets_a_board_of_its_own(bench, run, tmp_path):
    from kibako.workbench.core import Workbench

    run("print('one')\nwhile True: pass\n")
    bench.wait("program", "print", "one\n")
    other = Workbench(work_dir=tmp_path / "other")
    told = []
    other.subscribe(told.append)
    for command in (OpenPack("first-light"), EditCode("print('two')\n"), Run()):
        other.send(command)
    assert other.wait_idle(60.0)
    other.close()
    assert [e.value for e in told if e.what == "print"] == ["two\n"]
    assert [e.value for e in told if (e.source, e.what) == ("program", "end")] == ["done"]


@pytest.mark.parametrize(
    "moniker", ["serial:/dev/no-such-port", "tcp:127.0.0.1:1", "virtual:toaster"]
)
def test_a_board_that_is_not_there_is_told(tmp_path, moniker):
    from kibako.workbench.core import Workbench

    core = Workbench(board=moniker, work_dir=tmp_path)
    told = []
    core.subscribe(told.append)
    for command in (OpenPack("first-light"), Run()):
        core.send(command)
    assert core.wait_idle(60.0)
    core.close()
    ends = [(e.source, e.what) for e in told][-3:]
    assert ends == [("program", "start"), ("program", "end"), ("error", "raised")]
    assert told[-1].value["what"]
