"""The boards in hardware/boards/: all of them are read, and say what is true."""

import pytest
from kibako.boards.discovery import default_moniker, list_boards
from kibako.boards.profile import profile_of_machine, profiles, profiles_of_usb
from kibako.usb import UsbPort

from .plugged import Plugged

PICOS = " / ".join(f"Raspberry Pi Pico{which}" for which in ("", " 2", " 2 W", " W"))


def test_every_profile_is_whole() -> None:
    assert set(profiles()) == {"microbit-v1", "microbit-v2", "pico", "pico-w", "pico-2", "pico-2-w"}
    for profile in profiles().values():
        assert profile.heap_bytes > 0
        assert profile.files_bytes > 0
        assert profile.chunk_bytes > 0
        names = [pin.name for pin in profile.pins]
        assert len(names) == len(set(names))
        assert len({pin.gpio for pin in profile.pins}) == len(names)


def test_aliases_belong_to_one_board() -> None:
    names = [name for p in profiles().values() for name in (p.id, *p.aliases)]
    assert len(names) == len(set(names))
    assert "microbit" in profiles()["microbit-v2"].aliases


@pytest.mark.parametrize("name", ["json", "select", "asyncio", "binascii", "socket", "dataclasses"])
def test_a_microbit_is_a_smaller_python(name: str) -> None:
    for board in ("microbit-v1", "microbit-v2"):
        assert name not in profiles()[board].modules
        assert not profiles()[board].folders
        assert not profiles()[board].rename


@pytest.mark.parametrize(
    ("machine", "platform", "found"),
    [
        ("micro:bit with nRF51822", "microbit", "microbit-v1"),
        ("micro:bit with nRF52833", "microbit", "microbit-v2"),
        ("Kibako virtual micro:bit with nRF52833", "microbit", "microbit-v2"),
        ("Raspberry Pi Pico with RP2040", "rp2", "pico"),
        ("Raspberry Pi Pico W with RP2040", "rp2", "pico-w"),
        ("Raspberry Pi Pico 2 W with RP2350", "rp2", "pico-2-w"),
        ("Raspberry Pi Pico2 with RP2350", "rp2", "pico-2"),
        ("Generic ESP32 module with ESP32", "esp32", None),
    ],
)
def test_a_board_is_known_by_what_it_says(machine: str, platform: str, found: str | None) -> None:
    profile = profile_of_machine(machine, platform)
    assert (profile.id if profile else None) == found


@pytest.mark.parametrize(
    ("serial", "found"),
    [
        ("9904360b4e45", ["microbit-v2"]),
        ("9901000052", ["microbit-v1"]),
        ("", ["microbit-v1", "microbit-v2"]),
    ],
)
def test_the_serial_number_tells_microbits_apart(serial: str, found: list[str]) -> None:
    assert [p.id for p in profiles_of_usb(0x0D28, 0x0204, serial)] == found


def test_default_board() -> None:
    view = Plugged()
    assert list_boards(view) == []
    assert default_moniker(view) == "virtual:microbit"
    view.there.append(UsbPort("/dev/ttyACM0", 0x2E8A, 0x0005, "e660"))
    (pico,) = list_boards(view)
    assert pico.moniker == default_moniker(view) == "serial:/dev/ttyACM0"
    assert pico.name == PICOS
    view.there.append(UsbPort("/dev/ttyACM1", 0x0D28, 0x0204, "9904"))
    assert default_moniker(view) == "virtual:microbit", "of two, neither is the obvious one"
