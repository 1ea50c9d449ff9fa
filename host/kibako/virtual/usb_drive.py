"""The drive that a board shows, as a folder: what stands on it, and what became of a file.

Sources: DAPLink (docs/MSD_COMMANDS.md; source/daplink/error.c of microbit-foundation/DAPLink for
the words in FAIL.TXT), RP2040 datasheet section 2.8.4 (the drive of the boot ROM).
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kibako.errors import FileError
from kibako.images.image import IMAGE_BYTES_MAX, FirmwareImage, ImagePart, read_image
from kibako.images.targets import Target

FAIL_FILE = "FAIL.TXT"
CHECKSUM = "The hex file cannot be decoded. Checksum calculation failure occurred."
PARSER = "The hex file cannot be decoded. Parser logic failure occurred."
TIMED_OUT = "The transfer timed out."
UNKNOWN_FORMAT = "The application file format is unknown and cannot be parsed and/or processed."
MAINTENANCE = (
    "The hex file you dropped isn't compatible with this mode or device. "
    "Are you in MAINTENANCE mode? See HELP FAQ.HTM"
)
WRITE_FAILED = "Flash algorithm write command FAILURE"

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
_MICROBIT_HTM = '<meta http-equiv="refresh" content="0; url=https://microbit.org/device/">'
_INFO = """UF2 Bootloader v3.0
Model: Raspberry Pi RP2
Board-ID: {board}
"""
_INDEX_HTM = (
    '<meta http-equiv="refresh" content="0; url=https://raspberrypi.com/device/RP2?version=3">'
)
_FAIL = "error: {reason}\ntype: user\n"


def daplink_files(serial: str, *, maintenance: bool, failure: str) -> dict[str, str]:
    """Return what stands on the drive of a micro:bit.

    Args:
        serial: Its USB serial number.
        maintenance: Whether it is the drive of DAPLink's own bootloader.
        failure: Why the last file was refused; ``""``: it was not.
    """
    mode = "Bootloader" if maintenance else "Interface"
    files = {
        "DETAILS.TXT": _DETAILS.format(serial=serial, mode=mode),
        "MICROBIT.HTM": _MICROBIT_HTM,
    }
    return files | ({FAIL_FILE: _FAIL.format(reason=failure)} if failure else {})


def boot_rom_files(board: str) -> dict[str, str]:
    """Return what stands on the drive of an RP2040's boot ROM.

    Args:
        board: What it calls itself.
    """
    return {"INFO_UF2.TXT": _INFO.format(board=board), "INDEX.HTM": _INDEX_HTM}


@dataclass(slots=True)
class DriveFolder:
    """A folder that stands for a drive.

    Attributes:
        path: Where it is.
        own: The names of the board's own files.
    """

    path: Path
    own: frozenset[str]

    @classmethod
    def show(cls, path: Path, files: dict[str, str]) -> "DriveFolder":
        """Let a drive appear, all its files at once."""
        making = path.with_name(f".{path.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        for name, text in files.items():
            (making / name).write_bytes(text.replace("\n", "\r\n").encode("ascii"))
        making.replace(path)
        return cls(path, frozenset(files))

    def hide(self) -> None:
        """Let the drive vanish, with all that is on it."""
        gone = self.path.with_name(f".{self.path.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        with suppress(OSError):
            self.path.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def written(self) -> tuple[str, int] | None:
        """Return the name and the size of a file that somebody put there; None: there is none."""
        try:
            found = sorted(
                (path.name, path.stat(follow_symlinks=False).st_size)
                for path in self.path.iterdir()
                if path.name not in self.own
                and not path.name.startswith(".")
                and not path.is_symlink()
                and path.is_file()
            )
        except OSError:
            return None
        return next((each for each in found if each[1]), None)

    def read(self, name: str) -> bytes:
        """Return a file's bytes, as far as an image may be long."""
        with suppress(OSError), (self.path / name).open("rb") as file:
            return file.read(IMAGE_BYTES_MAX + 1)
        return b""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a board makes of a file.

    Attributes:
        firmware: What it runs from now on; None: nothing new.
        failure: What FAIL.TXT says; ``""``: nothing.
        waits: The file may not be whole yet: the board waits for more.
    """

    firmware: ImagePart | None = None
    failure: str = ""
    waits: bool = False


_WAITS = Judgement(waits=True)
_HEX_WORDS = {"image_line_checksum": CHECKSUM, "image_unknown": UNKNOWN_FORMAT}


def judge(data: bytes, target: Target, *, maintenance: bool = False) -> Judgement:
    """Look at a file as the board itself does.

    Args:
        data: What of the file has come.
        target: The board.
        maintenance: Whether DAPLink's own bootloader looks at it.

    Returns:
        What the board makes of it.
    """
    if target.image.kind == "uf2":
        return _boot_rom(data, target)
    try:
        image = read_image(data)
    except FileError as error:
        if error.code in ("image_cut_off", "image_no_data"):
            return _WAITS
        if error.code == "image_out_of_range":
            return Judgement(failure=WRITE_FAILED)
        return Judgement(failure=_HEX_WORDS.get(error.code, PARSER))
    if image.kind == "uf2":
        return Judgement(failure=UNKNOWN_FORMAT)
    if maintenance:
        return Judgement(failure=MAINTENANCE)
    part = _part(image, target)
    return Judgement(part) if part else Judgement(failure=PARSER)


def _part(image: FirmwareImage, target: Target) -> ImagePart | None:
    """Return what of an image comes into a board: of a plain hex whatever is in it."""
    for part in image.parts:
        if part.number is None or part.number in target.image.numbers:
            return part
    return None


def _boot_rom(data: bytes, target: Target) -> Judgement:
    """Judge as the boot ROM does: what is not right is passed over, and nothing is said."""
    try:
        image = read_image(data)
    except FileError:
        return _WAITS
    part = _part(image, target) if image.kind == "uf2" else None
    return Judgement(part) if part else _WAITS
