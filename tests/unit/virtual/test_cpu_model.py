"""A program takes as long on a virtual micro:bit V1 as on a real one, within 30 percent.

Time in fast pace is counted, so these figures are the same on every computer.
"""

from collections.abc import Iterator

import pytest
from kibako.boards.board import Board
from kibako.links.virtual import VirtualLink
from kibako.virtual.options import VirtualOptions

from tests.bench.cpu_programs import INSTRUCTIONS, TURNS, program, real_us


@pytest.fixture(scope="module")
def board() -> Iterator[Board]:
    options = VirtualOptions(pace="fast", ephemeral=True)
    connected = Board(VirtualLink("microbit-v1", "cpu", options))
    connected.connect()
    yield connected
    connected.close()


@pytest.mark.parametrize("name", INSTRUCTIONS)
def test_a_loop_takes_its_time(board: Board, name: str) -> None:
    result = board.run(program(name))
    assert not result.error
    found_us = int(result.output) * 1000 / TURNS
    assert found_us == pytest.approx(real_us(name), rel=0.3)


def test_a_collection_costs_no_more_than_on_the_real_board(board: Board) -> None:
    """The board's own modules lie in the heap, and are no burden to the program."""
    result = board.run(
        "import gc, utime\ngc.collect()\nt = utime.ticks_us()\ngc.collect()\n"
        "print(utime.ticks_diff(utime.ticks_us(), t))\n"
    )
    assert 500 < int(result.output) < 8000
