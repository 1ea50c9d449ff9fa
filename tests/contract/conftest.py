"""The kinds of board that the contract suite runs on, each behind the same small rig."""

import os
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.errors import KibakoError, LinkError
from kibako.links.base import Link
from kibako.links.bridge import Bridge, PtyBridge
from kibako.links.open import open_link
from kibako.links.tcp import TcpLink
from kibako.virtual.board import VirtualBoard

FIRMWARE = Path("/usr/share/firmware-microbit-micropython/firmware.hex")
START_S = 20.0


class Rig(ABC):
    """One board that stays while tests connect to it and leave it."""

    profile_id: str
    exclusive = True
    """Whether a second client is turned away, with ``link_busy``."""
    takes_japanese_input = True

    @abstractmethod
    def new_link(self) -> Link:
        """Return a new way to the board, not yet opened."""

    @abstractmethod
    def kill(self) -> None:
        """Take the board away in the middle of everything."""

    def close(self) -> None:
        """End the board."""
        self.kill()

    def connect(self) -> Board:
        board = Board(self.new_link())
        board.connect()
        return board


class VirtualRig(Rig):
    """A virtual board, opened by its moniker: it is switched on and off with its link."""

    def __init__(self, moniker: str, profile_id: str) -> None:
        self.moniker = moniker
        self.profile_id = profile_id
        self.link: Link | None = None

    def new_link(self) -> Link:
        self.link = open_link(self.moniker)
        return self.link

    def kill(self) -> None:
        machine = getattr(self.link, "machine", None)
        if isinstance(machine, VirtualBoard):
            machine.close()


class ServedRig(Rig):
    """A virtual board that another program would offer: behind a pty or a TCP port."""

    def __init__(self, profile_id: str, flash: Path, kind: type[Bridge] | type[PtyBridge]) -> None:
        self.profile_id = profile_id
        self.machine = VirtualBoard(profile_id, flash_dir=flash)
        self.machine.start()
        self.bridge = kind(self.machine)
        self.bridge.start()
        self.exclusive = kind is PtyBridge

    def new_link(self) -> Link:
        address = self.bridge.address
        if address.startswith("socket://"):
            return open_link("tcp:" + address.removeprefix("socket://"))
        return open_link(f"serial:{address}")

    def kill(self) -> None:
        self.bridge.stop()
        self.machine.close()


class QemuRig(Rig):
    """The real micro:bit MicroPython on an emulated nRF51: a fresh one, on a port of its own."""

    profile_id = "microbit-v1"
    exclusive = False
    # Its own input() is the plain readline of MicroPython 1.9, which takes ASCII only.
    takes_japanese_input = False

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        words = [
            *("qemu-system-arm", "-M", "microbit", "-icount", "shift=6"),
            *("-device", f"loader,file={FIRMWARE}"),
            *("-serial", f"tcp:127.0.0.1:{self.port},server=on,wait=off,nodelay=on"),
            *("-display", "none", "-monitor", "none"),
        ]
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if hasattr(os, "setpriority"):
            # It has no flow control: bytes pile up and are lost while a busy computer keeps it
            # waiting. A real board is never kept waiting so.
            with suppress(PermissionError):
                os.setpriority(os.PRIO_PROCESS, self.process.pid, -10)
        try:
            self._wait_alive()
        except BaseException:
            self.kill()
            raise

    def new_link(self) -> Link:
        return TcpLink("127.0.0.1", self.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)

    def _wait_alive(self) -> None:
        """Wait until its clock runs: a board whose tick stands answers, but never sleeps."""
        ends_at = time.monotonic() + START_S
        while True:
            try:
                board = self.connect()
                break
            except LinkError:
                if time.monotonic() > ends_at or self.process.poll() is not None:
                    raise
                time.sleep(0.05)
        try:
            board.exec("from microbit import sleep\nsleep(20)")
        finally:
            board.close()


def _need_qemu() -> None:
    if shutil.which("qemu-system-arm") and FIRMWARE.is_file():
        return
    why = (
        "the real micro:bit firmware needs: "
        "apt-get install qemu-system-arm firmware-microbit-micropython"
    )
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


def _new_rig(kind: str, folder: Path) -> Rig:
    if kind == "virtual:microbit":
        return VirtualRig("virtual:microbit/contract", "microbit-v2")
    if kind == "virtual:pico":
        return VirtualRig("virtual:pico/contract", "pico")
    if kind == "tcp":
        return ServedRig("pico", folder / "flash", Bridge)
    if kind == "pty":
        if sys.platform == "win32":
            pytest.skip("there is no pty on Windows")
        return ServedRig("microbit-v2", folder / "flash", PtyBridge)
    _need_qemu()
    return QemuRig()


KINDS = ("virtual:microbit", "virtual:pico", "pty", "tcp", "qemu")


@pytest.fixture(scope="module", params=KINDS)
def rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A board for all tests of one module, fresh for the module."""
    folder = tmp_path_factory.mktemp("rig")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIBAKO_HOME", str(folder / "home"))
        found = _new_rig(request.param, folder)
        try:
            yield found
        finally:
            found.close()


@pytest.fixture
def new_rig(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Rig]]:
    """Makes a board for one test alone, which may take it away."""
    made: list[Rig] = []

    def make(kind: str) -> Rig:
        monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
        made.append(_new_rig(kind, tmp_path))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def board(rig: Rig) -> Iterator[Board]:
    """The board, connected, with no files on it."""
    connected = rig.connect()
    try:
        for found in connected.list_files():
            if not found.is_folder:
                connected.remove(found.path)
        yield connected
    finally:
        connected.close()


class AlreadyOpen:
    """An open link, as a link that a board may open: what was sent through it stays sent."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.description = link.description
        self.read = link.read
        self.write = link.write
        self.close = link.close

    def open(self) -> None:
        """Do nothing: it is open."""


@pytest.fixture
def dirty(rig: Rig) -> Iterator[Callable[[bytes], Board]]:
    """Connects to a board after some bytes were typed at its prompt."""
    opened: list[Board] = []

    def connect(typed: bytes) -> Board:
        before = rig.connect()
        before.soft_reset()
        before.exec("pass")
        link = AlreadyOpen(before.link)
        before._talk.leave()
        link.write(typed)
        board = Board(link)
        opened.append(board)
        board.connect()
        return board

    yield connect
    for each in opened:
        try:
            each.close()
        except KibakoError:
            each.link.close()
