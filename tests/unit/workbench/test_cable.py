"""The cable comes out and goes in elsewhere: real pseudo-terminals that vanish and come back."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kibako import strings
from kibako.boards.labels import name_board
from kibako.errors import LinkLost
from kibako.events import Event
from kibako.links.bridge import PtyBridge
from kibako.usb import UsbDrive, UsbPort, UsbView
from kibako.virtual.board import VirtualBoard
from kibako.workbench import commands
from kibako.workbench.cable import Cable
from kibako.workbench.core import Workbench

from tests.unit.boards.plugged import Plugged

WAIT_S = 30.0
SERIAL = "9906360200052820"


class Room:
    """A computer with one board on a cable, and what USB shows of it."""

    def __init__(self, flash: Path) -> None:
        self.machine = VirtualBoard("microbit", flash_dir=flash)
        self.machine.start()
        self.seen: list[UsbPort] = []
        self.bridge: PtyBridge | None = None

    def ports(self) -> list[UsbPort]:
        return list(self.seen)

    def drives(self) -> list[UsbDrive]:
        return []

    def plug_in(self) -> str:
        self.bridge = PtyBridge(self.machine)
        self.bridge.start()
        self.seen = [UsbPort(self.bridge.address, 0x0D28, 0x0204, SERIAL)]
        return self.bridge.address

    def pull(self) -> None:
        assert self.bridge is not None
        self.bridge.stop()
        self.seen = []

    def close(self) -> None:
        self.pull()
        self.machine.close()


class Told:
    """Takes a workbench's events; waits for one, with the time at which it came."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.events: list[tuple[float, Event]] = []

    def take(self, event: Event) -> None:
        with self.changed:
            self.events.append((time.monotonic(), event))
            self.changed.notify_all()

    def wait(self, fits: Callable[[Event], bool]) -> tuple[float, Event]:
        def found() -> tuple[float, Event] | None:
            return next((entry for entry in self.events if fits(entry[1])), None)

        with self.changed:
            entry = self.changed.wait_for(found, WAIT_S)
        assert entry is not None, [event for _, event in self.events]
        return entry

    def wait_error(self, code: str) -> Event:
        def fits(event: Event) -> bool:
            value = event.value
            return event.source == "error" and isinstance(value, dict) and value["code"] == code

        return self.wait(fits)[1]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(strings, "_current", ["en"])
    room = Room(tmp_path / "flash")
    yield room
    room.close()


needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")


@needs_pty
@pytest.mark.parametrize("running", [False, True], ids=["idle", "running"])
def test_out_and_in_elsewhere(room: Room, tmp_path: Path, running: bool) -> None:
    first = room.plug_in()
    told = Told()
    core = Workbench(board=f"serial:{first}", work_dir=tmp_path / "work", usb=room)
    core.subscribe(told.take)
    try:
        core.send(commands.OpenPack("first-light"))
        ends = "while True: pass" if running else ""
        core.send(commands.EditCode(f"print('one')\n{ends}\n"))
        core.send(commands.Run())
        told.wait(lambda event: event.what == "print" and "one" in str(event.value))
        if not running:
            assert core.wait_idle(WAIT_S)
            assert core.view.connected
        room.pull()
        error = told.wait_error("cable_out")
        assert isinstance(error.value, dict)
        assert "cable is out" in str(error.value["what"])
        assert core.wait_idle(WAIT_S)
        assert not core.view.connected
        assert core.view.cable_out
        assert core.view.code.startswith("print('one')")

        # Something else sits where the board was: its own serial number finds it elsewhere.
        held = [*os.openpty(), *os.openpty()]
        second = room.plug_in()
        assert second != first
        told.wait(lambda event: (event.source, event.what) == ("board", "back"))
        assert not core.view.cable_out
        core.send(commands.EditCode("print('two')\n"))
        core.send(commands.Run())
        told.wait(lambda event: event.what == "print" and "two" in str(event.value))
        for end in held:
            os.close(end)
    finally:
        core.close()


def port(device: str, serial: str = SERIAL, interface: str = "") -> UsbPort:
    return UsbPort(device, 0x0D28, 0x0204, serial, interface)


def test_another_board_in_the_same_socket_is_not_the_lost_one() -> None:
    usb = Plugged(port("/dev/none0"))
    cable = Cable("serial:/dev/none0", usb)
    cable.opened("serial:/dev/none0")
    assert cable.lost(LinkLost("link_lost", port="x")).code == "cable_out"
    usb.there = [port("/dev/none0", "another")]
    assert cable.back() is None
    usb.there += [port("/dev/none7")]
    assert cable.back() == "serial:/dev/none7"
    assert cable.back() is None, "told once"
    assert cable.moniker() == "serial:/dev/none7"


def test_of_several_ports_of_one_board_the_same_is_taken() -> None:
    usb = Plugged(port("/dev/none0"), port("/dev/none1"))
    cable = Cable("serial:/dev/none1", usb)
    cable.opened("serial:/dev/none1")
    assert cable.moniker() == "serial:/dev/none1"


def test_a_board_on_the_network_has_no_cable() -> None:
    cable = Cable("tcp:127.0.0.1:9", Plugged())
    cable.opened("tcp:127.0.0.1:9")
    error = LinkLost("link_lost", port="tcp:127.0.0.1:9")
    assert cable.lost(error) is error
    assert cable.back() is None
    assert cable.moniker() == "tcp:127.0.0.1:9"


class Chooser:
    """A workbench on the lesson's own board, in a room where cables move."""

    def __init__(self, tmp_path: Path, usb: UsbView) -> None:
        self.told = Told()
        self.core = Workbench(work_dir=tmp_path / "work", usb=usb)
        self.core.subscribe(self.told.take)

    def heard(self, what: str) -> Event:
        return self.told.wait(lambda event: (event.source, event.what) == ("board", what))[1]

    def chosen(self) -> list[str]:
        return [each.moniker for each in self.core.view.boards if each.used]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(strings, "_current", ["en"])
    return tmp_path


def test_a_board_that_was_never_opened_comes_and_goes(home: Path) -> None:
    usb = Plugged()
    name_board("serial:/dev/none1", "window", Plugged(port("/dev/none1")))
    chooser = Chooser(home, usb)
    try:
        assert chooser.chosen() == ["virtual:microbit/lesson"]
        usb.there = [port("/dev/none0", "another"), port("/dev/none1")]
        labelled = chooser.told.wait(
            lambda event: event.what == "plugged" and "window" in str(event.value)
        )[1]
        assert labelled.value == {
            "moniker": "board:window",
            "port": "serial:/dev/none1",
            "name": "BBC micro:bit V2",
            "label": "window",
            "usb_serial": SERIAL,
            "drive": "",
            "used": False,
        }
        listed = [each.moniker for each in chooser.core.view.boards]
        assert listed[-3:] == ["serial:/dev/none0", "board:window", "ble:auto"]
        usb.there = []
        gone = chooser.heard("unplugged")
        assert isinstance(gone.value, dict)
        assert [each.port for each in chooser.core.view.boards] == ["", "", ""]
    finally:
        chooser.core.close()


def test_another_board_is_chosen_and_a_wrong_name_changes_nothing(home: Path) -> None:
    chooser = Chooser(home, Plugged())
    core = chooser.core
    try:
        core.send(commands.OpenPack("first-light"))
        core.send(commands.EditCode("import sys\nprint(sys.platform)\n"))
        core.send(commands.UseBoard("virtual:pico/lesson"))
        core.send(commands.Run())
        chooser.told.wait(lambda event: event.what == "print" and "rp2" in str(event.value))
        assert chooser.heard("chosen").value == core.view.board == "virtual:pico"
        core.send(commands.UseBoard("picoo"))
        chooser.told.wait_error("moniker_unknown")
        assert core.wait_idle(WAIT_S)
        assert chooser.chosen() == ["virtual:pico/lesson"]
        core.send(commands.UseBoard("tcp:127.0.0.1:9"))
        assert core.wait_idle(WAIT_S)
        assert chooser.chosen() == ["tcp:127.0.0.1:9"]
        assert not core.around().buttons
    finally:
        core.close()


@needs_pty
def test_stop_ends_the_wait_for_a_board_that_says_nothing(home: Path) -> None:
    ours, theirs = os.openpty()
    core = Workbench(board=f"serial:{os.ttyname(theirs)}", work_dir=home / "work", usb=Plugged())
    told = Told()
    core.subscribe(told.take)
    try:
        core.send(commands.OpenPack("first-light"))
        core.send(commands.Run())
        assert os.read(ours, 1) == b"\x03", "it is being looked for"
        core.send(commands.Stop())
        end = told.wait(lambda event: (event.source, event.what) == ("program", "end"))[1]
        assert end.value == "stopped"
        assert core.wait_idle(WAIT_S)
        assert not core.view.connected
        assert not [event for _, event in told.events if event.source == "error"]
    finally:
        core.close()
        os.close(ours)
        os.close(theirs)


def test_pulled_while_it_is_opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usb = Plugged(port("/dev/none0"))

    def pulled(moniker: str, **_: object) -> None:
        raise LinkLost("link_lost", port="serial:/dev/none0")

    monkeypatch.setattr("kibako.boards.opening.open_board", pulled)
    core = Workbench(board="serial:auto", work_dir=home / "work", usb=usb)
    told = Told()
    core.subscribe(told.take)
    try:
        core.send(commands.OpenPack("first-light"))
        core.send(commands.Run())
        told.wait_error("cable_out")
        # Its entry in the list is still there: the board is told to be back right away.
        assert told.wait(lambda event: event.what == "back")[1].value == "serial:/dev/none0"
        assert core.wait_idle(WAIT_S)
        assert not core.view.cable_out
    finally:
        core.close()


def test_a_board_that_is_not_there_yet_is_told_when_it_comes(home: Path) -> None:
    usb = Plugged()
    core = Workbench(board="serial:/dev/none0", work_dir=home / "work", usb=usb)
    told = Told()
    core.subscribe(told.take)
    try:
        core.send(commands.OpenPack("first-light"))
        core.send(commands.Run())
        told.wait_error("link_missing")
        assert core.wait_idle(WAIT_S)
        assert core.view.cable_out
        usb.there = [port("/dev/none0")]
        assert told.wait(lambda event: event.what == "back")[1].value == "serial:/dev/none0"
        assert not core.view.cable_out
    finally:
        core.close()


def test_a_board_out_of_reach_is_shown_as_gone_until_it_is_opened() -> None:
    cable = Cable("ble:tanuki")
    lost = LinkLost("ble_lost", port="ble:tanuki")
    assert cable.lost(lost) is lost
    assert cable.out
    assert cable.back() is None, "nobody looks for it meanwhile"
    cable.opened("ble:tanuki")
    assert not cable.out
