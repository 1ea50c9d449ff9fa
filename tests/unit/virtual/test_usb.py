"""The virtual bench: drives and ports come, go and answer as those of real boards do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import uflash
from kibako.boards.bench_room import BenchRoom
from kibako.boards.board import Board
from kibako.errors import BoardError, LinkBusy, LinkLost
from kibako.events import Event
from kibako.flash.flashing import Flashed, flash_drive
from kibako.usb import UsbDrive, UsbPort
from kibako.virtual.usb import VirtualBench
from kibako.virtual.usb_board import BOOT_ROM_SERIAL, Firmware

from tests.unit.images.making import PICO_W, hex_file, uf2_file

MICROBITS = uflash._RUNTIME.encode()
PICO = b"MicroPython v1.25.0 on 2025-04-15\0; Raspberry Pi Pico with RP2040\0"


class Bench:
    """A bench on a clock of its own: time passes when somebody waits."""

    def __init__(self, folder: Path, boards: list[str], firmware: Firmware | None) -> None:
        self.time_s = 0.0
        self.events: list[Event] = []
        self.virtual = VirtualBench(
            folder,
            boards,
            firmware=firmware,
            pace="fast",
            now=lambda: self.time_s,
            pause=self.pause,
            on_event=self.events.append,
        )
        self.room = BenchRoom(self.virtual)

    def pause(self, seconds: float) -> None:
        self.time_s += seconds
        self.virtual.look()

    def port(self) -> UsbPort:
        (port,) = self.room.ports()
        return port

    def drive(self) -> UsbDrive:
        (drive,) = self.room.drives()
        return drive

    def flash(self, data: bytes) -> Flashed:
        done = flash_drive(
            data, "new", self.drive().path, limit_s=90, pause=self.pause, now=lambda: self.time_s
        )
        self.pause(2.0)
        return done

    def drop(self, data: bytes, name: str = "DROPPED.HEX") -> None:
        """Copy a file onto the drive as a file manager does, and wait."""
        path = self.drive().path / name
        path.write_bytes(data)
        self.virtual.push(path)
        for _ in range(200):
            self.pause(0.1)

    def board(self) -> Board:
        board = Board(self.room.open_port(self.port().device))
        board.connect(5.0)
        return board

    def release(self) -> str:
        board = self.board()
        release = board.exec("import os; print(os.uname()[2])").decode().strip()
        board.close()
        return release

    def told(self) -> list[str]:
        return [event.what for event in self.events]


@pytest.fixture
def make(tmp_path: Path) -> Iterator:
    made: list[Bench] = []

    def bench(*boards: str, firmware: Firmware | None = None) -> Bench:
        made.append(Bench(tmp_path / str(len(made)), list(boards), firmware))
        return made[-1]

    yield bench
    for each in made:
        each.virtual.close()


def test_a_fresh_micro_bit_gets_micropython(make) -> None:
    bench = make("microbit")
    before = bench.port()
    assert (bench.drive().label, bench.drive().serial) == ("MICROBIT", before.serial)
    link = bench.room.open_port(before.device)
    link.open()
    link.write(b"\x03")
    assert link.read(100, 0.0) == b""
    done = bench.flash(MICROBITS)
    assert done.came_back
    with pytest.raises(LinkLost):
        link.read(100, 0.0)
    after = bench.port()
    assert (after.serial, after.socket) == (before.serial, before.socket)
    assert after.device != before.device
    assert bench.release() == done.firmware.release == "2.0.0-beta.5"
    assert bench.time_s > len(MICROBITS) / 40_000
    assert bench.told() == ["plugged", "flashed", "unplugged", "plugged"]


def test_a_fresh_pico_is_in_its_boot_rom_and_gets_micropython(make) -> None:
    bench = make("pico")
    assert bench.room.ports() == []
    drive = bench.drive()
    assert (drive.label, drive.serial) == ("RPI-RP2", BOOT_ROM_SERIAL)
    assert not bench.flash(uf2_file(PICO)).came_back
    assert bench.room.drives() == []
    port = bench.port()
    assert (port.usb_id, port.socket) == ("2e8a:0005", drive.socket)
    board = bench.board()
    assert board.identity.board_id == port.serial
    assert board.identity.release.startswith("v1.25.0")
    board.close()


def test_a_pico_goes_to_its_boot_rom_when_its_program_says_so(make) -> None:
    bench = make("pico-w", firmware=Firmware("1.22.0"))
    board = bench.board()
    board.write_file("main.py", b"x = 1\n")
    with pytest.raises((LinkLost, BoardError)):
        board.exec("import machine; machine.bootloader()", timeout_s=5)
    assert bench.room.ports() == []
    bench.pause(2.0)
    bench.flash(uf2_file(PICO_W))
    board = bench.board()
    assert board.identity.release.startswith("v1.27.0")
    assert board.read_file("main.py") == b"x = 1\n"
    board.close()


def test_a_port_is_for_one_program_alone(make) -> None:
    bench = make("pico", firmware=Firmware("1.27.0"))
    first, second = (bench.room.open_port(bench.port().device) for _ in range(2))
    first.open()
    with pytest.raises(LinkBusy):
        second.open()
    first.close()
    second.open()
    second.close()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (MICROBITS[:-2], "Checksum|Parser"),
        (MICROBITS[: len(MICROBITS) // 2 // 44 * 44], "timed out|Parser"),
        (b"\x89PNG" * 500, "format is unknown"),
        (uf2_file(PICO), "format is unknown"),
        (hex_file([(0x2000_0000, b"MicroPython v1.2 on 2025-01-01 with nRF52833")]).encode(), "."),
    ],
)
def test_a_micro_bit_says_why_it_takes_a_file_not(make, data: bytes, reason: str) -> None:
    bench = make("microbit", firmware=Firmware("1.18", "2022-01-01", "2.1.2"))
    bench.drop(data)
    assert re.search(reason, (bench.drive().path / "FAIL.TXT").read_text())
    assert bench.release() == "2.1.2"


def test_a_boot_rom_passes_over_what_is_not_for_it(make) -> None:
    bench = make("pico")
    for data in (uf2_file(PICO)[:-1], uf2_file(PICO, family=0xE48BFF59), MICROBITS[:10_000]):
        bench.drop(data, "DROPPED.UF2")
        assert bench.room.ports() == []
        (bench.drive().path / "DROPPED.UF2").unlink()
    assert bench.told() == ["plugged"]


def test_a_button_held_shows_the_bootloader(make) -> None:
    bench = make("microbit", "pico", firmware=Firmware("1.27.0"))
    assert len(bench.room.ports()) == 2
    bench.virtual.press_bootsel(0)
    bench.virtual.press_bootsel(1)
    assert [drive.label for drive in bench.room.drives()] == ["MAINTENANCE", "RPI-RP2"]
    assert bench.room.ports() == []
