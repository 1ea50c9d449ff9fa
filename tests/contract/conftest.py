"""The kinds of board that the contract suite runs on, each behind the same small rig."""

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.errors import KibakoError
from kibako.links.base import Link
from kibako.links.ble import BleLink
from kibako.links.bridge import Bridge, PtyBridge
from kibako.links.open import open_link
from kibako.protocol.files import FileInfo
from kibako.virtual.board import VirtualBoard

from ..bluetooth.air import Air
from ..bluetooth.backend import backend_of
from ..bluetooth.peripherals import ADDRESS, PicoInTheAir, board_with_repl
from ..reference.microbit_v2 import MicrobitV2, need_pipes
from ..reference.qemu_microbit import QemuMicrobit, need_qemu
from ..reference.reference_board import EMULATED_V1, EMULATED_V2, Button, ReferenceBoard


class Rig(ABC):
    """One board that stays while tests connect to it and leave it."""

    profile_id: str
    exclusive = True
    """Whether a second client is turned away, with ``LinkBusy``."""
    takes_japanese_input = True
    outlives_exit = True
    """Whether the link hears how a program resets the board by its own end."""
    keeps: tuple[str, ...] = ()
    """The files without which nobody could connect to the board: the tests do not see them."""

    @abstractmethod
    def new_link(self) -> Link:
        """Return a new way to the board, not yet opened."""

    @abstractmethod
    def kill(self) -> None:
        """Take the board away in the middle of everything."""

    @abstractmethod
    def display(self) -> tuple[str, ...]:
        """Return what is to be seen: five rows of digits, ``0`` dark to ``9`` bright."""

    @abstractmethod
    def press(self, button: Button) -> None:
        """Press a button and hold it."""

    @abstractmethod
    def release(self, button: Button) -> None:
        """Let a button go."""

    def close(self) -> None:
        """End the board."""
        self.kill()

    def connect(self) -> Board:
        board = Board(self.new_link())
        board.connect()
        return board


class OwnRig(Rig):
    """A virtual board: it is looked at and touched through its world."""

    @property
    @abstractmethod
    def machine(self) -> VirtualBoard:
        """The board itself."""

    def display(self) -> tuple[str, ...]:
        shown = self.machine.world.snapshot().display
        assert shown is not None, "it has no display"
        return shown

    def press(self, button: Button) -> None:
        self.machine.world.press(button)

    def release(self, button: Button) -> None:
        self.machine.world.release(button)


class VirtualRig(OwnRig):
    """A virtual board, opened by its moniker: it is switched on and off with its link."""

    def __init__(self, moniker: str, profile_id: str) -> None:
        self.moniker = moniker
        self.profile_id = profile_id
        self.link: Link | None = None

    def new_link(self) -> Link:
        self.link = open_link(self.moniker)
        return self.link

    @property
    def machine(self) -> VirtualBoard:
        machine = getattr(self.link, "machine", None)
        assert isinstance(machine, VirtualBoard), "nobody has switched it on"
        return machine

    def kill(self) -> None:
        with suppress(AssertionError):
            self.machine.close()


class ServedRig(OwnRig):
    """A virtual board that another program would offer: behind a pty or a TCP port."""

    def __init__(self, profile_id: str, flash: Path, kind: type[Bridge] | type[PtyBridge]) -> None:
        self.profile_id = profile_id
        self._machine = VirtualBoard(profile_id, flash_dir=flash)
        self._machine.start()
        self.bridge = kind(self._machine)
        self.bridge.start()
        self.exclusive = kind is PtyBridge

    def new_link(self) -> Link:
        address = self.bridge.address
        if address.startswith("socket://"):
            return open_link("tcp:" + address.removeprefix("socket://"))
        return open_link(f"serial:{address}")

    @property
    def machine(self) -> VirtualBoard:
        return self._machine

    def kill(self) -> None:
        self.bridge.stop()
        self._machine.close()


class BleRig(OwnRig):
    """A virtual Pico W over Bluetooth: its own REPL firmware, and bleak by Bumble."""

    profile_id = "pico-w"
    outlives_exit = False
    keeps = ("/boot.py", "/ble")

    def __init__(self, flash: Path) -> None:
        self._machine = board_with_repl(flash)
        self._air = Air()
        self._radio = PicoInTheAir(self._air, self._machine)

    def new_link(self) -> Link:
        return BleLink(ADDRESS, backend_of(self._air))

    @property
    def machine(self) -> VirtualBoard:
        return self._machine

    def kill(self) -> None:
        self._radio.close()
        self._machine.close()

    def close(self) -> None:
        self.kill()
        self._air.close()


class ReferenceRig(Rig):
    """The real firmware on emulated hardware: a fresh one, on a port of its own."""

    exclusive = False
    # Its own input() is the plain readline of MicroPython 1.9, which takes ASCII only.
    takes_japanese_input = False

    def __init__(self, reference: ReferenceBoard) -> None:
        self.profile_id = reference.profile_id
        self.reference = reference
        reference.start()

    def new_link(self) -> Link:
        return self.reference.new_link()

    def kill(self) -> None:
        self.reference.close()

    def display(self) -> tuple[str, ...]:
        return self.reference.display()

    def press(self, button: Button) -> None:
        self.reference.press(button)

    def release(self, button: Button) -> None:
        self.reference.release(button)


def _new_rig(kind: str, folder: Path) -> Rig:
    if kind == "virtual:microbit":
        return VirtualRig("virtual:microbit/contract", "microbit-v2")
    if kind == "virtual:pico":
        return VirtualRig("virtual:pico/contract", "pico")
    if kind == "tcp":
        return ServedRig("pico", folder / "flash", Bridge)
    if kind == "ble":
        return BleRig(folder / "flash")
    if kind == "pty":
        if sys.platform == "win32":
            pytest.skip("there is no pty on Windows")
        return ServedRig("microbit-v2", folder / "flash", PtyBridge)
    if kind == "reference-v2":
        need_pipes()
        return ReferenceRig(MicrobitV2())
    need_qemu()
    return ReferenceRig(QemuMicrobit())


QEMU = pytest.param("qemu", marks=EMULATED_V1)
V2 = pytest.param("reference-v2", marks=EMULATED_V2)
KINDS = ("virtual:microbit", "virtual:pico", "pty", "tcp", "ble", QEMU, V2)


@pytest.fixture(scope="module", params=KINDS)
def rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A board for all tests of one module, fresh for the module."""
    folder = tmp_path_factory.mktemp("rig")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIBAKO_HOME", str(folder / "home"))
        if request.param == "ble":
            # main.py has begun before anybody can connect; who has a host has it for long.
            patch.setattr("kibako.boards.contact._MAIN_S", 0.2)
            patch.setattr("kibako.links.ble_finding.SCAN_S", 3.0)
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
def board(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    """The board, connected, with no files on it."""
    connected = rig.connect()
    list_all = connected.list_files

    def list_files(path: str = "/") -> list[FileInfo]:
        return [found for found in list_all(path) if found.path not in rig.keeps]

    try:
        monkeypatch.setattr(connected, "list_files", list_files)
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
