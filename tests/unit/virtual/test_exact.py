"""In a loop that calls nothing, too, everything comes at one moment: the same one in each run."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .boards import talk
from .exact_cases import CASES, Case, told

RUNS = 3
BURN = "while True: pass"


@contextmanager
def busy_machine() -> Iterator[None]:
    """Let the computer have other work to do."""
    others = [subprocess.Popen([sys.executable, "-c", BURN]) for _ in range(3)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait(60)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_run_is_the_same(tmp_path: Path, case: Case) -> None:
    first = told(tmp_path / "first", case)
    for number in range(RUNS - 2):
        assert told(tmp_path / str(number), case) == first
    with busy_machine():
        assert told(tmp_path / "busy", case) == first


def test_an_interrupt_in_a_loop_comes_at_once(tmp_path: Path) -> None:
    case = CASES["interrupts of a pin"]
    with talk(tmp_path, case.profile, pace="fast") as board:
        case.plan(board.board)
        out, error = board.run(case.code)
    assert error == ""
    times = ast.literal_eval(out.partition("]")[0] + "]")
    for met_us, planned_ms in zip(times, (500, 777, 1500), strict=True):
        assert 0 <= met_us - planned_ms * 1000 < 100


def test_repeated_calls_keep_their_step_in_a_loop(tmp_path: Path) -> None:
    with talk(tmp_path, "microbit", pace="fast") as board:
        out, error = board.run(CASES["repeated calls"].code)
    assert error == ""
    times = [t_ms for t_ms, _ in ast.literal_eval(out)]
    for late_ms in (t_ms - times[0] - 20 * k for k, t_ms in enumerate(times)):
        assert 0 <= late_ms < 20  # the collector may run in between


def test_looking_on_changes_nothing_before_the_look(tmp_path: Path) -> None:
    code = "s = 0\nfor i in range(40000): s += i * 3 % 7\nprint(s)\nfor i in range(9): print(i)\n"
    case = Case("pico", code)
    alone = told(tmp_path / "alone", case)
    watched = told(tmp_path / "watched", case, hold_each_ms=7)
    assert watched == alone
