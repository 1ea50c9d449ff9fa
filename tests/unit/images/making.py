"""Firmware images made by the tests, record by record and block by block."""

import struct

RP2040 = 0xE48BFF56


def record(kind: int, address: int, data: bytes) -> str:
    """Return one line of a hex file, with its right check number."""
    raw = bytes([len(data)]) + address.to_bytes(2, "big") + bytes([kind]) + data
    return f":{raw.hex().upper()}{-sum(raw) & 0xFF:02X}\n"


def hex_file(segments: list[tuple[int, bytes]], *, kind: int = 0, end: bool = True) -> str:
    """Return Intel HEX with a linear-address record before each line."""
    lines: list[str] = []
    for start, data in segments:
        for at in range(0, len(data), 16):
            address = start + at
            lines.append(record(4, 0, (address >> 16).to_bytes(2, "big")))
            lines.append(record(kind, address & 0xFFFF, data[at : at + 16]))
    return "".join(lines) + (record(1, 0, b"") if end else "")


def block(
    address: int, number: int, count: int, payload: bytes, family: int = RP2040, flags: int = 0x2000
) -> bytes:
    """Return one block of a UF2 file."""
    head = struct.pack(
        "<8I", 0x0A324655, 0x9E5D5157, flags, address, len(payload), number, count, family
    )
    return head + payload.ljust(476, b"\0") + struct.pack("<I", 0x0AB16F30)


def uf2_file(data: bytes, start: int = 0x1000_0000, family: int = RP2040) -> bytes:
    """Return a UF2 file that holds data, in pages of 256 bytes."""
    pages = [data[at : at + 256].ljust(256, b"\0") for at in range(0, len(data), 256)]
    return b"".join(
        block(start + 256 * number, number, len(pages), page, family)
        for number, page in enumerate(pages)
    )


PICO_W = b"MicroPython v1.27.0 on 2025-12-09\0; Raspberry Pi Pico W with RP2040\0"
"""What the flash of a Pico W with MicroPython holds, as far as an image's reader looks."""
