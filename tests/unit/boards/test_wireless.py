"""The REPL over Bluetooth, put on a board, switched on and off, and taken off again."""

from collections.abc import Iterator

import pytest
from kibako.boards import wireless
from kibako.boards.board import Board
from kibako.boards.wireless import Standing
from kibako.errors import BoardError, UsageError
from kibako.links.open import open_link
from kibako.virtual.board import VirtualBoard
from kibako.virtual.options import VirtualOptions

MINE = b"mine = 1\n"


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIBAKO_HOME", str(tmp_path_factory.mktemp("home")))
        options = VirtualOptions(pace="fast", ephemeral=True)
        board = Board(open_link("virtual:pico-w", virtual=options))
        board.connect()
        yield board
        board.close()


def advertised(board: Board) -> bytes:
    machine = board.machine
    assert isinstance(machine, VirtualBoard) and machine.world.bluetooth is not None
    told = machine.world.bluetooth.advertisement()
    return told.data if told else b""


def test_on_off_contest_and_away(board: Board) -> None:
    absent = Standing("absent", "", bluetooth=False, host=False)
    assert wireless.standing(board) == wireless.switch_off(board) == absent
    with pytest.raises(BoardError) as none:
        wireless.take_off(board)
    assert none.value.code == "wireless_absent"
    board.write_file("boot.py", MINE)
    assert wireless.switch_on(board, "neko") == Standing("on", "neko", bluetooth=True, host=False)
    assert advertised(board).endswith(b"neko")
    # It comes back by itself, and so does what boot.py did before.
    board.soft_reset()
    assert wireless.standing(board) == Standing("on", "neko", bluetooth=True, host=False)
    assert board.exec("print(mine)").strip() == b"1"
    # In a contest it does not, and says so to whoever asks, also by the file.
    off = Standing("contest", "neko", bluetooth=False, host=False)
    assert wireless.switch_off(board, contest=True) == off
    board.soft_reset()
    assert wireless.standing(board) == off
    assert board.read_file(wireless.SETTING) == b"contest neko\n"
    assert advertised(board) == b""
    # A program that switches Bluetooth on all the same is seen.
    board.exec("import bluetooth\nbluetooth.BLE().active(True)")
    assert wireless.standing(board).bluetooth
    assert wireless.switch_off(board) == Standing("off", "neko", bluetooth=False, host=False)
    # The file may say anything.
    board.write_file(wireless.SETTING, b"\xff\x00on")
    assert wireless.standing(board).setting == "off"
    assert wireless.switch_on(board).setting == "on"
    wireless.take_off(board)
    assert wireless.standing(board) == absent
    assert [each.name for each in board.list_files()] == ["boot.py"]
    assert board.read_file("boot.py") == MINE


def test_new_firmware_takes_the_place_of_the_old_at_once(board: Board) -> None:
    wireless.switch_on(board)
    board.write_file("ble_repl.py", b"def stop(): pass\ndef status(): return 1, 2\n")
    board.soft_reset()
    with pytest.raises(BoardError) as odd:
        wireless.standing(board)
    assert odd.value.code == "wireless_odd"
    assert wireless.switch_on(board).setting == "on"
    assert len(advertised(board)) == 29
    wireless.take_off(board)


@pytest.mark.parametrize("name", ["too-long-", "two words", "\x1b[31m", "ねこです"])
def test_a_wrong_name_is_refused(board: Board, name: str) -> None:
    with pytest.raises(UsageError) as error:
        wireless.switch_on(board, name)
    assert error.value.code == "wireless_name"


@pytest.mark.parametrize(
    ("moniker", "code"),
    [("virtual:pico", "wireless_none"), ("virtual:microbit", "wireless_micro_bit")],
)
def test_boards_without_it_are_told(moniker: str, code: str) -> None:
    board = Board(open_link(moniker, virtual=VirtualOptions(pace="fast", ephemeral=True)))
    board.connect()
    with pytest.raises(BoardError) as error:
        wireless.switch_on(board)
    assert error.value.code == code
    board.close()
