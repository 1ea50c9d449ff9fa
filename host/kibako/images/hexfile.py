"""Intel HEX, and the micro:bit's universal hex, which holds an image for each kind of board.

Sources: Intel's "Hexadecimal Object File Format Specification" (1988) for record types 0 to 5;
the "micro:bit Universal Hex Format Specification" 0.4.0 (tech.microbit.org) for the types 0x0A to
0x0E and the board numbers. A universal hex names the board before each block of records; data of
boards after the V1 may stand in records of a type of their own, which an old V1 overlooks.
"""

from dataclasses import dataclass, field
from enum import IntEnum

from kibako.errors import FileError
from kibako.images.segments import Segment, join

_LINE_MAX = 1 + 2 * (1 + 2 + 1 + 255 + 1)
"""A colon and, as two digits a byte: count, address, type, up to 255 bytes, checksum."""
_OVERHEAD_BYTES = 5
_BLOCK_MARK = bytes.fromhex("c0de")


class _Kind(IntEnum):
    DATA = 0x00
    END = 0x01
    SEGMENT_ADDRESS = 0x02
    SEGMENT_START = 0x03
    LINEAR_ADDRESS = 0x04
    LINEAR_START = 0x05
    BLOCK_START = 0x0A
    BLOCK_END = 0x0B
    BLOCK_PADDING = 0x0C
    BLOCK_DATA = 0x0D
    BLOCK_OTHER = 0x0E


_LENGTHS = {
    _Kind.END: 0,
    _Kind.SEGMENT_ADDRESS: 2,
    _Kind.SEGMENT_START: 4,
    _Kind.LINEAR_ADDRESS: 2,
    _Kind.LINEAR_START: 4,
    _Kind.BLOCK_START: 4,
}
"""How many bytes of data each kind of record must have; the others may have any number."""
_OF_BLOCKS = (_Kind.BLOCK_END, _Kind.BLOCK_PADDING, _Kind.BLOCK_DATA, _Kind.BLOCK_OTHER)
_DATA = (_Kind.DATA, _Kind.BLOCK_DATA)


@dataclass(slots=True)
class _Reading:
    """Where the reader is in the file."""

    base: int = 0
    board: int | None = None
    ended: bool = False
    pieces: dict[int | None, list[tuple[int, bytes]]] = field(
        default_factory=dict[int | None, list[tuple[int, bytes]]]
    )


def read_hex(data: bytes, name: str) -> dict[int | None, tuple[Segment, ...]]:
    """Read a hex file as a whole.

    Args:
        data: The file.
        name: What errors call it.

    Returns:
        The segments by board number (0x9900: a micro:bit V1); of a plain Intel HEX, which names
        no board, by None.

    Raises:
        FileError: A record is broken, of an unknown kind or in a wrong place; the end is missing;
            two records claim one address.
    """
    reading = _Reading()
    lines = data.splitlines()
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            continue
        if reading.ended:
            raise FileError("image_after_end", name=name, line=number)
        kind, offset, content = _record(text, number, name)
        if not _take(reading, kind, offset, content):
            raise FileError("image_line_wrong", name=name, line=number)
    if not reading.ended:
        raise FileError("image_cut_off", name=name, line=len(lines))
    return {board: join(pieces, name) for board, pieces in reading.pieces.items()}


def _record(text: bytes, number: int, name: str) -> tuple[_Kind, int, bytes]:
    """Return the kind, the address and the data of one line."""
    try:
        if len(text) > _LINE_MAX or not text.startswith(b":") or not text[1:].isalnum():
            raise ValueError
        raw = bytes.fromhex(text[1:].decode("ascii"))
        if len(raw) < _OVERHEAD_BYTES or len(raw) != raw[0] + _OVERHEAD_BYTES:
            raise ValueError
    except ValueError:
        raise FileError("image_line_wrong", name=name, line=number) from None
    if sum(raw) & 0xFF:
        raise FileError("image_line_checksum", name=name, line=number)
    try:
        kind = _Kind(raw[3])
    except ValueError:
        kind_text = f"{raw[3]:#04x}"
        raise FileError("image_line_kind", name=name, line=number, kind=kind_text) from None
    return kind, int.from_bytes(raw[1:3], "big"), raw[4:-1]


def _take(reading: _Reading, kind: _Kind, offset: int, content: bytes) -> bool:
    """Take one record in; return whether it may stand there."""
    if len(content) != _LENGTHS.get(kind, len(content)):
        return False
    if kind in _OF_BLOCKS and reading.board is None:
        return False
    if kind in _DATA:
        if offset + len(content) > 1 << 16:  # it would wrap round to the start of its 64 KB
            return False
        pieces = reading.pieces.setdefault(reading.board, [])
        pieces.append((reading.base + offset, content))
    elif kind is _Kind.LINEAR_ADDRESS:
        reading.base = int.from_bytes(content, "big") << 16
    elif kind is _Kind.SEGMENT_ADDRESS:
        reading.base = int.from_bytes(content, "big") << 4
    elif kind is _Kind.BLOCK_START:
        # Data before the first block would belong to no board, or to all of them.
        if content[2:] != _BLOCK_MARK or None in reading.pieces:
            return False
        reading.board = int.from_bytes(content[:2], "big")
    elif kind is _Kind.END:
        reading.ended = True
    return True
