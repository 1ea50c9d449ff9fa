"""Games, sensors, sound, radio, parts, loggers and tasks: each runs for half a minute."""

from pathlib import Path

import pytest

from .conftest import Program, assert_as_expected, play, programs

ALL = programs()


def test_there_are_forty_or_more_of_all_kinds() -> None:
    assert len(ALL) >= 40
    assert {program.board for program in ALL} >= {"microbit", "pico"}
    assert len({program.circuit for program in ALL}) >= 8
    assert len({program.name for program in ALL}) == len(ALL)


@pytest.mark.parametrize("program", ALL, ids=[program.name for program in ALL])
def test_a_program(program: Program, tmp_path: Path) -> None:
    assert program.expect
    assert_as_expected(program, *play(program, tmp_path))
