"""Each thing that keeps a board from being used is found, in made-up computers."""

import os
from pathlib import Path

import pytest
from kibako.boards import checkup
from kibako.boards.cable_check import UsbDevice
from kibako.boards.checkup import RULE, look_at_usb, udev_rule, write_udev_rule
from kibako.errors import FileError, LinkError
from kibako.processes import Process
from kibako.usb import UsbDrive, UsbPort


class Room:
    def __init__(self, port: Path | None = None, drive: str = "") -> None:
        self._port, self._drive = port, drive

    def ports(self) -> list[UsbPort]:
        return [UsbPort(str(self._port), 0x2E8A, 0x0005, "e660")] if self._port else []

    def drives(self) -> list[UsbDrive]:
        return [UsbDrive(Path("/media") / self._drive, self._drive)] if self._drive else []


@pytest.fixture
def port(tmp_path: Path) -> Path:
    path = tmp_path / "ttyACM0"
    path.touch()
    return path


def codes(view: Room, root: Path, system: str = "linux") -> list[str]:
    found = look_at_usb(view, root, system)
    assert all(each.what and each.next_step for each in found)
    return [each.code for each in found]


def test_no_permission_and_no_rule_until_it_is_written(
    port: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object, _mode: int) -> bool:
        return False

    def refused(path: Path) -> LinkError:
        return LinkError("link_permission", port=str(path), group="dialout", user="hana")

    monkeypatch.setattr(os, "access", refuse)
    monkeypatch.setattr(checkup, "permission_error", refused)
    (tmp_path / RULE).parent.mkdir(parents=True)
    assert codes(Room(port), tmp_path) == ["link_permission", "checkup_no_rule"]
    assert write_udev_rule(tmp_path).read_text() == udev_rule()
    assert codes(Room(port), tmp_path) == ["link_permission"]


def test_modem_manager_matters_only_while_a_board_is_there_and_no_rule(
    port: Path, tmp_path: Path
) -> None:
    (tmp_path / "proc/77").mkdir(parents=True)
    (tmp_path / "proc/77/comm").write_text("ModemManager\n")
    assert codes(Room(), tmp_path) == []
    assert codes(Room(port), tmp_path) == ["checkup_modem_manager"]
    assert codes(Room(port), tmp_path, "darwin") == []


def test_who_has_the_port(port: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def thonny(_port: str) -> Process:
        return Process("thonny", 42)

    monkeypatch.setattr(checkup, "owner_of", thonny)
    (found,) = look_at_usb(Room(port), tmp_path)
    assert (found.code, found.fields["owner"], found.fields["pid"]) == ("link_busy", "thonny", 42)


def test_boards_that_wait_for_firmware(tmp_path: Path) -> None:
    assert codes(Room(drive="RPI-RP2"), tmp_path) == ["checkup_rpi_rp2"]
    assert codes(Room(drive="RP2350"), tmp_path) == ["checkup_rpi_rp2"]
    assert codes(Room(drive="MAINTENANCE"), tmp_path) == ["checkup_maintenance"]
    assert codes(Room(drive="MICROBIT"), tmp_path) == []


def test_what_is_no_micropython_is_named_by_its_usb_numbers(tmp_path: Path) -> None:
    devices = [
        UsbDevice("1-1", 0x046D, 0xC077, "", "a mouse"),
        UsbDevice("1-2", 0x2E8A, 0x0003, "", "RP2 Boot"),
        UsbDevice("1-3", 0x2E8A, 0x000A, "", "Pico"),
        UsbDevice("1-4", 0x2E8A, 0x0005, "", "Board in FS mode"),
    ]
    found = look_at_usb(Room(), tmp_path, "linux", devices)
    assert [each.code for each in found] == ["usb_bootloader", "usb_c_program"]
    found = look_at_usb(Room(drive="RPI-RP2"), tmp_path, "linux", devices)
    assert [each.code for each in found] == ["usb_c_program", "checkup_rpi_rp2"]


def test_a_rule_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="sudo"):
        write_udev_rule(tmp_path)
