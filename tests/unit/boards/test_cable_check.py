"""What comes to USB when a person plugs something in, and what that says of the cable."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kibako import strings
from kibako.boards import cable_check
from kibako.boards.cable_check import (
    LIMIT_S,
    UsbDevice,
    await_device,
    board_name,
    usb_devices,
    verdict,
)
from kibako.boards.checkup import look_at_power
from kibako.cli import doctor_boards

MOUSE = UsbDevice("1-1", 0x046D, 0xC077, "", "USB Optical Mouse")
PICO = UsbDevice("1-2", 0x2E8A, 0x0005, "e660", "Board in FS mode")
BOTH_PARTS = UsbDevice("1-3", 0x046D, 0x0001, "", "a hub's keyboard")
PICOS = " / ".join(f"Raspberry Pi Pico{which}" for which in ("", " 2", " 2 W", " W"))


class Person:
    """Moves cables while the time goes on."""

    def __init__(self, *moves: tuple[float, set[UsbDevice]]) -> None:
        self.moves = list(moves)
        self.now_s = 0.0

    def devices(self) -> frozenset[UsbDevice]:
        there = [devices for at, devices in self.moves if at <= self.now_s]
        return frozenset(there[-1])

    def now(self) -> float:
        return self.now_s

    def pause(self, seconds: float) -> None:
        self.now_s += seconds

    def waits(self) -> UsbDevice | None:
        return await_device(self.devices, self.now, self.pause)


def test_a_board_that_was_there_counts_when_it_comes_back() -> None:
    person = Person((0, {MOUSE, PICO}), (3, {MOUSE}), (6, {MOUSE, PICO}))
    assert person.waits() == PICO
    assert person.now_s < 9
    assert verdict(PICO) is None
    assert board_name(PICO) == PICOS


def test_nothing_comes_on_a_cable_without_data() -> None:
    person = Person((0, {MOUSE, PICO}), (3, {MOUSE}))
    assert person.waits() is None
    assert person.now_s == pytest.approx(LIMIT_S, abs=1)
    error = verdict(None)
    assert error is not None
    assert error.code == "cable_no_data"


def test_of_what_comes_together_the_board_is_meant() -> None:
    assert Person((0, set()), (1, {BOTH_PARTS}), (1.4, {BOTH_PARTS, PICO})).waits() == PICO


@pytest.mark.parametrize("lang", strings.LANGUAGES)
@pytest.mark.parametrize(
    ("usb_id", "code"),
    [
        ((0x2E8A, 0x0003), "usb_bootloader"),
        ((0x2E8A, 0x000A), "usb_c_program"),
        ((0x239A, 0x80F4), "usb_circuitpython"),
        ((0x2341, 0x0043), "usb_arduino"),
        ((0x046D, 0xC077), "usb_stranger"),
    ],
)
def test_what_came_is_named(
    usb_id: tuple[int, int], code: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strings, "_current", [lang])
    error = verdict(UsbDevice("1-1", *usb_id, "", "A\x1b[31m thing"))
    assert error is not None
    assert error.code == code
    assert "\x1b" not in error.what
    assert error.next_step


def sysfs(root: Path, place: str, **files: bytes) -> None:
    folder = root / "sys/bus/usb/devices" / place
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_devices_of_linux_without_hubs(tmp_path: Path) -> None:
    sysfs(tmp_path, "usb1", idVendor=b"1d6b\n", idProduct=b"0002\n", bDeviceClass=b"09\n")
    sysfs(tmp_path, "1-2", idVendor=b"2e8a\n", idProduct=b"0005\n", bDeviceClass=b"ef\n",
          serial=b"e660\n", product=b"Board in FS mode\n")  # fmt: skip
    sysfs(tmp_path, "1-2:1.0", bInterfaceClass=b"02\n")
    assert usb_devices(tmp_path, "linux") == {PICO}
    assert usb_devices(tmp_path / "none", "linux") == frozenset()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(vendor=st.binary(max_size=20), name=st.binary(max_size=300))
def test_odd_descriptors_raise_nothing(tmp_path: Path, vendor: bytes, name: bytes) -> None:
    sysfs(tmp_path, "1-1", idVendor=vendor, idProduct=b"0005", product=name)
    for device in usb_devices(tmp_path, "linux"):
        error = verdict(device)
        assert error is None or error.what


def test_the_power_of_the_sockets(tmp_path: Path) -> None:
    assert look_at_power(tmp_path) == []
    alarm = tmp_path / "sys/class/hwmon/hwmon1/in0_lcrit_alarm"
    alarm.parent.mkdir(parents=True)
    (alarm.parent / "name").write_text("rpi_volt\n")
    counts = tmp_path / "sys/bus/usb/devices/1-0:1.0/usb1-port2/over_current_count"
    counts.parent.mkdir(parents=True)
    for said, codes in (
        ("0", []),
        ("1", ["checkup_undervoltage", "checkup_over_current"]),
    ):
        alarm.write_text(f"{said}\n")
        counts.write_text(f"{said}\n")
        found = look_at_power(tmp_path)
        assert [each.code for each in found] == codes
        assert all(each.what and each.next_step for each in found)
    assert "usb1-port2" in found[1].what


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("came", [PICO, MOUSE, None])
def test_the_answer_of_the_command(
    came: UsbDevice | None,
    as_json: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strings, "_current", ["en"])
    monkeypatch.setattr(cable_check, "await_device", lambda: came)
    status = doctor_boards.check_cable(as_json=as_json)
    said = capsys.readouterr()
    assert status == (0 if came is PICO else 3)
    if as_json:
        answer = json.loads(said.out)
        assert answer["ok"] == (came is PICO)
        assert answer.get("usb_id") == (came.usb_id if came else None)
        assert ("next" in answer) == (came is not PICO)
    else:
        assert ("carries data" in said.out + said.err) == (came is not None)
