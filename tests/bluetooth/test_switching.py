"""Bluetooth switched off over Bluetooth: the board answers first, then the connection ends."""

import pytest
from kibako.boards import wireless
from kibako.boards.board import Board
from kibako.boards.wireless import Standing
from kibako.errors import BoardError, LinkLost
from kibako.links.ble import BleLink
from kibako.virtual.board import VirtualBoard

from .air import Air
from .backend import backend_of
from .peripherals import ADDRESS, PicoInTheAir


def test_it_can_be_switched_off_over_itself(
    air: Air, repl: PicoInTheAir, repl_board: VirtualBoard
) -> None:
    board = Board(BleLink(ADDRESS, backend_of(air)))
    board.connect()
    on = wireless.standing(board)
    assert (on.setting, on.bluetooth, on.host) == ("on", True, True)
    with pytest.raises(BoardError) as in_use:
        wireless.take_off(board)
    assert in_use.value.code == "wireless_in_use"
    off = wireless.switch_off(board, contest=True)
    assert off == Standing("contest", on.name, bluetooth=False, host=False)
    with pytest.raises(LinkLost):
        for _ in range(3):
            board.link.read(4096, 5.0)
    board.close()
    assert repl_board.world.bluetooth is not None
    assert repl_board.world.bluetooth.advertisement() is None
    # The cable finds it so, and can switch it on again.
    repl_board.feed(b"\x03\x02")
    repl_board.drain()
    repl_board.feed(b"print(ble_repl.status()[:3])\r")
    assert repl_board.wait_idle(10)
    assert f"('contest', '{on.name}', False)" in repl_board.drain().decode()
