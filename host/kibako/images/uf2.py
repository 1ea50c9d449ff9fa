"""UF2: the image as blocks of 512 bytes, each of which says where it belongs and in which family.

Sources: the UF2 specification (microsoft/uf2: README, utils/uf2families.json), RP2040 datasheet
section 2.8.4 (USB mass storage), RP2350 datasheet section 5.5.2 (UF2 details). The blocks of each
family are numbered by themselves: a file for the RP2350 begins with one that stands alone.
"""

import struct
from dataclasses import dataclass, field

from kibako.errors import FileError
from kibako.images.segments import Segment, join

BLOCK_BYTES = 512
MAGIC_START = b"UF2\n"
_MAGIC_SECOND = 0x9E5D5157
_MAGIC_END = 0x0AB16F30
_HEADER = struct.Struct("<8I")
_END = struct.Struct("<I")
_NOT_FLASH = 0x0001
_FILE_CONTAINER = 0x1000
_HAS_FAMILY = 0x2000
_PAYLOAD_BYTES = 256
"""What the boot ROM of the RP2 chips writes: pages of flash, whole ones."""

_ABSOLUTE = 0xE48BFF57

FAMILIES = {
    0xE48BFF56: "RP2040",
    _ABSOLUTE: "RP2350 (absolute)",
    0xE48BFF58: "RP2350 (data)",
    0xE48BFF59: "RP2350 (Arm)",
    0xE48BFF5A: "RP2350 (RISC-V)",
    0xE48BFF5B: "RP2350 (Arm, non-secure)",
}
"""The families of Raspberry Pi's chips, as a person would say them."""


@dataclass(slots=True)
class _Family:
    count: int
    pieces: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])


def read_uf2(data: bytes, name: str) -> dict[int, tuple[Segment, ...]]:
    """Read a UF2 file as a whole.

    Args:
        data: The file.
        name: What errors call it.

    Returns:
        The segments by family number.

    Raises:
        FileError: The file is cut off; a block is broken, out of order, of no family, or not
            a whole page; two blocks claim one address.
    """
    if len(data) % BLOCK_BYTES:
        raise FileError("image_uf2_cut_off", name=name, blocks=len(data) // BLOCK_BYTES)
    families: dict[int, _Family] = {}
    for index in range(len(data) // BLOCK_BYTES):
        _take(families, data[index * BLOCK_BYTES : (index + 1) * BLOCK_BYTES], index + 1, name)
    for family in families.values():
        if len(family.pieces) != family.count:
            blocks = len(family.pieces)
            raise FileError("image_uf2_missing", name=name, blocks=blocks, count=family.count)
    return {number: join(family.pieces, name) for number, family in families.items()}


def _take(families: dict[int, _Family], block: bytes, place: int, name: str) -> None:
    """Take one block in."""
    start, second, flags, address, size, number, count, family = _HEADER.unpack_from(block)
    (end,) = _END.unpack_from(block, BLOCK_BYTES - _END.size)
    magic = start.to_bytes(4, "little"), second, end
    if magic != (MAGIC_START, _MAGIC_SECOND, _MAGIC_END):
        raise FileError("image_uf2_block", name=name, block=place)
    if flags & _NOT_FLASH:
        return
    if flags & _FILE_CONTAINER or not flags & _HAS_FAMILY:
        raise FileError("image_uf2_no_family", name=name, block=place)
    if size != _PAYLOAD_BYTES or address % _PAYLOAD_BYTES or address + size > 1 << 32:
        raise FileError("image_uf2_page", name=name, block=place)
    found = families.setdefault(family, _Family(count))
    # The extra block that RP2350 files begin with says that it is one of two, and stands alone.
    if family == _ABSOLUTE and number == 0:
        found.count = 1
    elif number != len(found.pieces) or count != found.count:
        raise FileError("image_uf2_order", name=name, block=place)
    found.pieces.append((address, block[_HEADER.size : _HEADER.size + size]))


def write_uf2(data: bytes, address: int, family: int) -> bytes:
    """Return a UF2 file that puts bytes into a board's flash.

    Args:
        data: The bytes; the last page is filled up with zeros.
        address: Where the first one belongs, at the beginning of a page.
        family: The family number of the board's chip.

    Returns:
        The file.
    """
    count = -(-len(data) // _PAYLOAD_BYTES)
    second, end = _MAGIC_SECOND, _END.pack(_MAGIC_END)
    start = int.from_bytes(MAGIC_START, "little")
    blocks: list[bytes] = []
    for number in range(count):
        at = number * _PAYLOAD_BYTES
        page = data[at : at + _PAYLOAD_BYTES].ljust(_PAYLOAD_BYTES, b"\0")
        sizes = _PAYLOAD_BYTES, number, count, family
        head = _HEADER.pack(start, second, _HAS_FAMILY, address + at, *sizes)
        blocks.append((head + page).ljust(BLOCK_BYTES - len(end), b"\0") + end)
    return b"".join(blocks)
