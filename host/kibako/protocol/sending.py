"""The bytes of a file on their way to a board: as they are, as literals, or as base64.

The raw REPL takes every byte but the keys that it obeys (MicroPython's pyexec.c), and the lexer
keeps the bytes of a literal as they are, above 127 too (lexer.c: "8-bit clean"). So a file can
travel as itself inside ``b'''...'''``, with few bytes escaped.
"""

import binascii
import re
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

Letters = Literal["literal", "base64", "raw"]
"""How bytes are written in a program; ``raw`` needs a link of eight bits a byte."""


_WRITER = "def w(n,s,d):\n if len(d)==n and sum(d)==s:f.write(d);print('k')\n"
_SAYS = b"k\r\n"


class Piece(NamedTuple):
    """One program on the way of a file to a board.

    Attributes:
        program: What is to be run.
        there_bytes: How much of the file is on the board after it.
        says: What it prints when, and only when, it came in unharmed and did its work; empty for a
            program that has to be proven in another way.
    """

    program: bytes
    there_bytes: int
    says: bytes = b""


_WINDOW_BITS = 12
"""A window of 4 KB: what the board has to hold to expand a piece."""
_EXPAND_BYTES = 64
"""What naming the expander costs in a program: a shorter gain is none."""
_NOT_RAW = re.compile(rb"[\x01-\x05](?=([0-7]?))|[\r'\\]")
"""Keys of the REPL, the line end that the lexer changes, the end of the literal."""


def write_programs(
    path: str,
    data: bytes,
    chunk_bytes: int,
    letters: Letters,
    *,
    deflate: bool = False,
    start: int = 0,
    flush_bytes: int = 0,
) -> Iterator[Piece]:
    """Yield the programs that write a file by raw paste, to be run one after the other.

    Args:
        path: The file on the board.
        data: What it is to hold.
        chunk_bytes: The most bytes of it in one program.
        letters: How they are written.
        deflate: Whether the board expands what is shorter when it is compressed.
        start: How much of it is there already; the rest is written behind that.
        flush_bytes: How often the board makes sure that nothing is lost any more; 0: in the end.
    """
    starts = range(start, len(data), chunk_bytes)
    ends = [min(at + chunk_bytes, len(data)) for at in starts]
    opening = f"f=open({path!r},'{'ab' if start else 'wb'}')\n".encode()
    lines = [_line(data[at : at + chunk_bytes], letters, deflate=deflate) for at in starts]
    names, head = b"f", b""
    if letters == "base64":
        names, head = b"f,a", b"from binascii import a2b_base64 as a\n"
    if any(line.startswith(b"f.write(D") for line in lines):
        names += b",D,R,I"
        head += b"from deflate import DeflateIO as D,RAW as R\nfrom io import BytesIO as I\n"
    if flush_bytes:
        every = max(1, flush_bytes // chunk_bytes)
        for number in range(every - 1, len(lines), every):
            lines[number] += b"f.flush()\n"
    # Each program is a round trip: a small file is one.
    lines = lines or [b""]
    lines[0] = head + opening + lines[0]
    lines[-1] += b"f.close()\ndel %b\n" % names
    for line, end in zip(lines, ends or [start], strict=True):
        yield Piece(line, end)


def proven_programs(path: str, data: bytes, chunk_bytes: int, letters: Letters) -> Iterator[Piece]:
    """Yield the programs that write a file without raw paste, where a byte may get lost.

    Each that carries bytes has them counted and summed before they are written. How that is done,
    and the file's name, is in the first one, which the caller proves as it does any program.

    Args:
        path: The file on the board.
        data: What it is to hold.
        chunk_bytes: The most bytes of it in one program.
        letters: How they are written.
    """
    yield Piece(f"f=open({path!r},'wb')\n{_WRITER}".encode(), 0)
    for at in range(0, len(data), chunk_bytes):
        chunk = data[at : at + chunk_bytes]
        program = b"w(%d,%d,%b)\n" % (len(chunk), sum(chunk), _value(chunk, letters))
        yield Piece(program, at + len(chunk), says=_SAYS)
    yield Piece(b"f.close()\ndel f,w\n", len(data))


def raw_literal(data: bytes) -> bytes:
    """Return bytes as a literal that MicroPython reads in the raw REPL.

    Args:
        data: The bytes.
    """
    return b"b'''%b'''" % _NOT_RAW.sub(_escape, data)


def _escape(found: re.Match[bytes]) -> bytes:
    byte = found[0]
    if byte == b"\r":
        return b"\\r"
    if byte in b"'\\":
        return b"\\" + byte
    # An octal number is the shortest, and takes up to three digits.
    return (b"\\%03o" if found[1] else b"\\%o") % ord(byte)


def _line(chunk: bytes, letters: Letters, *, deflate: bool) -> bytes:
    if deflate:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -_WINDOW_BITS)
        small = squeeze.compress(chunk) + squeeze.flush()
        if len(small) + _EXPAND_BYTES < len(chunk):
            value = _value(small, letters)
            return b"f.write(D(I(%b),R,%d).read())\n" % (value, _WINDOW_BITS)
    return b"f.write(%b)\n" % _value(chunk, letters)


def _value(data: bytes, letters: Letters) -> bytes:
    if letters == "literal":
        return b"%r" % data
    if letters == "raw":
        return raw_literal(data)
    return b"a('%b')" % binascii.b2a_base64(data, newline=False)
