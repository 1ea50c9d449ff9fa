"""What parts on an I2C bus have in common."""

from collections.abc import Callable

from kibako.circuits.buses import addresses
from kibako.virtual.parts.base import Site


def addresses_of(site: Site) -> tuple[int, ...]:
    """Return the addresses of a part, as its circuit or its description says."""
    found = addresses(site.fitted)
    return found[:1]


class Registers:
    """A device's registers: a write sets the place to read from and write to, and both go on.

    Args:
        read: Returns the byte of a register.
        write: Takes a byte for a register.
    """

    def __init__(self, read: Callable[[int], int], write: Callable[[int, int], None]) -> None:
        self._read = read
        self._write = write
        self._at = 0

    def take(self, data: bytes) -> int:
        """Take what was written; return how many bytes were acknowledged: all."""
        if data:
            self._at = data[0]
            for byte in data[1:]:
                self._write(self._at, byte)
                self._at = (self._at + 1) & 0xFF
        return len(data)

    def give(self, count: int) -> bytes:
        """Return the next bytes."""
        found = bytearray()
        for _ in range(count):
            found.append(self._read(self._at) & 0xFF)
            self._at = (self._at + 1) & 0xFF
        return bytes(found)
