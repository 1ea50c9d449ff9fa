"""The micro:bit V2 image, read from the universal hex file that ``uflash`` carries.

A universal hex file holds an image for each board. Block-start records (0x0A) name the board whose
data follow, and data for boards other than the V1 may stand in records of a type of their own
(0x0D). See the "micro:bit Universal Hex Format Specification" of microbit-foundation.
"""

from dataclasses import dataclass

BLOCK_START = 0x0A
BLOCK_DATA = 0x0D
DATA = 0x00
END_OF_FILE = 0x01
EXTENDED_LINEAR_ADDRESS = 0x04

V2_BOARDS = (0x9903, 0x9904, 0x9905, 0x9906)
"""The identities that micro:bits with an nRF52833 have had."""


@dataclass(frozen=True)
class Segment:
    """Bytes that belong at an address."""

    address: int
    data: bytes


def read_v2_image(universal_hex: str) -> list[Segment]:
    """Return what a universal hex file holds for the micro:bit V2, in the file's order.

    Args:
        universal_hex: The text of the file.

    Returns:
        Segments of up to 32 bytes each.

    Raises:
        ValueError: A line is no record, or the file holds nothing for the V2.
    """
    found: list[Segment] = []
    board = upper = 0
    for number, line in enumerate(universal_hex.split(), 1):
        kind, offset, data = _record(line, number)
        if kind == EXTENDED_LINEAR_ADDRESS:
            upper = int.from_bytes(data, "big") << 16
        elif kind == BLOCK_START:
            board = int.from_bytes(data[:2], "big")
        elif kind in (DATA, BLOCK_DATA) and board in V2_BOARDS:
            found.append(Segment(upper + offset, data))
    if not found:
        raise ValueError("the hex file holds nothing for the micro:bit V2")
    return found


def _record(line: str, number: int) -> tuple[int, int, bytes]:
    try:
        raw = bytes.fromhex(line.removeprefix(":"))
    except ValueError:
        raise ValueError(f"line {number} of the hex file is no record") from None
    if not line.startswith(":") or len(raw) < 5 or len(raw) != raw[0] + 5 or sum(raw) & 0xFF:
        raise ValueError(f"line {number} of the hex file is no record")
    return raw[3], int.from_bytes(raw[1:3], "big"), raw[4:-1]
