"""Who a board is: the program that asks it, and the reader of its answer."""

import ast
from dataclasses import dataclass
from typing import cast

from kibako.errors import RemoteProtocolError

PROGRAM = """import sys,gc
gc.collect()
i=sys.implementation
print((i[0],tuple(i[1])[:3],sys.platform,gc.mem_free(),getattr(i,'_machine','')))
try:
 import os
 u=tuple(os.uname())
except Exception:u=()
print(u)
try:
 s=os.statvfs('/');s=s[0]*s[3]
except Exception:s=-1
print(s)
try:
 import machine
 u=machine.unique_id()
except Exception:u=b''
print(u)
try:
 import binascii,hashlib
 u=hasattr(hashlib,'sha256')
except ImportError:u=False
try:
 import deflate
 i=True
except ImportError:i=False
print((u,hasattr(os,'mkdir'),hasattr(os,'rename'),i))
del i,s,u
"""
"""Prints five literals; runs on every MicroPython from 1.9."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a board says of itself.

    Attributes:
        implementation: ``micropython``.
        version: Such as ``(1, 27, 0)``.
        platform: ``sys.platform``: ``microbit``, ``rp2``.
        heap_free_bytes: Free memory after a collection.
        machine: Such as ``micro:bit with nRF52833``.
        release: The release as the board's ``os.uname`` gives it.
        release_text: The long version text.
        flash_free_bytes: Free space for files, or None when the board cannot tell.
        unique_id: The processor's serial number in hexadecimal, or ``""``.
        hashes: Whether the board can do SHA-256 and base64.
        folders: Whether the board has folders.
        rename: Whether the board can rename files.
        deflate: Whether the board can expand compressed bytes (MicroPython 1.21 and later).
    """

    implementation: str
    version: tuple[int, ...]
    platform: str
    heap_free_bytes: int
    machine: str
    release: str
    release_text: str
    flash_free_bytes: int | None
    unique_id: str
    hashes: bool
    folders: bool
    rename: bool
    deflate: bool


def parse(output: bytes) -> Answer:
    """Read what :data:`PROGRAM` printed.

    Args:
        output: The board's output.

    Returns:
        The answer.

    Raises:
        RemoteProtocolError: The board printed something else.
    """
    text = output.decode("utf-8", "replace").replace("\r", "")
    try:
        values = [cast("object", ast.literal_eval(line)) for line in text.split("\n") if line]
    except (ValueError, SyntaxError, MemoryError, RecursionError) as exc:
        raise RemoteProtocolError("board_answer_odd", seen=repr(text[:60])) from exc
    if len(values) != 5:
        raise RemoteProtocolError("board_answer_odd", seen=repr(text[:60]))
    match (_items(values[0]), _items(values[1]), values[2], values[3], _items(values[4])):
        case (
            [str(implementation), version, str(platform), int(heap), str(machine)],
            list(uname),
            int(flash),
            bytes(unique_id),
            [bool(hashes), bool(folders), bool(rename), bool(deflate)],
        ):
            names = [part for part in uname if isinstance(part, str)]
            full = len(names) == 5
            return Answer(
                implementation=implementation,
                version=tuple(part for part in _items(version) if isinstance(part, int)),
                platform=platform,
                heap_free_bytes=heap,
                machine=names[4] if full else machine,
                release=names[2] if full else "",
                release_text=names[3] if full else "",
                flash_free_bytes=flash if flash >= 0 else None,
                unique_id=unique_id.hex(),
                hashes=hashes,
                folders=folders,
                rename=rename,
                deflate=deflate,
            )
        case _:
            raise RemoteProtocolError("board_answer_odd", seen=repr(text[:60]))


def _items(value: object) -> list[object]:
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else []
