"""Ctrl-C, in every state a program can be in; and closing, in every state a board can be in."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kibako.virtual.clock import VirtualClock

from .boards import Talk, let_burst_pass, let_it_go_on, talk, wait_for

LOOPS = {
    "busy": "while True: pass",
    "function": "def f():\n while True: pass\nf()",
    "sleep": "import time\ntime.sleep(1000)",
    "sleep_ms": "import time\nwhile True: time.sleep_ms(1)",
    "input": "input('? ')",
    "stdin": "import sys\nsys.stdin.read(1)",
    "stdin buffer": "import sys\nsys.stdin.buffer.read(10)",
    "poll": "import select, sys\np = select.poll()\np.register(sys.stdin, 1)\np.poll(100000)",
    "print": "i = 0\nwhile True:\n print(i)\n i += 1",
    "sort": "while True: sorted(range(300), key=lambda x: -x)",
    "generator": "def g():\n while True: yield 1\nany(x < 0 for x in g())",
    "alloc": "while True: [0] * 100",
    "gc": "import gc\nwhile True: gc.collect()",
}


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS.keys())
def test_ctrl_c_ends_it_and_keeps_the_board(pico: Talk, code: str) -> None:
    pico.run("kept = 5")
    pico.begin(code)
    let_it_go_on()
    pico.board.feed(b"\x03")
    _, error = pico.end()
    assert error.splitlines()[-1] == "KeyboardInterrupt: "
    assert pico.line("kept") == "5"


WAITS = ("sleep", "sleep_ms", "input", "stdin", "stdin buffer", "poll")


@pytest.mark.parametrize("name", WAITS)
def test_ctrl_c_just_before_a_wait_is_met(
    pico: Talk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came behind the last jump of the program, so only the wait itself can notice it."""
    waits = [VirtualClock.wait_until, VirtualClock.wait_for_input]
    came: list[object] = []

    def late(wait: Callable[..., bool]) -> Callable[..., bool]:
        def waiting(clock: VirtualClock, *rest: Any) -> bool:
            machine = pico.board._machine
            if not came and machine is not None and pico.board.state != "idle":
                came.append(wait)
                pico.board.feed(b"\x03")
                machine._on_epoch()
            return wait(clock, *rest)

        return waiting

    for wait in waits:
        monkeypatch.setattr(VirtualClock, wait.__name__, late(wait))
    pico.begin(LOOPS[name])
    _, error = pico.end()
    assert came
    assert error.splitlines()[-1] == "KeyboardInterrupt: "


def test_a_program_can_catch_it(pico: Talk) -> None:
    pico.begin(
        "try:\n while True: pass\nexcept KeyboardInterrupt: print('caught')\n"
        "finally: print('bye')\n"
    )
    let_it_go_on()
    pico.board.feed(b"\x03\x03")  # tools send two at once
    assert pico.end() == ("caught\nbye\n", "")


def test_a_second_burst_cuts_off_a_program_that_swallows_it(pico: Talk) -> None:
    swallow = "while True:\n try:\n  while True: pass\n except KeyboardInterrupt: print('no')\n"
    pico.begin("print('ready')\n" + swallow)
    pico.until(b"ready\r\n")
    for _ in range(2):
        pico.board.feed(b"\x03")
        pico.until(b"no\r\n")
        let_burst_pass()
    _, error = pico.end()
    assert "started again" in error
    assert pico.line("1 + 1") == "2"


def test_a_loop_in_c_is_cut_off(pico: Talk) -> None:
    pico.begin("x = 10\nprint('ready')\nx ** 300000")
    pico.until(b"ready\r\n")
    pico.board.feed(b"\x03")
    _, error = pico.end()
    assert "started again" in error
    assert pico.line("1 + 1") == "2"


@pytest.mark.parametrize("body", ["time.sleep(1000)", "while True: pass"])
def test_a_handler_that_never_ends(pico: Talk, body: str) -> None:
    pico.begin(
        "import time\nfrom machine import Pin\ndef f(pin):\n print('irq')\n "
        + body
        + "\np = Pin(14, Pin.IN, Pin.PULL_UP)\np.irq(f, Pin.IRQ_FALLING)\n"
        "print('set')\nwhile True: pass\n"
    )
    pico.until(b"set\r\n")
    pico.board.world.press("GP14")
    pico.until(b"irq\r\n")
    pico.board.feed(b"\x03")
    assert "KeyboardInterrupt" in pico.end()[1]
    assert pico.line("1 + 1") == "2"


def test_a_hail_of_interrupts(pico: Talk) -> None:
    pico.begin(
        "from machine import Pin\nn = 0\ndef f(pin):\n global n\n n += 1\n"
        "p = Pin(14, Pin.IN, Pin.PULL_UP)\np.irq(f, Pin.IRQ_FALLING)\n"
        "print('set')\nwhile n < 50: pass\n"
    )
    pico.until(b"set\r\n")
    while pico.board.state == "running":
        pico.board.world.press("GP14")
        pico.board.world.release("GP14")
        let_it_go_on(0.001)
    assert pico.end() == ("", "")


def test_kbd_intr_lets_the_byte_through(pico: Talk) -> None:
    pico.begin(
        "import micropython, sys\nmicropython.kbd_intr(-1)\n"
        "print('ready')\nprint(sys.stdin.buffer.read(3))\nmicropython.kbd_intr(3)\n"
        "print('again')\nwhile True: pass\n"
    )
    pico.until(b"ready")
    pico.board.feed(b"a\x03b")
    pico.until(b"b'a\\x03b'\r\nagain\r\n")
    pico.board.feed(b"\x03")
    assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "


def test_ctrl_c_at_the_prompt_is_a_new_prompt(pico: Talk) -> None:
    pico.board.feed(b"1 + ")
    assert pico.type("\x03").endswith("\r\n>>> ")
    assert pico.line("2") == "2"


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS.keys())
@pytest.mark.parametrize("pace", ["real", "fast"])
def test_closing_ends_the_thread(tmp_path: Path, code: str, pace: str) -> None:
    before = set(threading.enumerate())
    with talk(tmp_path, pace=pace) as pico:
        pico.begin(code)
        let_it_go_on()
    assert pico.board.state == "closed"
    left = set(threading.enumerate()) - before
    assert not [each for each in left if each.name.startswith("board ") and each.is_alive()]


def test_closing_a_board_that_is_held(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        pico.board.clock.hold_at(pico.board.clock.now_ms() + 50)
        pico.begin("while True: pass")
        assert pico.board.wait_held(5) == "held"
    assert pico.board.state == "closed"


def test_closing_before_starting_and_twice(tmp_path: Path) -> None:
    from kibako.virtual.board import VirtualBoard

    board = VirtualBoard("pico", flash_dir=tmp_path / "flash")
    board.close()
    board.close()
    assert board.state == "closed"


def test_no_thread_is_left(tmp_path: Path) -> None:
    before = threading.active_count()
    for number in range(3):
        with talk(tmp_path / str(number)) as pico:
            pico.begin("import time\ntime.sleep(1000)")
    wait_for(lambda: threading.active_count() <= before)


def test_ctrl_c_that_comes_before_the_program_has_begun(pico: Talk) -> None:
    for _ in range(5):
        pico.board.feed(b"\x01")
        pico.until(b"raw REPL; CTRL-B to exit\r\n>")
        pico.board.feed(b"while True: pass\x04\x03")
        pico.until(b"OK")
        assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "


def test_no_ctrl_c_is_lost_while_modules_are_imported(tmp_path: Path) -> None:
    """An import in C takes every exception in a file system's ``stat`` as "there is none"."""
    with talk(tmp_path, "microbit") as board:
        for wait_us in range(0, 6000, 300):
            board.begin("from microbit import *\nimport music\nwhile True:\n sleep(20)\n")
            end_s = time.perf_counter() + wait_us / 1e6
            while time.perf_counter() < end_s:
                pass
            board.board.feed(b"\x03")
            assert board.end()[1]
            board.type("\x04")
