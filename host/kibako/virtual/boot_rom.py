"""What the boot ROM of an RP2040 makes of a file on its drive.

It looks at each block of 512 bytes by itself, says nothing, and starts anew once as many blocks
have come as they say that there are. Sources: RP2040 datasheet section 2.8.4; raspberrypi/
pico-bootrom-rp2040 (virtual_disk.c).
"""

import struct

from kibako.images.targets import Target
from kibako.virtual.usb_firmware import SILENT, Firmware, Taken, firmware_in

SERIAL = "E0C9125B0D9B"
"""The USB serial number of every RP2040 in its boot ROM, which knows no number of its own."""
SECTOR_BYTES = 512
"""Of the drive, and of a UF2's blocks: a file begins with a new one."""
LEAVES_S = 1.0
"""How long it waits after the last block before it starts the program."""

# As it stands in the ROM itself (revision B1; B2 says v3.0).
_INFO = """UF2 Bootloader v2.0
Model: Raspberry Pi RP2
Board-ID: {board}
"""
_INDEX = '<meta http-equiv="refresh" content="0;URL=https://raspberrypi.com/device/RP2"/>\n'

_PAGE_BYTES = 256
_HEAD = struct.Struct("<8I")
_MAGIC = (0x0A324655, 0x9E5D5157, 0x0AB16F30)
_NOT_FLASH, _HAS_FAMILY = 0x0001, 0x2000
_RAM = range(0x2000_0000, 0x2004_2000)
_FLASH = range(0x1000_0000, 0x1100_0000)


def drive_files(board: str) -> dict[str, str]:
    """Return what stands on the drive of an RP2040's boot ROM.

    Args:
        board: What it calls itself.
    """
    return {"INFO_UF2.TXT": _INFO.format(board=board), "INDEX.HTM": _INDEX}


def take(data: bytes, target: Target) -> Taken:
    """Take a file in, block after block.

    Args:
        data: What of it has come.
        target: The board.

    Returns:
        What became of it; ``ended`` only when the board starts anew.
    """
    pages: dict[int, tuple[int, bytes]] = {}
    count, in_ram, wrote = 0, False, False
    for start in range(0, len(data) - SECTOR_BYTES + 1, SECTOR_BYTES):
        block = data[start : start + SECTOR_BYTES]
        first, second, flags, address, size, number, blocks, family = _HEAD.unpack_from(block)
        last = int.from_bytes(block[-4:], "little")
        if (
            (first, second, last) != _MAGIC
            or not flags & _HAS_FAMILY
            or flags & _NOT_FLASH
            or family not in target.image.numbers
            or size != _PAGE_BYTES
        ):
            continue
        ram = address in _RAM
        if blocks != count:
            pages, count, in_ram = {}, blocks, ram
        if not _fits(address) or ram != in_ram or number >= blocks:
            pages, count = {}, 0
            continue
        pages.setdefault(number, (address, block[_HEAD.size : _HEAD.size + _PAGE_BYTES]))
        wrote = wrote or not ram
        if len(pages) == blocks:
            return Taken(True, firmware=SILENT if in_ram else _firmware(pages, target))
    return Taken(False, firmware=SILENT if wrote else None)


def _fits(address: int) -> bool:
    """Return whether a page may be written there."""
    return address in _RAM or (address in _FLASH and not address % _PAGE_BYTES)


def _firmware(pages: dict[int, tuple[int, bytes]], target: Target) -> Firmware:
    """Return what runs when these pages are in the flash."""
    flash = dict(pages[number] for number in sorted(pages))
    pieces: dict[int, bytearray] = {}
    start = end = -1
    for address in sorted(flash):
        if address != end:
            start, pieces[address] = address, bytearray()
        pieces[start] += flash[address]
        end = address + _PAGE_BYTES
    return firmware_in({at: bytes(piece) for at, piece in pieces.items()}, target)
