"""Pictures for packs, good and bad ones."""

import struct
import zlib


def png(width: int = 2, height: int = 2, rows: bytes | None = None, colour: int = 0) -> bytes:
    """Return a grey PNG picture; ``rows`` is what it unfolds to."""
    if rows is None:
        rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )


def svg(inside: str = "<rect width='1' height='1'/>", before: str = "") -> bytes:
    """Return an SVG picture with something in it."""
    xlink = "xmlns:xlink='http://www.w3.org/1999/xlink'"
    return f"{before}<svg xmlns='http://www.w3.org/2000/svg' {xlink}>{inside}</svg>".encode()
