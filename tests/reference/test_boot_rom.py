"""The virtual bench's boot ROM against the real one: the same files are taken and passed over."""

import shutil
from pathlib import Path

from kibako.flash.flashing import flash_drive
from kibako.images.targets import targets
from kibako.virtual import boot_rom

from ..unit.images.making import block, uf2_file
from .rp2040_rom import BootRom, need_rom

PICO = uf2_file(
    b"MicroPython v1.25.0 on 2025-04-15\0; Raspberry Pi Pico with RP2040\0" + b"x" * 900
)


PAGES = b"".join(PICO[at + 32 : at + 288] for at in range(0, len(PICO), 512))
OTHER_COUNT = block(0x1000_0000, 0, 99, bytes(256))
PASSED_OVER = [
    uf2_file(PICO[:1024], family=0xE48BFF59),
    uf2_file(PICO[:1024], start=0x3000_0000),
    block(0x1000_0000, 0, 2, bytes(256), flags=0x2001),
    block(0x1000_0000, 0, 2, bytes(200)),
    b"junk" * 256,
]
NOT_WHOLE = [
    b"".join(
        block(at, number, 2, bytes(256)) for number, at in enumerate((0x1000_0000, 0x1000_0180))
    ),
    uf2_file(b"y" * 700)[:-512] + OTHER_COUNT,
    PICO[:-512] + OTHER_COUNT,
]
"""Each ends with a block that makes the ROM forget the others: it adds up several files."""
WHOLE = OTHER_COUNT + b"junk" * 128 + PICO[512:1024] + PICO[:1024] + PICO[1024:]
"""Junk before, blocks out of order, one of them twice."""


def test_the_same_files_are_taken_and_passed_over() -> None:
    """One after another, as starting the ROM takes longest: nothing is written, some, then all."""
    need_rom()
    real, pico = BootRom(), targets()["pico"]
    for files, written in ((PASSED_OVER, False), (NOT_WHOLE, True), ([WHOLE], True)):
        for data in files:
            real.write(data)
            ours = boot_rom.take(data, pico)
            assert (set(real.flash) != {0xFF}) == (ours.firmware is not None) == written
            assert real.reboots == ours.ended == (data is WHOLE)
    assert real.flash[: len(PAGES)] == PAGES


def test_flashing_goes_through_the_drive_of_the_real_rom(tmp_path: Path) -> None:
    """What the ROM's drive says is ours too; a folder that says it is flashed into the ROM."""
    need_rom()
    real = BootRom()
    fat = real.read(1)
    assert fat[0x2B:0x36].rstrip() == b"RPI-RP2"
    copies, size = fat[0x10], int.from_bytes(fat[0x16:0x18], "little")
    root = 2 + copies * size
    names = [real.read(root)[at : at + 11] for at in (32, 64)]
    assert names == [b"INDEX   HTM", b"INFO_UF2TXT"]
    first_cluster = root + 512 * 32 // 512
    said = real.read(first_cluster + fat[0x0D]).rstrip(b"\0")
    ours = boot_rom.drive_files("RPI-RP2")
    assert ours["INFO_UF2.TXT"].encode() == said
    assert set(ours) == {"INDEX.HTM", "INFO_UF2.TXT"}

    drive = tmp_path / "RPI-RP2"
    drive.mkdir()
    (drive / "INFO_UF2.TXT").write_bytes(said)

    def push(_handle: int, path: Path) -> None:
        real.write(path.read_bytes())
        if real.reboots:
            shutil.rmtree(drive)

    done = flash_drive(PICO, "new", drive, push=push)
    assert (done.boards, done.firmware.version, done.came_back) == (("pico",), "1.25.0", False)
    assert real.flash[: len(PAGES)] == PAGES
