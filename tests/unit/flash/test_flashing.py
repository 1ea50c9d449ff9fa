"""One board's drive: nothing is written to the wrong board, and what the drive shows is told."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import uflash
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kibako.errors import KibakoError
from kibako.flash.drive import look_at_drive
from kibako.flash.flashing import Flashed, flash_drive

from tests.unit.images.making import PICO_W, hex_file, uf2_file

MICROBITS = uflash._RUNTIME.encode()
DETAILS = "# DAPLink Firmware\r\nUnique ID: {}\r\nDaplink Mode: {}\r\nInterface Version: 0255\r\n"
INFO = "UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: {}\r\n"
FAIL = "error: The hex file cannot be decoded.\r\ntype: user\r\n"


class Room:
    """A folder that stands for a board's drive, and a clock of its own.

    ``deeds`` are what the board does, one each time somebody waits for it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time_s = 0.0
        self.deeds: list[Callable[[], object]] = []

    def microbit(self, unique_id: str = "9904360254", mode: str = "Interface") -> "Room":
        (self.folder / "DETAILS.TXT").write_text(DETAILS.format(unique_id, mode))
        return self

    def pico(self, board: str = "RPI-RP2") -> "Room":
        (self.folder / "INFO_UF2.TXT").write_text(INFO.format(board))
        return self

    def vanish(self) -> None:
        for path in self.folder.iterdir():
            path.unlink()

    def fail(self) -> None:
        (self.folder / "FAIL.TXT").write_text(FAIL)

    def forgive(self) -> None:
        (self.folder / "FAIL.TXT").unlink()

    def take(self) -> None:
        (self.folder / "KIBAKO.HEX").unlink()

    def pause(self, seconds: float) -> None:
        self.time_s += seconds
        if self.deeds:
            self.deeds.pop(0)()

    def flash(self, data: bytes) -> Flashed:
        return flash_drive(
            data, "new", self.folder, limit_s=5, pause=self.pause, now=lambda: self.time_s
        )

    def refusal(self, data: bytes) -> KibakoError:
        with pytest.raises(KibakoError) as raised:
            self.flash(data)
        assert str(raised.value)
        return raised.value

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_a_micro_bit_takes_the_file_goes_and_comes_back(room: Room) -> None:
    written: list[bytes] = []
    room.microbit().deeds = [
        lambda: written.append((room.folder / "KIBAKO.HEX").read_bytes()),
        room.vanish,
        room.microbit,
    ]
    done = room.flash(MICROBITS)
    assert written == [MICROBITS]
    assert done.boards == ("microbit-v2",)
    assert (done.firmware.release, done.unique_id) == ("2.0.0-beta.5", "9904360254")
    assert done.came_back


def test_a_pico_takes_the_file_and_is_gone(room: Room) -> None:
    room.pico().deeds = [room.vanish]
    done = room.flash(uf2_file(PICO_W))
    assert (done.boards, done.came_back) == (("pico-w",), False)


def test_a_micro_bit_that_never_comes_back_is_not_called_well(room: Room) -> None:
    room.microbit().deeds = [room.vanish]
    assert not room.flash(MICROBITS).came_back
    assert room.time_s >= 5


def test_what_the_board_complains_of_is_told(room: Room) -> None:
    room.microbit().deeds = [room.vanish, lambda: (room.microbit(), room.fail())]
    error = room.refusal(MICROBITS)
    assert error.code == "flash_refused"
    assert error.fields["reason"] == "The hex file cannot be decoded."


def test_an_old_complaint_is_not_taken_for_a_new_one(room: Room) -> None:
    room.microbit().fail()
    room.deeds = [room.forgive, room.take]
    assert room.flash(MICROBITS).came_back
    room.fail()
    room.deeds = [room.take]
    assert room.refusal(MICROBITS).code == "flash_refused"


def test_a_drive_that_does_nothing_is_not_called_well(room: Room) -> None:
    assert room.microbit().refusal(MICROBITS).code == "flash_no_answer"


@pytest.mark.parametrize(
    ("prepare", "data", "code"),
    [
        (lambda room: room.microbit(), uf2_file(PICO_W), "flash_wrong_board"),
        (lambda room: room.pico(), MICROBITS, "flash_wrong_board"),
        (lambda room: room.pico(), uf2_file(b"x", family=0xE48BFF59), "flash_wrong_board"),
        (lambda room: room.microbit(), hex_file([(0, b"x")]).encode(), "flash_for_no_board"),
        (lambda room: room.microbit(), MICROBITS[:-2], "image_line_wrong"),
        (lambda room: room.microbit(mode="Bootloader"), MICROBITS, "flash_maintenance"),
        (lambda room: room.microbit("9999"), MICROBITS, "flash_unknown_board"),
        (lambda room: room.microbit("そ"), MICROBITS, "flash_unknown_board"),
        (lambda room: room.pico("RP2350"), uf2_file(PICO_W), "flash_wrong_board"),
        (lambda room: room.pico("RP2040"), uf2_file(PICO_W), "flash_unknown_board"),
        (lambda room: None, MICROBITS, "flash_no_drive"),
    ],
)
def test_nothing_is_written_to_what_does_not_fit(
    room: Room, prepare: Callable[[Room], object], data: bytes, code: str
) -> None:
    prepare(room)
    before = room.files()
    assert room.refusal(data).code == code
    assert room.files() == before


def test_the_v1_is_told_from_the_v2(room: Room) -> None:
    room.microbit("9900").deeds = [room.take]
    assert room.flash(MICROBITS).firmware.release == "1.0.1"


def test_the_first_micro_bits_tell_no_number(room: Room) -> None:
    first = "DAPLink Firmware - see https://mbed.com/daplink\r\nVersion: 0234\r\nBuild: x\r\n"
    (room.folder / "DETAILS.TXT").write_text(first)
    room.deeds = [room.take]
    done = room.flash(MICROBITS)
    assert (done.boards, done.unique_id, done.came_back) == (("microbit-v1",), "", True)


def test_a_folder_that_is_not_there_is_said(room: Room) -> None:
    room.folder /= "gone"
    assert room.refusal(MICROBITS).code == "flash_no_folder"


@pytest.mark.parametrize(
    ("number", "vanishes", "code"),
    [
        (errno.ENOSPC, False, "flash_full"),
        (errno.EROFS, False, "flash_read_only"),
        (errno.EIO, False, "flash_unwritable"),
        (errno.EIO, True, None),
    ],
)
def test_trouble_while_the_system_pushes_the_file_out(
    room: Room, monkeypatch: pytest.MonkeyPatch, number: int, vanishes: bool, code: str | None
) -> None:
    def fsync(handle: int) -> None:
        if vanishes:
            room.vanish()
        raise OSError(number, os.strerror(number))

    room.microbit()
    monkeypatch.setattr("kibako.flash.flashing.os.fsync", fsync)
    if code is None:
        assert not room.flash(MICROBITS).came_back
    else:
        assert room.refusal(MICROBITS).code == code
        assert room.files() == ["DETAILS.TXT"]


def test_a_drive_that_vanishes_before_the_file_is_begun(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object) -> int:
        room.vanish()
        raise OSError(errno.ENODEV, "No such device")

    room.microbit()
    monkeypatch.setattr("kibako.flash.flashing.os.open", opened)
    assert room.refusal(MICROBITS).code == "flash_drive_gone"


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="no links to be led astray by")
def test_a_link_on_the_drive_leads_nowhere(room: Room, tmp_path_factory) -> None:
    kept = tmp_path_factory.mktemp("home") / "kept.txt"
    kept.write_text("mine")
    (room.microbit().folder / "KIBAKO.HEX").symlink_to(kept)
    assert room.refusal(MICROBITS).code == "flash_unwritable"
    assert kept.read_text() == "mine"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from(["DETAILS.TXT", "INFO_UF2.TXT"]))
def test_whatever_stands_on_a_drive_is_read_or_refused(
    tmp_path: Path, junk: bytes, name: str
) -> None:
    (tmp_path / name).write_bytes(b"Unique ID: 99" + junk + b"\nBoard-ID: " + junk)
    try:
        assert look_at_drive(tmp_path).targets
    except KibakoError as error:
        assert str(error)
