"""What DAPLink, the interface chip of a micro:bit, makes of a file on its drive.

It is less strict than our own reader of images, and so is this: a record of a kind that it does
not know is passed over, and a file that just stops brings no complaint. Source: microbit-
foundation/DAPLink (intelhex.c, file_stream.c, flash_decoder.c, vfs_manager.c, error.c, and
board_detect_incompatible_image of the V2).
"""

from kibako.images.targets import Target
from kibako.virtual.usb_firmware import SILENT, Firmware, Taken, firmware_in

CHECKSUM = "The hex file cannot be decoded. Checksum calculation failure occurred."
INCOMPATIBLE = "The application image is not compatible with the target."
INCOMPLETE = "In application programming failed because the update sent was incomplete."
MAINTENANCE = (
    "The hex file you dropped isn't compatible with this mode or device. "
    "Are you in MAINTENANCE mode? See HELP FAQ.HTM"
)
TRANSFER = "An error occurred during the transfer"
WRITE_FAILED = "Flash algorithm write command FAILURE"

STALL_S = 20.0
"""How long DAPLink waits for the rest of a file."""
LEAVES_S = 0.5
"""How long it waits after the last byte before the drive goes."""
AWAY_S = 2.5
"""How long the drive stays away."""

_DETAILS = """# DAPLink Firmware - see https://daplink.io
Unique ID: {serial}
HIC ID: 9796990b
Auto Reset: 1
Automation allowed: 0
Overflow detection: 0
Daplink Mode: {mode}
Interface Version: 0257
USB Interfaces: MSD, CDC, HID, WebUSB
"""
_HTM = '<meta http-equiv="refresh" content="0; url=https://microbit.org/device/">\n'
_FAIL = "error: {reason}\ntype: user\n"

_DATA, _CUSTOM_DATA, _END, _SEGMENT, _LINEAR, _BOARD = 0x00, 0x0D, 0x01, 0x02, 0x04, 0x0A
_OVERHEAD_BYTES = 5
_DATA_MAX = 32
_VECTORS_BYTES = 48
_M0_VECTORS = slice(16, 28)
"""Vectors that only the V2's processor has: a V1's image holds zeros there."""


def drive_files(serial: str, *, maintenance: bool, failure: str) -> dict[str, str]:
    """Return what stands on the drive of a micro:bit.

    Args:
        serial: Its USB serial number.
        maintenance: Whether it is the drive of DAPLink's own bootloader.
        failure: Why the last file was refused; ``""``: it was not.
    """
    mode = "Bootloader" if maintenance else "Interface"
    files = {"DETAILS.TXT": _DETAILS.format(serial=serial, mode=mode), "MICROBIT.HTM": _HTM}
    files |= {"FAIL.TXT": _FAIL.format(reason=failure)} if failure else {}
    return {name: text.replace("\n", "\r\n") for name, text in files.items()}


def take(data: bytes, target: Target) -> Taken:
    """Take a file in.

    Args:
        data: What of it has come.
        target: The micro:bit.

    Returns:
        What became of it.
    """
    # The first record's kind decides whether it is a hex file at all; else nothing happens.
    if data[:1] != b":" or data[8:9] not in (b"0", b"2", b"3", b"4", b"5"):
        return Taken(ended=False)
    reader = _Reader(target)
    for record in data[1:].split(b":"):
        done = reader.record(record)
        if done is not None:
            return done
    return Taken(ended=False, failure=reader.unfinished, firmware=reader.half)


class _Reader:
    def __init__(self, target: Target) -> None:
        self._target = target
        self._base = 0
        self._board: int | None = None
        self._pieces: list[tuple[int, bytearray]] = []

    def record(self, text: bytes) -> Taken | None:
        """Take in one record; return what became of the file once that is known."""
        raw = _bytes_of(text)
        if not raw or len(raw) < raw[0] + _OVERHEAD_BYTES:
            return None  # cut off; the next colon begins anew
        raw = raw[: raw[0] + _OVERHEAD_BYTES]
        if sum(raw) & 0xFF or raw[0] > _DATA_MAX:
            return self._fail(CHECKSUM)
        kind, address, content = raw[3], int.from_bytes(raw[1:3], "big"), raw[4:-1]
        if kind == _END:
            failure = self.unfinished
            return Taken(True, failure, None if failure else self._firmware())
        if kind == _LINEAR:
            self._base = int.from_bytes(content[:2], "big") << 16
        elif kind == _SEGMENT:
            self._base = int.from_bytes(content[:2], "big") << 4
        elif kind == _BOARD:
            self._board = int.from_bytes(content[:2], "big") or None
        elif kind in (_DATA, _CUSTOM_DATA) and content:
            return self._data(self._base + address, content)
        return None

    def _data(self, address: int, content: bytes) -> Taken | None:
        image = self._target.image
        if self._board is not None and self._board not in image.numbers:
            return None
        end = address + len(content)
        if not any(first <= address and end <= last for first, last in image.ranges):
            return self._fail(WRITE_FAILED)
        if self._pieces and self._pieces[-1][0] + len(self._pieces[-1][1]) == address:
            self._pieces[-1][1].extend(content)
        else:
            self._pieces.append((address, bytearray(content)))
        return self._fail(INCOMPATIBLE) if self._is_for_another_processor(end) else None

    def _is_for_another_processor(self, end: int) -> bool:
        """Return whether a V2 sees the vectors of a V1; looked at once, when they are complete."""
        start, content = self._pieces[0]
        if len(self._pieces) > 1 or start or not _VECTORS_BYTES <= end < _VECTORS_BYTES + _DATA_MAX:
            return False
        return self._target.id != "microbit-v1" and not any(content[_M0_VECTORS])

    @property
    def half(self) -> Firmware | None:
        """What runs after a file of which not all has come: the first bytes erase the flash."""
        return SILENT if self._pieces else None

    @property
    def unfinished(self) -> str:
        """Why DAPLink cannot close the file well: it saw too little to know what it is."""
        known = len(self._pieces) > 1 or (
            bool(self._pieces) and len(self._pieces[0][1]) >= _VECTORS_BYTES
        )
        return "" if known else INCOMPLETE

    def _firmware(self) -> Firmware:
        return firmware_in({start: bytes(piece) for start, piece in self._pieces}, self._target)

    def _fail(self, reason: str) -> Taken:
        return Taken(True, reason, self.half)


def _bytes_of(text: bytes) -> bytes:
    """Return a record's bytes; whatever is no digit counts as DAPLink counts it."""
    text = text.replace(b"\r", b"").replace(b"\n", b"")
    try:
        return bytes.fromhex(text.decode("ascii"))
    except ValueError:
        nibbles = [(char & 0xF) + (0 if char & 0x10 else 9) & 0xF for char in text]
        return bytes(
            high << 4 | low for high, low in zip(nibbles[::2], nibbles[1::2], strict=False)
        )
