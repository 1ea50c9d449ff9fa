"""Pictures of parts in other forms: blocks and braille for a terminal, PNG for a file."""

import base64
import struct
import zlib
from collections.abc import Sequence

_BLOCKS = " ▀▄█"
_BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dots of a braille letter by row and column (Unicode, chapter 21.1)."""


def blocks(rows: Sequence[str]) -> tuple[str, ...]:
    """Return a picture of dots as half blocks: one letter for two rows.

    Args:
        rows: Rows of ``0`` and ``1``.
    """
    found: list[str] = []
    for at in range(0, len(rows), 2):
        upper = rows[at]
        lower = rows[at + 1] if at + 1 < len(rows) else "0" * len(upper)
        pairs = zip(upper, lower, strict=True)
        found.append("".join(_BLOCKS[int(up) + 2 * int(low)] for up, low in pairs))
    return tuple(found)


def braille(rows: Sequence[str]) -> tuple[str, ...]:
    """Return a picture of dots as braille letters: one letter for four rows and two columns.

    Args:
        rows: Rows of ``0`` and ``1``.
    """
    height, width = len(rows), len(rows[0]) if rows else 0
    found: list[str] = []
    for top in range(0, height, 4):
        letters: list[str] = []
        for left in range(0, width, 2):
            dots = sum(
                bit
                for y, bits in enumerate(_BRAILLE)
                for x, bit in enumerate(bits)
                if top + y < height and left + x < width and rows[top + y][left + x] == "1"
            )
            letters.append(chr(0x2800 + dots))
        found.append("".join(letters))
    return tuple(found)


def png(rows: Sequence[str], scale: int = 4) -> bytes:
    """Return a picture of dots as a PNG file, lit dots white (RFC 2083: grey, one bit).

    Args:
        rows: Rows of ``0`` and ``1``, all equally long.
        scale: How many pixels a dot is wide and high.
    """
    width = len(rows[0]) * scale if rows else 0
    lines: list[bytes] = []
    for row in rows:
        bits = "".join(dot * scale for dot in row)
        bits += "0" * (-len(bits) % 8)
        line = b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
        lines += [line] * scale
    head = struct.pack(">IIBBBBB", width, len(rows) * scale, 1, 0, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def packed(rows: Sequence[str]) -> str:
    """Return a picture of dots for an event: its rows as bits, in base64.

    Args:
        rows: Rows of ``0`` and ``1``, a multiple of eight long.
    """
    return base64.b64encode(b"".join(_row_bytes(row) for row in rows)).decode()


def unpacked(text: str, width: int) -> tuple[str, ...]:
    """Return the rows of a picture in an event: the other way of :func:`packed`.

    Args:
        text: The base64.
        width: How many dots a row has.

    Raises:
        ValueError: It is no base64.
    """
    data = base64.b64decode(text, validate=True)
    step = width // 8
    return tuple(
        "".join(f"{byte:08b}" for byte in data[at : at + step]) for at in range(0, len(data), step)
    )


def _row_bytes(row: str) -> bytes:
    return int(row, 2).to_bytes(len(row) // 8, "big")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
