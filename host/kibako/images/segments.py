"""Bytes and where in a board's memory they belong."""

from collections.abc import Iterable
from dataclasses import dataclass

from kibako.errors import FileError


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes that lie together in a board's memory.

    Attributes:
        address: Where the first of them belongs.
        data: The bytes.
    """

    address: int
    data: bytes

    @property
    def end(self) -> int:
        """The address after the last byte."""
        return self.address + len(self.data)


def join(pieces: Iterable[tuple[int, bytes]], name: str) -> tuple[Segment, ...]:
    """Put pieces together that touch each other.

    Args:
        pieces: Addresses and bytes, in any order.
        name: What errors call the image.

    Returns:
        The segments by address, none empty, with a gap between any two.

    Raises:
        FileError: Two pieces claim the same address: no linker writes such a file.
    """
    joined: list[tuple[int, bytearray]] = []
    for address, data in sorted(pieces, key=lambda piece: piece[0]):
        end = joined[-1][0] + len(joined[-1][1]) if joined else -1
        if not data:
            continue
        if address < end:
            raise FileError("image_overlap", name=name, address=f"{address:#010x}")
        if address == end:
            joined[-1][1].extend(data)
        else:
            joined.append((address, bytearray(data)))
    return tuple(Segment(address, bytes(data)) for address, data in joined)
