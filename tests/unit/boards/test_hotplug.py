"""Boards come and go while somebody looks; nothing is told twice, nothing is missed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.boards.bench_room import BenchRoom
from kibako.boards.hotplug import PlugWatch
from kibako.boards.labels import name_board
from kibako.cli.boards_watch import watch
from kibako.links import serial as links
from kibako.usb import UsbDrive, UsbPort
from kibako.virtual.usb import VirtualBench
from kibako.virtual.usb_firmware import Firmware
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from .plugged import BIT, PICO, Plugged

BOOTING = UsbDrive(Path("/media/RPI-RP2"), "RPI-RP2", 0x2E8A, 3)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("home")
def test_what_comes_and_goes_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    name_board("9904", "まど 3", Plugged(BIT))
    room = Plugged(PICO)
    moves = [
        lambda: room.there.append(BIT),
        room.there.clear,
        lambda: room.disks.append(BOOTING),
        lambda: room.there.append(UsbPort(PICO.device, BIT.vendor, BIT.product, BIT.serial)),
    ]

    def pause(_seconds: float) -> None:
        if not moves:
            raise KeyboardInterrupt
        moves.pop(0)()

    assert watch(True, PlugWatch(room), pause) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["what"], each["moniker"], each["drive"]) for each in told] == [
        ("plugged", "serial:/dev/ttyACM0", ""),
        ("plugged", "board:まど 3", ""),
        ("unplugged", "serial:/dev/ttyACM0", ""),
        ("unplugged", "board:まど 3", ""),
        ("plugged", "", str(BOOTING.path)),
        ("plugged", "board:まど 3", ""),
    ]
    assert told[1]["port"] == "serial:/dev/ttyACM1"


@pytest.mark.usefixtures("home")
def test_the_words_for_a_person(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kibako.strings._current", ["en"])

    def pause(_seconds: float) -> None:
        raise KeyboardInterrupt

    watch(False, PlugWatch(Plugged(BIT, drives=[BOOTING])), pause)
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "plugged in\tserial:/dev/ttyACM1\tBBC micro:bit V2",
        f"plugged in\t{BOOTING.path}\tRPI-RP2\t(waits for firmware)",
    ]
    assert "Ctrl-C" in said.err


@pytest.mark.usefixtures("home")
def test_a_board_that_gets_its_label_is_no_other_board() -> None:
    eyes = PlugWatch(Plugged(BIT))
    eyes.look()
    name_board("9904", "まど 3", Plugged(BIT))
    assert eyes.look() == []
    assert [each.moniker for each in eyes.there] == ["board:まど 3"]


devices = st.sampled_from(["/dev/a", "/dev/b"])
serials = st.sampled_from(["", "x", "y"])
ports = st.lists(
    st.builds(UsbPort, devices, st.just(0x2E8A), st.just(5), serials, st.just(""), st.just("")),
    max_size=3,
)


@given(st.lists(ports, max_size=6))
def test_the_changes_add_up_to_what_is_there(looks: list[list[UsbPort]]) -> None:
    room = Plugged()
    eyes = PlugWatch(room)
    there: list[tuple[str, str]] = []
    for look in looks:
        room.there = list(look)
        for change in eyes.look():
            key = (change.board.port, change.board.usb_serial)
            assert (key in there) == (change.what == "unplugged")
            there.remove(key) if key in there else there.append(key)
        assert set(there) == {(f"serial:{port.device}", port.serial) for port in look}
        assert eyes.look() == []


def test_a_device_that_is_pulled_while_the_ports_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries: list[int] = []
    there = ListPortInfo("/dev/ttyACM0")
    there.vid, there.pid, there.serial_number = 0x2E8A, 5, "e660"

    def comports() -> list[object]:
        tries.append(1)
        if len(tries) < 3:
            raise TypeError("int() argument must be a string, not 'NoneType'")
        return [there]

    monkeypatch.setattr(list_ports, "comports", comports)
    assert links.find_ports() == [UsbPort("/dev/ttyACM0", 0x2E8A, 5, "e660")]


@pytest.mark.usefixtures("home")
def test_a_bench_whose_boards_are_pulled_and_started_in_their_bootloader(tmp_path: Path) -> None:
    firmware = Firmware("1.27.0")
    with VirtualBench(tmp_path, ("pico", "microbit-v2"), firmware=firmware, pace="fast") as bench:
        room = BenchRoom(bench)
        eyes = PlugWatch(room)
        assert [each.what for each in eyes.look()] == ["plugged", "plugged"]
        serials = {each.name.split()[0]: each.usb_serial for each in eyes.there}
        bench.unplug(1)
        (gone,) = eyes.look()
        assert (gone.what, gone.board.usb_serial) == ("unplugged", serials["BBC"])
        bench.plug(1)
        bench.look()
        came = eyes.look()
        ports = {each.board.port for each in came}
        assert [each.board.usb_serial for each in came] == [serials["BBC"]]
        assert gone.board.port not in ports, "under another name"
        bench.unplug(0)
        bench.plug(0, button=True)
        went, waits = eyes.look()
        assert (went.what, waits.what) == ("unplugged", "plugged")
        assert (waits.board.name, waits.board.moniker) == ("RPI-RP2", "")
        assert Path(waits.board.drive).is_dir()
