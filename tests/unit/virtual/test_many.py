"""Thirty boards in one process; and a board that cannot come up."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from kibako.errors import BoardError
from kibako.virtual.board import VirtualBoard

from .boards import Talk, talk


def test_thirty_boards_at_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        boards: list[Talk] = [
            stack.enter_context(talk(tmp_path / str(n), "microbit")) for n in range(30)
        ]
        for board in boards:
            board.begin("from microbit import *\nwhile True:\n display.show(1)\n sleep(20)\n")
        for board in boards:
            board.board.feed(b"\x03")
        for number, board in enumerate(boards):
            assert board.end()[1].splitlines()[-1] == "KeyboardInterrupt: "
            assert board.line(f"{number} + 1") == str(number + 1)


def test_a_board_that_cannot_come_up_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kibako.virtual import vm

    monkeypatch.setattr(vm, "_BOOTSTRAP", "1/0")
    board = VirtualBoard("pico", flash_dir=tmp_path / "flash")
    with pytest.raises(BoardError) as failed:
        board.start()
    assert failed.value.code == "virtual_no_start"
    assert board.state == "closed"
