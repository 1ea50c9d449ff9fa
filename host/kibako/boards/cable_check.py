"""Whether a cable carries data: the person plugs it in, and anything or nothing comes to USB."""

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kibako.boards.profile import profiles_of_usb
from kibako.errors import LinkError
from kibako.links.serial import all_ports
from kibako.visible import visible

LIMIT_S = 30.0
"""How long a person has to pull the cable out and plug it in again."""
LOOK_S = 0.25
_SETTLE_S = 1.0
_TEXT_BYTES_MAX = 200
_HUB_CLASS = "09"

_KINDS = {
    "2e8a:0003": "usb_bootloader",  # the RP2040's boot ROM (RP2040 datasheet, section 2.8.5)
    "2e8a:000f": "usb_bootloader",  # that of the RP2350
    "2e8a:000a": "usb_c_program",  # pico-sdk's serial port, which Arduino for the Pico uses too
    "239a": "usb_circuitpython",  # Adafruit
    "2341": "usb_arduino",  # Arduino
    "2a03": "usb_arduino",
}
"""What USB numbers, or a vendor's number alone, tell of things that are no board of ours."""


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """Anything on USB, known or not.

    Attributes:
        place: Where it is: the same device elsewhere is another one here.
        vendor: The USB vendor number.
        product: The USB product number.
        serial: The USB serial number, ``""`` when it has none.
        name: What it calls itself, ``""`` when it does not.
    """

    place: str
    vendor: int
    product: int
    serial: str
    name: str

    @property
    def usb_id(self) -> str:
        """Vendor and product: ``2e8a:0005``."""
        return f"{self.vendor:04x}:{self.product:04x}"


def usb_devices(root: Path = Path("/"), system: str = sys.platform) -> frozenset[UsbDevice]:
    """Return everything on USB but hubs; outside Linux only what has a serial port.

    Args:
        root: The folder that stands for ``/``: another one for tests.
        system: The operating system, as ``sys.platform`` names it.
    """
    if system != "linux":
        return frozenset(
            UsbDevice(port.device, port.vendor, port.product, port.serial, port.interface)
            for port in all_ports()
        )
    found: set[UsbDevice] = set()
    for vendor in (root / "sys/bus/usb/devices").glob("*/idVendor"):
        folder = vendor.parent
        # A device that is pulled meanwhile is as good as gone.
        with suppress(OSError, ValueError):
            number = int(_line(vendor), 16), int(_line(folder / "idProduct"), 16)
            if _line(folder / "bDeviceClass") != _HUB_CLASS:
                serial, name = _line(folder / "serial"), _line(folder / "product")
                found.add(UsbDevice(folder.name, number[0], number[1], serial, name))
    return frozenset(found)


def await_device(
    devices: Callable[[], frozenset[UsbDevice]] = usb_devices,
    now: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> UsbDevice | None:
    """Wait for something to be plugged in.

    Args:
        devices: Returns what is on USB.
        now: A clock that never goes back, in seconds.
        pause: Waits that many seconds.

    Returns:
        What came, a board before anything else; None: nothing in :data:`LIMIT_S`.
    """
    ends_at, before = now() + LIMIT_S, devices()
    while now() < ends_at:
        pause(LOOK_S)
        there = devices()
        if there - before:
            pause(_SETTLE_S)  # a device of several parts is there when all of them are
            come = sorted(devices() - before, key=lambda each: (not _boards(each), each.place))
            if come:
                return come[0]
        before &= there  # what was pulled out counts when it comes back
    return None


def verdict(device: UsbDevice | None) -> LinkError | None:
    """Return what is wrong with what came; None for a board of ours on a cable that works."""
    if device is None:
        return LinkError("cable_no_data", seconds=round(LIMIT_S))
    if _boards(device):
        return None
    name = visible(device.name) or device.usb_id
    code = _KINDS.get(device.usb_id) or _KINDS.get(device.usb_id[:4], "usb_stranger")
    return LinkError(code, name=name, usb_id=device.usb_id)


def strangers(devices: Iterable[UsbDevice]) -> list[LinkError]:
    """Return what could be a board of ours and runs something else, or nothing; not mice.

    Args:
        devices: What is on USB.
    """
    said = [verdict(each) for each in sorted(devices, key=lambda each: each.place)]
    return [error for error in said if error is not None and error.code != "usb_stranger"]


def board_name(device: UsbDevice) -> str:
    """Return what kind of board it is; several names where USB does not tell them apart."""
    return " / ".join(_boards(device))


def _boards(device: UsbDevice) -> list[str]:
    found = profiles_of_usb(device.vendor, device.product, device.serial)
    return [profile.name for profile in found]


def _line(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        return file.read(_TEXT_BYTES_MAX).decode("utf-8", "replace").strip()
