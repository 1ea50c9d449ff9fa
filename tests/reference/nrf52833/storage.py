"""Flash memory that programs write, its controller (NVMC), and the factory's information (FICR)."""

import struct
from typing import TYPE_CHECKING

from .peripheral import Peripheral
from .timeline import CYCLES_PER_US

if TYPE_CHECKING:
    from .chip import Chip

PAGE_BYTES = 0x1000
_READY, _READYNEXT, _CONFIG, _ERASEPAGE = 0x400, 0x408, 0x504, 0x508
_READ_ONLY, _WRITE, _ERASE = 0, 1, 2
# Section 6.17: a word takes 42.5 us at most, a page 87.5 ms. The processor stands still meanwhile.
_WORD_US, _PAGE_US = 42, 87_500


class DataFlash:
    """The part of the flash memory that holds no code: files, settings.

    It outlives every reset. Writing can only turn ones into zeros, and only when the controller
    allows it; erasing turns a whole page into ones.
    """

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.cells = bytearray(b"\xff" * (end - start))
        self.writable = False
        self.programmed = 0
        """How many words were written."""

    def read(self, offset: int, size: int) -> int:
        """Return what is stored."""
        return int.from_bytes(self.cells[offset : offset + size], "little")

    def program(self, offset: int, size: int, value: int) -> None:
        """Write, where it is allowed."""
        if self.writable:
            kept = self.read(offset, size) & value
            self.cells[offset : offset + size] = kept.to_bytes(size, "little")
            self.programmed += 1

    def erase(self, address: int) -> None:
        """Erase the page of an address."""
        if self.start <= address < self.end:
            first = address - self.start & -PAGE_BYTES
            self.cells[first : first + PAGE_BYTES] = b"\xff" * PAGE_BYTES


class Nvmc(Peripheral):
    """The controller: what may be written, and what is to be erased."""

    has_tasks = False

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self._told = 0

    def reset(self) -> None:
        super().reset()
        self.chip.data_flash.writable = False

    def register(self, offset: int) -> int:
        if offset in (_READY, _READYNEXT):
            flash = self.chip.data_flash
            self._pass_us(_WORD_US * (flash.programmed - self._told))
            self._told = flash.programmed
            return 1
        return super().register(offset)

    def written(self, offset: int, value: int) -> None:
        flash = self.chip.data_flash
        if offset == _CONFIG:
            flash.writable = value == _WRITE
        elif offset == _ERASEPAGE and self.registers.get(_CONFIG, _READ_ONLY) == _ERASE:
            flash.erase(value)
            self._pass_us(_PAGE_US)

    def _pass_us(self, wait_us: int) -> None:
        self.chip.timeline.now += wait_us * CYCLES_PER_US


def factory_information() -> bytes:
    """Return the page of the FICR: the sizes, an identity, the thermometer's coefficients."""
    page = bytearray(b"\xff" * 0x1000)
    words = {
        0x010: PAGE_BYTES,
        0x014: 128,
        0x060: 0x6B69_6261,
        0x064: 0x6B6F_0002,
        0x0A0: 1,
        0x0A4: 0x0002_0304,
        0x0A8: 0x0000_C506,
        0x100: 0x52833,
        0x104: 0x4141_4130,
        0x10C: 128,
        0x110: 512,
        0x130: 0x0D,
        0x134: 0x00,
    }
    for offset, value in words.items():
        struct.pack_into("<I", page, offset, value)
    return bytes(page)


def user_information() -> bytes:
    """Return the page of the UICR, as the program itself sets it up at its very first start.

    P0.18 is the reset pin, and the pins of the NFC antenna are ordinary pins.
    """
    page = bytearray(b"\xff" * 0x1000)
    for offset, value in {0x200: 18, 0x204: 18, 0x20C: 0xFFFF_FFFE}.items():
        struct.pack_into("<I", page, offset, value)
    return bytes(page)
