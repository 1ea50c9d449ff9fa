"""How far a transfer is: ten lines at most, none for what is over in a moment, no bare CR."""

import json

import pytest
from kibako import strings
from kibako.boards.progress import Progress
from kibako.cli.progress import Teller


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def played(seconds: float, *, as_json: bool, total: int = 50_000) -> list[str]:
    """Return what is said of a transfer in a hundred pieces that takes so long."""
    clock, said = Clock(), list[str]()
    teller = Teller(said.append, as_json=as_json, clock=clock)
    for piece in range(101):
        clock.now_s = seconds * piece / 100
        teller.take(Progress("main.py", total * piece // 100, total))
    return said


def test_a_moment_is_not_worth_a_word() -> None:
    assert played(0.9, as_json=False) == []
    assert played(0.9, as_json=True) == []


def test_a_long_way_is_told_in_ten_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", ["en"])
    said = played(20, as_json=False)
    assert len(said) == 10
    assert said[0] == "10 percent (5000 of 50000 bytes): main.py"
    assert said[-1].startswith("100 percent")
    assert not any(char in "\r\x1b\n" for line in said for char in line)


def test_a_very_long_way_is_told_to_go_on() -> None:
    assert 20 <= len(played(600, as_json=False)) <= 30


def test_lines_of_json() -> None:
    said = [json.loads(line)["progress"] for line in played(20, as_json=True)]
    assert said[4] == {"path": "main.py", "done_bytes": 25_000, "total_bytes": 50_000}


def test_nothing_to_move_is_no_division_by_zero() -> None:
    assert len(played(3, as_json=False, total=0)) == 0
