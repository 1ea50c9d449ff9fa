"""The Pico W's link over Bluetooth: the very file for the board, met by a central."""

from pathlib import Path

import pytest
from kibako.virtual.board import VirtualBoard

SOURCE = Path(__file__).parents[2] / "firmware" / "pico" / "ble_link.py"
START = """
import bluetooth, time
from ble_link import BleLink, spoken_name
link = BleLink(bluetooth.BLE(), bluetooth.UUID, 'tanuki')
print(len(spoken_name()))
"""
SERVICE = bytes.fromhex("9ecadc240ee5a9e093f3a3b50100406e")


@pytest.fixture
def board(tmp_path):
    flash = tmp_path / "flash"
    flash.mkdir()
    (flash / "ble_link.py").write_bytes(SOURCE.read_bytes())
    with VirtualBoard("pico-w", flash_dir=flash, pace="fast") as board:
        board.feed(b"\x01")
        said = b""
        while not said.endswith(b"exit\r\n>"):
            said += board.read(65536, 30)
        assert ask(board, START) == "6"
        yield board


def ask(board, code):
    board.feed(code.encode() + b"\x04")
    assert board.wait_idle(30)
    output, error, _ = board.drain().decode().removeprefix("OK").split("\x04")
    assert error == ""
    return output.strip()


def test_it_names_its_service_and_itself(board):
    data = board.world.bluetooth.advertisement().data
    assert data == b"\x02\x01\x06\x11\x07" + SERVICE + b"\x07\x09tanuki"
    assert len(data) <= 31
    flags = {uuid[24:28]: flags for uuid, flags in board.world.bluetooth.characteristics().values()}
    assert flags["0200"] == 4 | 8


@pytest.mark.parametrize("mtu", [23, 185, 517])
def test_everything_arrives_both_ways(board, mtu):
    port = board.world.bluetooth
    heard = []
    assert port.connect(mtu, lambda _, data: heard.append(data))
    ask(board, "time.sleep_ms(5)")
    # More than the default room, in one message and in many, before the board looks.
    sent = bytes(range(256)) * 4
    for at in range(0, len(sent), mtu - 3):
        assert port.write(12, sent[at : at + mtu - 3])
    look = "time.sleep_ms(50)\ngot = bytearray(2000)\nn = link.readinto(got)\n"
    look += "print(n, got[:n] == bytes(range(256)) * 4, link.readinto(got))"
    assert ask(board, look) == "1024 True None"
    ask(board, "n = link.write(bytes(range(250)) * 20)\ntime.sleep_ms(1000)")
    assert b"".join(heard) == bytes(range(250)) * 20
    assert max(map(len, heard)) == mtu - 3
    # Small writes go together.
    heard.clear()
    ask(board, "for _ in range(10):\n    link.write(b'a')\ntime.sleep_ms(50)")
    assert heard == [b"a" * 10]


def test_the_next_host_finds_it_fresh(board):
    port = board.world.bluetooth
    assert port.connect(185, print)
    assert port.write(12, b"left over")
    assert not port.connect(185, print)
    ask(board, "time.sleep_ms(5)")
    port.disconnect()
    assert ask(board, "time.sleep_ms(5)\nprint(link.any(), link.write(b'nobody'))") == "0 6"
    heard = []
    assert port.connect(23, lambda _, data: heard.append(data))
    ask(board, "time.sleep_ms(5)\nlink.write(b'x' * 21)\ntime.sleep_ms(50)")
    assert heard == [b"x" * 20, b"x"]
    ask(board, "link.close()")
    assert not port.connected()
    assert port.advertisement() is None


def test_messages_are_paced_by_answers(board):
    heard = []
    assert board.world.bluetooth.connect(23, lambda _, data: heard.append(data))
    ask(board, "time.sleep_ms(5)\nlink.write(b'x' * 400)\ntime.sleep_ms(18)")
    assert len(heard) == 8
    ask(board, "time.sleep_ms(50)")
    assert b"".join(heard) == b"x" * 400


def test_a_host_that_sends_too_much_is_hung_up_on(board):
    port = board.world.bluetooth
    assert port.connect(517, print)
    for _ in range(10):
        port.write(12, b"x" * 514)
    assert ask(board, "time.sleep_ms(50)\nprint(link.connected(), link.any())") == "False 0"
    assert not port.connected()
    assert port.advertisement() is not None
