"""Air and boards for the tests over Bluetooth."""

import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.links import ble_finding
from kibako.links.ble import BleLink
from kibako.virtual.board import VirtualBoard

from .air import Air
from .peripherals import FIRMWARE, PicoInTheAir, board_with_repl


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[BleLink]:
    """Every link that a test opens: a test that fails leaves it open, and its thread running."""
    links: list[BleLink] = []
    open_one = BleLink.open

    def open_and_note(link: BleLink) -> None:
        links.append(link)
        open_one(link)

    monkeypatch.setattr(BleLink, "open", open_and_note)
    return links


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch, opened: list[BleLink]) -> Iterator[Air]:
    """An adapter and the air around it."""
    monkeypatch.setattr(ble_finding, "_SETTLE_S", 0.3)
    monkeypatch.setattr(ble_finding, "_MICRO_BIT_S", 0.1)
    air = Air()
    yield air
    close_all(opened)
    air.close()
    for thread in threading.enumerate():
        if thread.name in ("ble", "air"):
            thread.join(5)
            where = traceback.format_stack(sys._current_frames().get(thread.ident))
            assert not thread.is_alive(), "".join(where)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not heard at once is not there: only for tests in which nobody is."""
    monkeypatch.setattr(ble_finding, "SCAN_S", 0.5)


def close_all(opened: list[BleLink]) -> None:
    """Close what a test left open, while the other side is still there."""
    for link in opened:
        link.close()


def started(board: VirtualBoard, program: str) -> None:
    """Run a program on a board until it says that it is ready; it goes on."""
    board.feed(b"\x01")
    said = b""
    while not said.endswith(b"exit\r\n>"):
        said += board.read(65536, 10)
    board.feed(program.encode() + b"\x04")
    while b"ready" not in said:
        heard = board.read(65536, 10)
        assert heard, said.decode()
        said += heard


ECHO = """
import time
buf = bytearray(256)
print('ready')
while True:
    n = link.readinto(buf)
    if n:
        link.write(buf[:n])
    else:
        time.sleep_ms(1)
"""


def echoing(folder: Path, begin: str, name: str = "ble_link.py") -> VirtualBoard:
    """Return a board that gives back what comes over Bluetooth."""
    flash = folder / "flash"
    flash.mkdir()
    (flash / name).write_bytes((FIRMWARE / name).read_bytes())
    board = VirtualBoard("pico-w", flash_dir=flash)
    board.start()
    started(board, begin + ECHO)
    return board


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualBoard]:
    """A virtual Pico W that gives back what comes over Bluetooth, by our own link."""
    begin = "import bluetooth\nfrom ble_link import BleLink\n"
    begin += "link = BleLink(bluetooth.BLE(), bluetooth.UUID, 'tanuki')\n"
    board = echoing(tmp_path_factory.mktemp("echo"), begin)
    yield board
    board.close()


@pytest.fixture
def pico(air: Air, echo: VirtualBoard, opened: list[BleLink]) -> Iterator[PicoInTheAir]:
    """That board, in the air."""
    pico = PicoInTheAir(air, echo)
    yield pico
    close_all(opened)
    pico.close()


@pytest.fixture(scope="module")
def repl_board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualBoard]:
    """A virtual Pico W with its REPL over Bluetooth."""
    board = board_with_repl(tmp_path_factory.mktemp("repl") / "flash")
    yield board
    board.close()


@pytest.fixture
def repl(air: Air, repl_board: VirtualBoard, opened: list[BleLink]) -> Iterator[PicoInTheAir]:
    """That board, in the air."""
    pico = PicoInTheAir(air, repl_board)
    yield pico
    close_all(opened)
    pico.close()
