"""The board's time: paced, or counted so that a run repeats to the byte."""

from pathlib import Path

import pytest

from .boards import Talk, talk

BUSY = """
import time
s = 0
for i in range(20000):
    s += i * 3 % 7
    if i % 5000 == 0: print(time.ticks_us())
time.sleep_ms(1500)
print(time.ticks_ms(), s)
"""


def test_fast_pace_repeats_exactly(tmp_path: Path) -> None:
    seen = set[tuple[object, ...]]()
    for number in range(3):
        with talk(tmp_path / str(number), pace="fast", seed=7) as pico:
            out, error = pico.run(BUSY + "import random\nprint(random.getrandbits(30))")
            assert error == ""
            told = [
                e.to_json() for e in pico.events if e.what not in ("preparing", "boot", "stopped")
            ]
            seen.add((out, *told))
    assert len(seen) == 1


def test_another_seed_is_another_run(tmp_path: Path) -> None:
    numbers = set[str]()
    for seed in range(3):
        with talk(tmp_path / str(seed), pace="fast", seed=seed) as pico:
            numbers.add(pico.run("import random, os\nprint(random.getrandbits(30))")[0])
    assert len(numbers) == 3


def test_sleeping_takes_exactly_its_time(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        out, error = pico.run(
            "import time\na = time.ticks_ms()\nfor i in range(60): time.sleep(1)\n"
            "for i in range(600): time.sleep_ms(100)\ntime.sleep_us(500)\n"
            "print(time.ticks_diff(time.ticks_ms(), a))\n"
        )
        assert error == ""
        assert 120_000 <= int(out) < 120_100


def test_a_loop_takes_about_the_time_of_the_real_board(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        out, _ = pico.run(
            "import time\ndef f(n):\n s = 0\n for i in range(n): s += i * 3 % 7\n return s\n"
            "a = time.ticks_us()\nf(11000)\nprint(time.ticks_us() - a)\n"
        )
        assert 70_000 < int(out) < 140_000  # 110 turns a millisecond


def test_holding_in_a_sleep_is_exact(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        board = pico.board
        board.clock.hold_at(5000)
        pico.begin("import time\nwhile True:\n time.sleep_ms(300)\n print('tick')\n")
        for t_ms in (5000, 5001, 65_000):
            board.clock.hold_at(t_ms)
            assert board.wait_held(10) == "held"
            assert board.clock.now_ms() == t_ms
        board.clock.hold_at(None)
        board.feed(b"\x03")
        assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "


@pytest.mark.parametrize("loop", ["while True: pass", "x = 0\nwhile True: x = abs(x + 1) % 7"])
def test_holding_in_a_busy_loop_is_exact(tmp_path: Path, loop: str) -> None:
    with talk(tmp_path, pace="fast") as pico:
        board = pico.board
        board.clock.hold_at(3000)
        pico.begin(loop)
        for t_ms in (3000, 6000):
            board.clock.hold_at(t_ms)
            assert board.wait_held(20) == "held"
            assert board.clock.now_us() == t_ms * 1000
        board.feed(b"\x03")  # Ctrl-C gets through while it is held
        board.clock.hold_at(None)
        assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "


def test_a_loop_that_does_nothing_is_led_to_what_is_due(tmp_path: Path) -> None:
    """Each of its jumps done, an hour of it would take minutes."""
    with talk(tmp_path, pace="fast") as pico:
        pico.board.clock.hold_at(3_600_000)
        pico.begin(
            "import time\nfrom machine import Timer\nseen = []\na = time.ticks_ms()\n"
            "Timer(period=600_000, callback=lambda t: seen.append(time.ticks_ms() - a))\n"
            "def f():\n while True: pass\nf()\n"
        )
        assert pico.board.wait_held(20) == "held"
        assert pico.board.clock.now_us() == 3_600_000_000
        pico.board.feed(b"\x03")
        pico.board.clock.hold_at(None)
        assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "
        late_ms = [int(ms) % 600_000 for ms in pico.line("print(*seen)").split()]
        assert len(late_ms) == 5
        assert max(late_ms) <= 2


def test_a_loop_that_counts_is_not_passed_over(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        pico.board.clock.hold_at(2000)
        pico.begin("x = 0\nwhile True: x += 1\n")
        assert pico.board.wait_held(20) == "held"
        pico.board.feed(b"\x03")
        pico.board.clock.hold_at(None)
        pico.end()
        assert int(pico.line("x")) > 100_000


def test_a_moment_that_is_set_while_a_loop_runs_is_noticed(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        pico.begin("while True: pass")
        pico.board.clock.hold_at(0)
        assert pico.board.wait_held(20) == "held"
        pico.board.feed(b"\x03")
        pico.board.clock.hold_at(None)
        assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "


def test_a_program_that_ends_before_the_moment(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        pico.board.clock.hold_at(60_000)
        pico.begin("import time\ntime.sleep(1)")
        assert pico.board.wait_held(10) == "idle"
        assert pico.board.clock.now_ms() < 60_000


def test_the_world_acts_at_its_exact_time(tmp_path: Path) -> None:
    with talk(tmp_path, "microbit", pace="fast") as board:
        start_ms = board.board.clock.now_ms()
        board.board.world.at(start_ms + 777, lambda: board.board.world.press("button_a"))
        board.run("from microbit import *\nwhile not button_a.is_pressed(): sleep(10)\n")
        pressed = [e for e in board.events if e.what == "pressed"]
        assert [e.t_ms for e in pressed] == [start_ms + 777]


def test_time_passes_for_a_program_that_waits_for_input(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        pico.board.clock.hold_at(2000)
        pico.begin("print(input('? '))")
        assert pico.board.wait_held(10) == "held"
        assert pico.board.clock.now_ms() == 2000
        pico.board.clock.hold_at(None)
        pico.board.feed(b"x\r")
        assert pico.end()[0].endswith("x\n")


def test_the_prompt_stops_the_counted_clock(tmp_path: Path) -> None:
    with talk(tmp_path, pace="fast") as pico:
        before_us = pico.board.clock.now_us()
        for _ in range(20):
            pico.type("\r")
        assert pico.board.clock.now_us() == before_us


def test_real_pace_is_the_wall_clock(pico: Talk) -> None:
    out, _ = pico.run(
        "import time\na = time.ticks_ms()\ntime.sleep_ms(120)\n"
        "print(time.ticks_diff(time.ticks_ms(), a))\n"
    )
    assert int(out) >= 120
    assert pico.line("import time; time.time() >= 1609459200") == "True"
