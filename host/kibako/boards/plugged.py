"""What this computer's USB shows now: the ports and the drives of boards that Kibako knows."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from kibako.boards.profile import profiles
from kibako.links.base import Link
from kibako.links.serial import SerialLink, find_ports
from kibako.usb import UsbDrive, UsbPort, UsbView

LABELS = ("MICROBIT", "MAINTENANCE", "RPI-RP2", "RP2350")
"""The volumes that boards show: of DAPLink, of its bootloader, of the boot ROMs of the Picos."""
BOOTLOADERS = ("MAINTENANCE", "RPI-RP2", "RP2350")
"""The volumes of boards that run no MicroPython now: only firmware can be put on them."""

_TEXT_BYTES_MAX = 4096
_UNIQUE_ID = re.compile(r"^Unique ID:\s*([0-9A-Fa-f]{8,64})\s*$", re.MULTILINE)
_OCTAL = re.compile(r"\\([0-7]{3})")

Volumes = Callable[[], list[tuple[Path, str]]]
"""Asks a system for its removable volumes: where each is, and its name."""


class UsbRoom(UsbView, Protocol):
    """What is plugged in, and the ways to it: this computer's USB, or a virtual bench's."""

    def open_port(self, device: str) -> Link:
        """Return the link to a port; as every link it is opened by its ``open()``.

        Args:
            device: The port's name, as :class:`kibako.usb.UsbPort` gives it.
        """
        ...

    def push(self, handle: int, path: Path) -> None:
        """Wait until all that was written into a file of a drive has come to the board.

        Args:
            handle: The open file.
            path: Where it is.

        Raises:
            OSError: The drive is gone, or took no more.
        """
        ...


def usb_view() -> UsbView:
    """Return the eyes for what is plugged into this computer."""
    return ComputerUsb()


def usb_room() -> UsbRoom:
    """Return what is plugged into this computer, and the ways to it."""
    return ComputerUsb()


class ComputerUsb:
    """The USB of the computer that Kibako runs on.

    Args:
        system: The operating system, as ``sys.platform`` names it.
        root: The folder that stands for ``/``: another one for tests.
        volumes: How Windows is asked for its volumes.
    """

    def __init__(
        self, system: str = sys.platform, root: Path = Path("/"), volumes: Volumes | None = None
    ) -> None:
        self._system = system
        self._root = root
        self._volumes = volumes or _windows_volumes

    def ports(self) -> list[UsbPort]:
        """Return the serial ports of known boards, sorted by device."""
        return find_ports()

    def open_port(self, device: str) -> Link:
        """Return the link to a serial port of this computer, not yet opened."""
        return SerialLink(device)

    def push(self, handle: int, path: Path) -> None:
        """Let the system push a file out to its drive."""
        os.fsync(handle)

    def drives(self) -> list[UsbDrive]:
        """Return the drives of known boards, sorted by path."""
        if self._system == "linux":
            found = list(_linux_drives(self._root))
        elif self._system == "win32":
            found = [
                UsbDrive(path, label, serial=_serial_in_text(path))
                for path, label in self._volumes()
                if label in LABELS
            ]
        else:
            found = list(_mac_drives(self._root))
        return sorted(found, key=lambda drive: str(drive.path))


def _linux_drives(root: Path) -> Iterator[UsbDrive]:
    """Yield the mounted drives of boards; the fields are those of proc(5), mountinfo."""
    try:
        lines = (root / "proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    vendors = {usb_id[:4] for profile in profiles().values() for usb_id in profile.usb_ids}
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, source = before.split(" "), after.split(" ")
        if len(fields) < 6 or len(source) < 2 or not source[1].startswith("/dev/"):
            continue
        path = root / _unescaped(fields[4]).lstrip("/")
        vendor, product, serial, socket = _usb_device(root, fields[2])
        label = _label(path.name)
        if f"{vendor:04x}" not in vendors:
            continue
        label = label or _label_by_text(path) or path.name
        yield UsbDrive(path, label, vendor, product, serial, socket)


def _unescaped(text: str) -> str:
    """Undo the kernel's octal writing of spaces and the like in a folder's name."""
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), text)


def _usb_device(root: Path, numbers: str) -> tuple[int, int, str, str]:
    """Climb from a block device to the USB device that it is a part of; zeros when it is none."""
    if not re.fullmatch(r"\d+:\d+", numbers):
        return 0, 0, "", ""
    place = (root / "sys/dev/block" / numbers).resolve()
    for folder in (place, *place.parents):
        try:
            vendor = int((folder / "idVendor").read_text("ascii"), 16)
            product = int((folder / "idProduct").read_text("ascii"), 16)
        except (OSError, ValueError):
            continue
        return vendor, product, _text(folder / "serial").strip(), folder.name
    return 0, 0, "", ""


def _mac_drives(root: Path) -> Iterator[UsbDrive]:
    try:
        folders = list((root / "Volumes").iterdir())
    except OSError:
        return
    for path in folders:
        if label := _label(path.name):
            yield UsbDrive(path, label, serial=_serial_in_text(path))


def _label(folder: str) -> str:
    """Return the volume's name by its folder's, without the number that tells several apart."""
    for label in LABELS:
        if re.fullmatch(rf"{label} ?\d*", folder):
            return label
    return ""


def _label_by_text(path: Path) -> str:
    """Return the name of a volume that is mounted elsewhere, by the text file that boards show."""
    if info := _text(path / "INFO_UF2.TXT"):
        return "RP2350" if "Board-ID: RP2350" in info else "RPI-RP2"
    details = _text(path / "DETAILS.TXT")
    if "Unique ID:" not in details:
        return ""
    return "MAINTENANCE" if "Bootloader" in details.split("Mode:")[-1][:20] else "MICROBIT"


def _serial_in_text(path: Path) -> str:
    """Return the USB serial number that a micro:bit writes on its drive, ``""`` without one."""
    found = _UNIQUE_ID.search(_text(path / "DETAILS.TXT"))
    return found[1].lower() if found else ""


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_TEXT_BYTES_MAX).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _windows_volumes() -> list[tuple[Path, str]]:
    """Return the removable volumes of Windows and their labels; elsewhere there are none."""
    if sys.platform != "win32":
        return []
    import ctypes

    kernel = ctypes.windll.kernel32
    found: list[tuple[Path, str]] = []
    letters = kernel.GetLogicalDrives()
    for number in range(26):
        path = f"{chr(ord('A') + number)}:\\"
        if not letters >> number & 1 or kernel.GetDriveTypeW(path) != 2:  # 2: DRIVE_REMOVABLE
            continue
        name = ctypes.create_unicode_buffer(261)
        if kernel.GetVolumeInformationW(path, name, len(name), None, None, None, None, 0):
            found.append((Path(path), name.value))
    return found
