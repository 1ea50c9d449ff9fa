"""The bytes of a file on their way to a board: as literals, as base64, or compressed."""

import binascii
import zlib
from collections.abc import Iterator
from typing import Literal

Packing = Literal["literal", "base64", "deflate"]
"""How bytes travel: ``deflate`` is base64 as well, and compressed where that makes it shorter."""

_WINDOW_BITS = 12
"""A window of 4 KB: what the board has to hold to expand a piece."""


def write_programs(path: str, data: bytes, chunk_bytes: int, packing: Packing) -> Iterator[str]:
    """Yield the programs that write a file, to be run one after the other.

    Args:
        path: The file on the board.
        data: What it is to hold.
        chunk_bytes: The most bytes of it in one program.
        packing: How they travel.
    """
    chunks = [data[at : at + chunk_bytes] for at in range(0, len(data), chunk_bytes)]
    if packing == "literal":
        yield f"f=open({path!r},'wb')\n"
        yield from (f"f.write({chunk!r})\n" for chunk in chunks)
        yield "f.close()\ndel f\n"
        return
    lines = [_line(chunk, packing) for chunk in chunks]
    names = "f,a"
    head = "from binascii import a2b_base64 as a\n"
    if any(line.startswith("f.write(D") for line in lines):
        names += ",D,R,I"
        head += "from deflate import DeflateIO as D,RAW as R\nfrom io import BytesIO as I\n"
    head += f"f=open({path!r},'wb')\n"
    tail = f"f.close()\ndel {names}\n"
    # Each program is a round trip: an ordinary source file is one.
    if not lines:
        yield head + tail
        return
    lines[0] = head + lines[0]
    lines[-1] += tail
    yield from lines


def _line(chunk: bytes, packing: Packing) -> str:
    if packing == "deflate":
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -_WINDOW_BITS)
        small = squeeze.compress(chunk) + squeeze.flush()
        if len(small) + _EXPAND_BYTES < len(chunk):
            return f"f.write(D(I(a('{_base64(small)}')),R,{_WINDOW_BITS}).read())\n"
    return f"f.write(a('{_base64(chunk)}'))\n"


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


_EXPAND_BYTES = 96
"""What naming the expander costs in a program: a shorter gain is none."""
