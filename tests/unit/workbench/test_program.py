"""The use case behind ``kibako run``: events that repeat to the byte, limits, endings."""

import threading

import pytest
from kibako.errors import BoardError, ExitStatus, LinkError, UsageError
from kibako.workbench.program import ProgramRun

BLINK = """from microbit import *
import random
while True:
    display.show(Image.HEART)
    sleep(500)
    display.clear()
    sleep(500)
    print(running_time(), random.randint(1, 1000000))
"""


@pytest.fixture(autouse=True)
def _own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))


def run(code: str, **how):
    lines: list[str] = []
    how.setdefault("board", "virtual:microbit")
    program = ProgramRun(code, name="x.py", on_event=lambda e: lines.append(e.to_json()), **how)
    return program.run(), lines


def test_a_minute_repeats_to_the_byte():
    first, lines = run(BLINK, pace="fast", for_s=60, seed=7)
    assert first.ending == "limit"
    assert first.exit_status == ExitStatus.DONE
    assert len([line for line in lines if '"frame"' in line]) == 120
    assert lines[0].startswith('{"t_ms": 0, "source": "program", "what": "start", "value": "x.py"')
    assert lines[-1].startswith('{"t_ms": 60000, "source": "program", "what": "end"')
    for _ in range(3):
        assert run(BLINK, pace="fast", for_s=60, seed=7)[1] == lines
    assert run(BLINK, pace="fast", for_s=60, seed=8)[1] != lines


def test_the_time_of_a_loop_that_calls_nothing_ends_too():
    outcome, lines = run("while True: pass", pace="fast", for_s=0.5)
    assert outcome.ending == "limit"
    assert len(lines) == 2
    outcome, lines = run("while True: pass", for_s=0.2)
    assert outcome.ending == "limit"


def test_nothing_is_told_twice_at_the_end():
    for _ in range(20):
        _, lines = run(BLINK, pace="fast", for_s=3)
        assert '"what": "end"' in lines[-1]
        assert len([line for line in lines if '"print"' in line]) == 2


def test_nothing_is_told_after_the_time_is_over():
    code = "from microbit import *\ntry:\n    sleep(5000)\nfinally:\n    print('late')\n"
    _, lines = run(code, pace="fast", for_s=1)
    assert not any("late" in line for line in lines)


@pytest.mark.parametrize("pace", ["real", "fast"])
def test_how_a_program_ends(pace):
    outcome, lines = run("print('はる')\n", pace=pace)
    assert (outcome.ending, outcome.exit_status) == ("done", ExitStatus.DONE)
    assert any("はる" in line for line in lines)
    outcome, lines = run("x = 1\nfoo()\n", pace=pace)
    assert (outcome.ending, outcome.exit_status) == ("error", ExitStatus.PROGRAM)
    assert (outcome.fault.line, outcome.fault.message) == (2, "NameError: name 'foo' isn't defined")
    assert '"what": "error"' in lines[-2]
    assert '"value": "error"' in lines[-1]


def test_input_and_stop_from_another_thread():
    asked, greeted = threading.Event(), threading.Event()
    lines = []

    def take(event) -> None:
        lines.append((event.what, event.value))
        if event.what == "print" and "?" in str(event.value):
            asked.set()
        if event.what == "print" and "hi はる" in str(event.value):
            greeted.set()

    code = "print('hi', input('name? '))\nwhile True: pass\n"
    program = ProgramRun(code, name="x", board="virtual:microbit", on_event=take)
    outcomes = []
    worker = threading.Thread(target=lambda: outcomes.append(program.run()))
    worker.start()
    assert asked.wait(30)
    program.send_input("はる\r".encode())
    assert greeted.wait(30)
    program.stop()
    worker.join(30)
    assert [outcome.ending for outcome in outcomes] == ["stopped"]
    assert lines[-1] == ("end", "stopped")


def test_a_sink_that_fails_ends_the_run():
    def broken(event) -> None:
        raise BrokenPipeError

    program = ProgramRun(
        "while True: print(1)", name="x", board="virtual:microbit", on_event=broken
    )
    with pytest.raises(BrokenPipeError):
        program.run()


def test_a_real_board_has_no_fast_pace():
    with pytest.raises(UsageError) as caught:
        run("x", board="serial:auto", pace="fast")
    assert caught.value.code == "pace_needs_virtual"


def test_a_board_that_is_not_there():
    with pytest.raises(LinkError):
        run("x", board="tcp:127.0.0.1:1")


def test_a_program_that_restarts_the_board():
    with pytest.raises(BoardError) as caught:
        run("from microbit import *\nreset()\n", pace="fast")
    assert caught.value.what


def test_a_console_on_pins_does_not_keep_anybody_waiting():
    deaf = (
        "from microbit import *\nuart.init(9600, tx=pin0, rx=pin1)\nwhile True:\n    sleep(100)\n"
    )
    outcome, lines = run(deaf, for_s=0.3)
    assert outcome.ending == "limit"
    assert any('"board", "what": "reset"' in line for line in lines)
