"""The launcher: put on a board and taken off again, with nobody's program lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.boards import launcher
from kibako.boards.board import Board
from kibako.errors import BoardError
from kibako.links.open import open_link
from kibako.protocol.keys import CTRL_D
from kibako.virtual.options import VirtualOptions

MINE = b"print('mine')\n"
OTHER = b"print('other')\n"


@pytest.fixture(params=["virtual:pico", "virtual:microbit"])
def board(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Board]:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    opened = Board(open_link(request.param, virtual=VirtualOptions(pace="fast", ephemeral=True)))
    opened.connect()
    yield opened
    opened.close()


def files(board: Board) -> dict[str, bytes]:
    return {info.name: board.read_file(info.path) for info in board.list_files()}


def started(board: Board, until: bytes = b">>> ") -> bytes:
    """Start the board anew, main.py included; return what it says until then."""
    board._talk.ready()
    board._talk.leave()
    board._talk.write(CTRL_D)
    board._talk.forget()
    seen = board._await_text(b"soft reboot", 10)
    while until not in seen:
        more = board.link.read(4096, 10.0)
        assert more, seen
        seen += more
    return seen


def test_a_main_py_goes_on_as_its_program_and_comes_back(board: Board) -> None:
    board.write_file("main.py", MINE)
    assert launcher.install(board, None)
    assert files(board) == {"main.py": launcher.launcher(), "program.py": MINE}
    assert b"mine" in started(board)
    assert launcher.standing(board) == launcher.Standing(True, True, len(MINE), False)
    assert launcher.remove(board)
    assert files(board) == {"main.py": MINE}


def test_nothing_that_is_replaced_is_lost(board: Board) -> None:
    told: list[bytes] = []
    board.write_file("main.py", MINE)
    board.write_file("program.py", OTHER)
    with pytest.raises(BoardError) as refused:
        launcher.install(board, None)
    assert refused.value.code == "launcher_two_programs"
    assert files(board) == {"main.py": MINE, "program.py": OTHER}
    launcher.install(board, b"print('new')\n", lambda name, here: told.append(here.read_bytes()))
    assert sorted(told) == [MINE, OTHER]
    with pytest.raises(BoardError) as refused:
        board.write_file("main.py", MINE)
        launcher.remove(board)
    assert refused.value.code == "launcher_absent"


def test_a_launcher_without_a_program_leaves_nothing(board: Board) -> None:
    assert not launcher.install(board, None)
    assert b"Traceback" not in started(board)
    assert not launcher.remove(board)
    assert files(board) == {}


def test_the_error_that_ended_the_program_is_kept_within_bounds(
    board: Board, tmp_path: Path
) -> None:
    launcher.install(board, b"raise ValueError('i' * 1200 + 'end')\n")
    assert "ValueError" in started(board).decode()
    log = launcher.read_log(board)
    assert log.endswith(("end", "end')", "end',)"))
    assert len(log) <= 1000
    kept: list[Path] = []
    launcher.clear_log(board, lambda name, here: kept.append(here))
    assert launcher.read_log(board) == ""
    assert kept[0].read_text("utf-8").strip() == log
    assert kept[0].is_relative_to(tmp_path)


def test_a_full_board_still_shows_the_error(board: Board) -> None:
    machine = board.machine
    assert machine is not None
    launcher.install(board, b"1 / 0\n")
    machine.flash.fill()
    assert b"ZeroDivisionError" in started(board)
