"""The virtual bench: drives and ports come, go and answer as those of real boards do."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uflash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kibako.boards.bench_room import BenchRoom
from kibako.boards.board import Board
from kibako.errors import BoardError, FileError, KibakoError, LinkBusy, LinkLost, UsageError
from kibako.events import Event
from kibako.flash.flashing import Flashed, flash_drive
from kibako.images.targets import targets
from kibako.usb import UsbDrive, UsbPort
from kibako.virtual import boot_rom, daplink
from kibako.virtual.usb import VirtualBench
from kibako.virtual.usb_faults import parse_usb_fault
from kibako.virtual.usb_firmware import SILENT, Firmware

from tests.unit.images.making import PICO_W, block, hex_file, record, uf2_file

MICROBITS = uflash._RUNTIME.encode()
PICO = uf2_file(
    b"MicroPython v1.25.0 on 2025-04-15\0; Raspberry Pi Pico with RP2040\0" + b"x" * 900
)
PICO_FIRMWARE = Firmware("1.25.0", "2025-04-15")
V2_SAYS = b"micro:bit v2.1.2+x on 2022-11-10; MicroPython v1.18 on 2022-11-10 with nRF52833\0"
V2 = hex_file([(0, bytes(range(1, 49)) + V2_SAYS)]).encode()
V2_FIRMWARE = Firmware("1.18", "2022-11-10", "2.1.2")
V1 = hex_file([(0, bytes(48) + b"MicroPython v1.9.2 on 2017-09-01 with nRF51822")]).encode()
IMAGES = {"microbit": (V2, V2_FIRMWARE), "pico": (PICO, PICO_FIRMWARE)}
FOR_V1 = (record(4, 0, b"\0\0") + record(10, 0, b"\x99\x00\xc0\xde")).encode()


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

    def fault(self, text: str) -> None:
        self.virtual.fault(0, parse_usb_fault(text))

    def flash(self, data: bytes) -> Flashed:
        done = flash_drive(
            data, "new", self.drive().path, limit_s=90, pause=self.pause, now=lambda: self.time_s
        )
        self.pause(2.0)
        return done

    def drop(self, data: bytes, name: str = "DROPPED.HEX", seconds: float = 30.0) -> str:
        """Copy a file onto the drive as a file manager does; return the complaint."""
        path = self.drive().path / name
        path.write_bytes(data)
        self.virtual.push(path)
        self.pause(1.0)
        self.pause(seconds)
        self.pause(3.0)
        complaint = self.drive().path / "FAIL.TXT"
        return complaint.read_text() if complaint.exists() else ""

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


Make = Callable[..., Bench]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Bench] = []

    def bench(*boards: str, firmware: Firmware | None = None) -> Bench:
        made.append(Bench(tmp_path / str(len(made)), list(boards), firmware))
        return made[-1]

    yield bench
    for each in made:
        each.virtual.close()


def test_a_fresh_micro_bit_gets_micropython(make: Make) -> None:
    bench = make("microbit")
    before = bench.port()
    assert (bench.drive().label, bench.drive().serial) == ("MICROBIT", before.serial)
    link = bench.room.open_port(before.device)
    link.open()
    link.write(b"\x03")
    assert link.read(100, 0.0) == b""
    done = bench.flash(MICROBITS)
    assert done.came_back
    assert bench.time_s > len(MICROBITS) / 40_000
    # The interface chip takes its drive away alone: the port stays, also for who has it open.
    assert bench.port() == before
    link.write(b"\r\x02")
    assert b"MicroPython v1.13 on 2021-03-16" in link.read(1000, 2.0)
    link.close()
    assert bench.release() == done.firmware.release == "2.0.0-beta.5"
    assert bench.told() == ["plugged", "flashed", "remounts", "plugged"]


def test_an_older_interface_chip_shows_its_port_under_a_new_name(make: Make) -> None:
    bench = make("microbit")
    bench.fault("renames")
    before = bench.port()
    link = bench.room.open_port(before.device)
    link.open()
    assert bench.flash(V2).came_back
    with pytest.raises(LinkLost):
        link.read(100, 0.0)
    after = bench.port()
    assert (after.serial, after.socket) == (before.serial, before.socket)
    assert after.device != before.device
    assert bench.release() == "2.1.2"


def test_a_fresh_pico_is_in_its_boot_rom_and_gets_micropython(make: Make) -> None:
    bench = make("pico")
    assert bench.room.ports() == []
    drive = bench.drive()
    assert (drive.label, drive.serial) == ("RPI-RP2", boot_rom.SERIAL)
    assert not bench.flash(PICO).came_back
    assert bench.room.drives() == []
    port = bench.port()
    assert (port.usb_id, port.socket) == ("2e8a:0005", drive.socket)
    board = bench.board()
    assert board.identity.board_id == port.serial
    assert board.identity.release.startswith("v1.25.0")
    board.close()


def test_a_pico_goes_to_its_boot_rom_when_its_program_says_so(make: Make) -> None:
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


def test_an_image_for_a_pico_w_runs_on_a_pico_and_says_what_it_is(make: Make) -> None:
    bench = make("pico")
    bench.flash(uf2_file(PICO_W))
    board = bench.board()
    assert board.identity.name == "Raspberry Pi Pico W"
    assert board.identity.board_id == bench.port().serial
    board.close()


@pytest.mark.parametrize(("name", "image"), [("microbit", V2), ("pico", PICO)])
def test_a_cable_pulled_at_any_moment_leaves_a_board_that_can_be_flashed(
    make: Make, name: str, image: bytes
) -> None:
    for moment in range(1, 60, 2):
        bench = make(name)
        bench.fault("slow-drive:1000")
        (bench.drive().path / f"NEW.{'HEX' if name == 'microbit' else 'UF2'}").write_bytes(image)
        for _ in range(moment):
            bench.pause(0.1)
        (board,) = bench.virtual.boards
        bench.virtual.unplug(0)
        assert bench.room.drives() == bench.room.ports() == []
        assert board.firmware in (None, SILENT, IMAGES[name][1])
        bench.virtual.plug(0, button=name == "pico")
        bench.flash(image)
        assert board.firmware == IMAGES[name][1]
        assert bench.port().serial == board.serial
        bench.virtual.close()


def test_a_port_is_for_one_program_alone(make: Make) -> None:
    bench = make("pico", firmware=Firmware("1.27.0"))
    first, second = (bench.room.open_port(bench.port().device) for _ in range(2))
    first.open()
    with pytest.raises(LinkBusy):
        second.open()
    first.close()
    second.open()
    second.close()


@pytest.mark.parametrize(
    ("data", "complaint", "runs"),
    [
        (V2.replace(b"01", b"02", 1), daplink.CHECKSUM, "2.1.2"),
        (V2[:200] + b"0" + V2[200:], daplink.CHECKSUM, ""),
        (V1, daplink.INCOMPATIBLE, ""),
        (hex_file([(0x2000_0000, bytes(48))]).encode(), daplink.WRITE_FAILED, "2.1.2"),
        (FOR_V1 + V1, daplink.INCOMPLETE, "2.1.2"),
        (b":10000000" + b"\x89PNG" * 300, daplink.CHECKSUM, "2.1.2"),
        # No complaint in these cases: only asking the board itself tells that it does not run.
        (V2[: len(V2) - 13], "", ""),
        (hex_file([(0, b"\1" * 200)]).encode(), "", ""),
        (b"\x89PNG" * 300, "", "2.1.2"),
        (PICO, "", "2.1.2"),
    ],
)
def test_a_micro_bit_says_what_it_makes_of_a_file(
    make: Make, data: bytes, complaint: str, runs: str
) -> None:
    bench = make("microbit", firmware=Firmware("1.18", "2022-01-01", "2.1.2"))
    said = bench.drop(data)
    assert said == (f"error: {complaint}\ntype: user\n" if complaint else "")
    assert not (bench.drive().path / "DROPPED.HEX").exists()
    assert bench.virtual.boards[0].kind == ("micropython" if runs else "silent")


def test_a_v1_has_no_room_for_a_v2s_image(make: Make) -> None:
    bench = make("microbit-v1")
    assert daplink.WRITE_FAILED in bench.drop(hex_file([(0x5_0000, bytes(48))]).encode())
    assert daplink.INCOMPLETE not in bench.drop(V1)


def test_a_file_that_is_still_being_written_is_waited_for(make: Make) -> None:
    bench = make("microbit")
    path = bench.drive().path / "SLOW.HEX"
    path.write_bytes(V2[:100])
    for _ in range(10):
        bench.pause(1.5)
    path.write_bytes(V2)
    for _ in range(10):
        bench.pause(1.5)
    assert bench.release() == "2.1.2"


def test_what_is_no_image_stays_on_the_drive_and_does_no_harm(make: Make) -> None:
    bench = make("microbit", firmware=V2_FIRMWARE)
    bench.drop(b"hello", "A.TXT", seconds=60)
    assert (bench.drive().path / "A.TXT").exists()
    assert bench.flash(V2).came_back
    bench.fault("slow-drive:100")
    (bench.drive().path / "B.TXT").write_bytes(b"hello" * 100)
    bench.pause(0.1)
    bench.pause(1.0)
    bench.virtual.unplug(0)
    bench.virtual.plug(0)
    assert bench.release() == "2.1.2"


@pytest.mark.parametrize(
    ("data", "runs"),
    [
        (PICO[:-512], SILENT),
        (PICO[:512] + PICO[1024:], SILENT),
        (uf2_file(PICO, family=0xE48BFF59), None),
        (uf2_file(PICO, start=0x3000_0000), None),
        (V2, None),
        (PICO[512:1024] + PICO[:512] + PICO[1024:], PICO_FIRMWARE),
        (PICO[:1024] + PICO[512:], PICO_FIRMWARE),
        (b"junk" * 128 + PICO, PICO_FIRMWARE),
        (PICO[:1024] + block(0x1000_0000, 0, 99, bytes(256)) + PICO[1024:], SILENT),
        (uf2_file(b"\0" * 512, start=0x2000_0000), SILENT),
    ],
)
def test_a_boot_rom_looks_at_each_block_by_itself(data: bytes, runs: Firmware | None) -> None:
    assert boot_rom.take(data, targets()["pico"]).firmware == runs


def test_a_boot_rom_passes_over_what_is_not_for_it(make: Make) -> None:
    bench = make("pico")
    for data in (V2, uf2_file(PICO, family=0xE48BFF59), PICO[:-512]):
        bench.drop(data, "DROPPED.UF2", seconds=100)
        assert bench.room.ports() == []
        (bench.drive().path / "DROPPED.UF2").unlink()
    assert bench.told() == ["plugged"]
    # The last block of the last file, in a file of its own: the ROM adds them up.
    (bench.drive().path / "REST.UF2").write_bytes(PICO[-512:])
    for _ in range(4):
        bench.pause(1.0)
    assert bench.told() == ["plugged", "flashed", "unplugged", "plugged"]
    assert bench.release() == "1.25.0"


def test_a_button_held_shows_the_bootloader(make: Make) -> None:
    bench = make("microbit", "pico", firmware=Firmware("1.27.0"))
    assert len(bench.room.ports()) == 2
    bench.virtual.press_bootsel(0)
    bench.virtual.press_bootsel(1)
    assert [drive.label for drive in bench.room.drives()] == ["MAINTENANCE", "RPI-RP2"]
    assert bench.room.ports() == []
    bench.virtual.unplug(1)
    assert daplink.MAINTENANCE in bench.drop(V2)


def test_two_drives_of_one_name_are_mounted_side_by_side(make: Make) -> None:
    bench = make("microbit", "microbit", "microbit-v1")
    drives = bench.room.drives()
    assert [drive.path.name for drive in drives] == ["MICROBIT", "MICROBIT1", "MICROBIT2"]
    assert len({drive.serial for drive in drives}) == 3
    assert [drive.serial[:4] for drive in drives] == ["9904", "9904", "9901"]


def test_a_drive_that_comes_back_elsewhere_is_followed(make: Make) -> None:
    """One board takes the folder that another one has just left, with a complaint of its own."""
    bench = make("microbit", "microbit")
    first, second = bench.room.drives()
    (second.path / "BAD.HEX").write_bytes(V1)
    for _ in range(4):
        bench.pause(0.3)
    assert bench.room.drives() == [first]
    done = flash_drive(
        V2,
        "new",
        first.path,
        view=bench.room,
        limit_s=30,
        pause=bench.pause,
        now=lambda: bench.time_s,
    )
    assert done.came_back
    assert (first.path / "FAIL.TXT").exists()
    mounted = {drive.serial: drive.path for drive in bench.room.drives()}
    assert mounted == {first.serial: second.path, second.serial: first.path}


# What can be wrong


def test_a_drive_that_vanishes_is_told_as_such(make: Make) -> None:
    bench = make("pico", firmware=Firmware("1.20.0"))
    bench.virtual.press_bootsel(0)
    bench.fault("drive-gone:600")
    path = bench.drive().path / "NEW.UF2"
    path.write_bytes(PICO)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        bench.virtual.push(path)
    bench.pause(2.0)
    bench.flash(PICO)
    assert bench.release() == "1.25.0"


def test_a_board_may_refuse_for_no_reason_and_take_it_later(make: Make) -> None:
    bench = make("microbit")
    bench.fault("refuses:1")
    with pytest.raises(BoardError, match="during the transfer"):
        bench.flash(V2)
    bench.pause(5.0)
    assert bench.flash(V2).came_back


def test_other_troubles(make: Make) -> None:
    bench = make("microbit")
    bench.fault("wrong-id")
    with pytest.raises(BoardError):
        bench.flash(V2)
    bench = make("microbit")
    bench.fault("never-back")
    assert not bench.flash(V2).came_back
    assert bench.room.ports() == []
    bench = make("microbit")
    bench.fault("dead")
    assert bench.flash(V2).came_back
    assert bench.virtual.boards[0].kind == "silent"
    bench = make("microbit")
    bench.fault("slow-drive:100")
    bench.flash(V2)
    assert bench.time_s > len(V2) / 100


@pytest.mark.parametrize(
    ("fault", "code"),
    [("garbage", "board_noise"), ("arduino", "board_other_program"), ("circuitpython", None)],
)
def test_boards_that_answer_otherwise(make: Make, fault: str, code: str | None) -> None:
    bench = make("pico", firmware=Firmware("1.27.0"))
    bench.fault(fault)
    board = Board(bench.room.open_port(bench.port().device))
    if code is None:
        assert board.connect(1.0).implementation == "circuitpython"
    else:
        with pytest.raises(KibakoError) as raised:
            board.connect(0.5)
        assert raised.value.code == code
    board.close()
    bench.virtual.press_bootsel(0)
    bench.flash(PICO)
    assert bench.virtual.boards[0].kind == ("garbage" if fault == "garbage" else "micropython")


@pytest.mark.parametrize("text", ["unplug", "refuses:0", "dead:1", "", "slow-drive:x"])
def test_a_fault_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_usb_fault(text)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "drives").write_text("a file, where a folder should be")
    with pytest.raises(FileError):
        VirtualBench(tmp_path, ["pico"])


def test_a_bench_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        VirtualBench(tmp_path, ["pico"] * 101)


# Images that are not what they should be


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, bytes]:
    """An image and what happened to it: cut off, a part lost, twice or elsewhere, bytes changed."""
    board = draw(st.sampled_from(sorted(IMAGES)))
    data = IMAGES[draw(st.sampled_from([board, board, board, *sorted(IMAGES)]))][0]
    first, second = sorted(draw(st.tuples(*[st.integers(0, len(data))] * 2)))
    how = draw(st.sampled_from(["cut", "lost", "twice", "changed", "changed", "changed"]))
    if how == "cut":
        return board, data[:first]
    # The lines of a hex have no numbers: where some are gone as a whole, nobody can miss them.
    if how in ("lost", "twice") and data[:1] != b":":
        return board, data[:first] + data[second:] if how == "lost" else data[:second] + data[
            first:
        ]
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(data) - 1))
        if data[:1] == b":" or place % 512 < 32 or place % 512 >= 508:
            # A UF2 has no sum over what it carries: nobody can see a change there.
            changed[place] ^= draw(st.integers(1, 255))
    return board, bytes(changed)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(broken())
def test_a_broken_image_is_not_written_and_never_boots(
    tmp_path_factory, case: tuple[str, bytes]
) -> None:
    name, data = case
    _, meant = IMAGES[name]
    bench = Bench(tmp_path_factory.mktemp("bench"), [name], None)
    (board,) = bench.virtual.boards
    before = sorted(bench.drive().path.iterdir())
    try:
        bench.flash(data)
    except KibakoError as error:
        assert str(error)
        assert sorted(bench.drive().path.iterdir()) == before
        assert board.firmware is None
        # Whoever copies it there by hand all the same gets nothing else than what was meant.
        bench.drop(data, "BROKEN.UF2" if name == "pico" else "BROKEN.HEX")
    except ValueError:
        assert name == "pico"  # the drive is gone
    assert board.firmware in (None, SILENT, meant)
    bench.virtual.close()


def test_the_bench_looks_after_its_drives_by_itself(tmp_path: Path) -> None:
    flashed = threading.Event()

    def hear(event: Event) -> None:
        if event.what == "flashed":
            flashed.set()

    with VirtualBench(tmp_path, ["pico"], bytes_s=10**7, on_event=hear) as bench:
        (drive,) = bench.drives()
        (drive.path / "NEW.UF2").write_bytes(PICO)
        assert flashed.wait(10.0)
