"""A board with a fault: what can work works, the rest is a typed error, and no file is harmed."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.errors import BoardError, KibakoError, LinkLost
from kibako.links.open import open_link
from kibako.virtual.board import VirtualBoard
from kibako.virtual.faults import FAULTS, parse_fault
from kibako.virtual.options import VirtualOptions

from .conftest import AlreadyOpen

OLD = b"print('old')\n" * 40
NEW = b"print('new')\n" * 150
MONIKERS = ("virtual:microbit/faulty", "virtual:pico/faulty")


@pytest.fixture(params=MONIKERS)
def opened(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., object]:
    """Opens a board with faults: ``with opened("hang:500") as board``."""
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))

    @contextmanager
    def open_it(*faults: str, timeout_s: float = 10.0) -> Iterator[Board]:
        options = VirtualOptions(faults=tuple(map(parse_fault, faults)))
        board = Board(open_link(request.param, virtual=options))
        try:
            board.connect(timeout_s)
            yield board
        finally:
            board.close()

    return open_it


def machine_of(board: Board) -> VirtualBoard:
    machine = board.machine
    assert machine is not None
    return machine


def found_again(board: Board) -> Board:
    """Connect to a board that was never switched off."""
    again = Board(AlreadyOpen(board.link))
    again.connect()
    return again


def test_every_fault_is_tried_here() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in FAULTS if f'"{name}' not in tried] == []


@pytest.mark.parametrize("fault", ["slow:200000", "old-firmware", "raw-repl", "boot-loop"])
def test_a_board_that_is_only_odd_does_everything(opened, fault: str) -> None:
    with opened(fault) as board:
        assert board.exec("print(6 * 7)") == b"42\r\n"
        board.write_file("kept.py", NEW)
        assert board.read_file("kept.py") == NEW
        assert board.run("print('ok')").output == b"ok\r\n"
    with opened() as board:
        assert board.read_file("kept.py") == NEW
        assert "main.py" not in _names(board)


def test_an_old_firmware_says_so_and_has_no_raw_paste_where_it_had_none(opened) -> None:
    with opened("old-firmware") as board:
        profile = machine_of(board).profile
        assert board.exec("import os\nprint(os.uname()[2])").decode().strip() == profile.release
        board._talk.leave()
        machine_of(board).deliver(b"\x02", 1)
        assert profile.banner_version.encode() in machine_of(board).drain()
        machine_of(board).deliver(b"\x01\x05A\x01", 1)
        answered = machine_of(board).drain()
        assert (b"R\x01" in answered) is profile.raw_paste


def test_an_unplug_leaves_the_old_file_or_the_new_one(opened) -> None:
    # Noise: a board that can expand what is compressed would have a text before the cable is out.
    new = random.Random(5).randbytes(2000)
    with opened() as board:
        board.write_file("work.py", OLD)
    for after in (0, 100, 700, 1500):
        with pytest.raises(LinkLost) as raised:
            with opened() as board:
                machine_of(board).trouble.begin(parse_fault(f"unplug:{after}"))
                board.write_file("work.py", new)
        assert raised.value.code.startswith("link_lost"), "as a real cable that somebody pulls"
        with opened() as board:
            there = board.read_file("work.py")
            # A micro:bit cannot rename: who writes there keeps both texts on the host meanwhile.
            half = not board.profile.rename and new.startswith(there)
            assert half or there in (OLD, new), after


def test_a_board_that_hangs_is_given_up_in_time_and_found_again(opened) -> None:
    with opened() as board:
        trouble = machine_of(board).trouble
        trouble.begin(parse_fault("hang"))
        with pytest.raises(KibakoError):
            board.exec("print(1)", timeout_s=0.5)
        trouble.end("hang")
        assert found_again(board).exec("print(2)") == b"2\r\n"
    with pytest.raises(KibakoError) as raised:
        with opened("hang", timeout_s=0.5):
            pass
    assert raised.value.what


def test_corrupted_bytes_never_make_a_wrong_file_silently(opened) -> None:
    with opened() as board:
        trouble = machine_of(board).trouble
        trouble.begin(parse_fault("corrupt:60"))
        try:
            board.write_file("work.py", NEW)
        except KibakoError:
            written = False
        else:
            written = True
        trouble.end("corrupt")
    with opened() as board:
        there = board.read_file("work.py") if "work.py" in _names(board) else None
        assert there == NEW if written else there in (None, NEW)


def test_a_full_flash_is_said_and_the_old_file_stays(opened) -> None:
    with opened() as board:
        board.write_file("work.py", OLD)
        machine_of(board).trouble.begin(parse_fault("full-flash"))
        with pytest.raises(BoardError):
            board.write_file("work.py", NEW)
        assert board.read_file("work.py") == OLD
        machine_of(board).trouble.end("full-flash")
        board.write_file("work.py", NEW)
        assert board.read_file("work.py") == NEW


def test_a_brown_out_is_noticed_and_the_board_found_again(opened) -> None:
    with opened() as board:
        machine_of(board).trouble.begin(parse_fault("brown-out:50"))
        with pytest.raises(KibakoError):
            board.exec("import time\ntime.sleep(5)\nprint('never')", timeout_s=2)
        machine_of(board).trouble.end("brown-out")
        assert found_again(board).exec("print(3)") == b"3\r\n"


def test_a_stuck_button_is_pressed_whatever_a_finger_does(opened) -> None:
    with opened() as board:
        machine = machine_of(board)
        name = next(iter(machine.world.snapshot().buttons))
        machine.trouble.begin(parse_fault(f"stuck:{name}"))
        machine.world.release(name)
        assert machine.world.snapshot().buttons[name]
        machine.trouble.end("stuck")
        assert not machine.world.snapshot().buttons[name]
    with pytest.raises(KibakoError) as raised:
        with opened("stuck:nose"):
            pass
    assert raised.value.code == "world_no_button"


def test_a_boot_loop_never_writes_over_a_main_py(opened) -> None:
    with opened() as board:
        board.write_file("main.py", OLD)
    with pytest.raises(BoardError) as raised:
        with opened("boot-loop"):
            pass
    assert raised.value.code == "fault_main_py"
    with opened() as board:
        assert board.read_file("main.py") == OLD


def _names(board: Board) -> list[str]:
    return [found.path for found in board.list_files()]
