"""What keeps a plugged-in board from being used: each finding says what it is and what helps."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kibako.boards.cable_check import UsbDevice, strangers
from kibako.boards.plugged import BOOTLOADERS, usb_view
from kibako.boards.profile import profiles
from kibako.errors import FileError, KibakoError, LinkBusy, LinkError
from kibako.links.serial import owner_of, permission_error
from kibako.reasons import reason_of
from kibako.usb import UsbView

RULE = Path("etc/udev/rules.d/70-kibako.rules")
"""Where the rule belongs; ``uaccess`` works in files that sort before ``73-seat-late.rules``."""
_RULE_FOLDERS = ("etc/udev/rules.d", "run/udev/rules.d", "usr/lib/udev/rules.d", "lib/udev/rules.d")
_RULE_BYTES_MAX = 256 * 1024
_FILE_BYTES_MAX = 64

_WAITING = {"MAINTENANCE": "checkup_maintenance"}
"""What a drive of a bootloader means; all others are the boot ROM of a Pico."""


def look_at_usb(
    view: UsbView | None = None,
    root: Path = Path("/"),
    system: str = sys.platform,
    devices: Iterable[UsbDevice] = (),
) -> list[KibakoError]:
    """Return what is wrong with the boards that are plugged in, the worst first.

    Args:
        view: What is plugged in; the computer's own USB without it.
        root: The folder that stands for ``/``: another one for tests.
        system: The operating system, as ``sys.platform`` names it.
        devices: Everything on USB, known or not.
    """
    view = view or usb_view()
    ports = view.ports()
    found: list[KibakoError] = []
    for port in ports:
        path = Path(port.device)
        name = f"serial:{port.device}"
        if system != "win32" and path.exists() and not os.access(path, os.R_OK | os.W_OK):
            found.append(permission_error(path))
        elif owner := owner_of(port.device):
            found.append(LinkBusy("link_busy", port=name, owner=owner.name, pid=owner.pid))
    ruled = system != "linux" or not ports or _has_rule(root, {port.usb_id for port in ports})
    if not ruled and any(each.code.startswith("link_permission") for each in found):
        found.append(LinkError("checkup_no_rule"))
    if not ruled and _runs(root, "ModemManager"):
        found.append(LinkError("checkup_modem_manager"))
    drives = [drive for drive in view.drives() if drive.label in BOOTLOADERS]
    shown = any(drive.label == "RPI-RP2" for drive in drives)
    found += [
        error
        for error in strangers(devices)
        if error.code != "usb_bootloader" or not shown  # its drive says it better
    ]
    found += [
        LinkError(_WAITING.get(drive.label, "checkup_rpi_rp2"), path=str(drive.path))
        for drive in drives
    ]
    return found


def look_at_power(root: Path = Path("/")) -> list[KibakoError]:
    """Return what Linux lets everybody read about the supply of the computer's own sockets.

    Elsewhere nothing can be read. The files are those of the kernel's documents
    raspberrypi-hwmon and sysfs-bus-usb.

    Args:
        root: The folder that stands for ``/``: another one for tests.
    """
    found: list[KibakoError] = []
    for name in root.glob("sys/class/hwmon/hwmon*/name"):
        if _read(name) == "rpi_volt" and _read(name.with_name("in0_lcrit_alarm")) == "1":
            found.append(LinkError("checkup_undervoltage"))
    for count in sorted(root.glob("sys/bus/usb/devices/*:*/*port*/over_current_count")):
        if _read(count) not in ("", "0"):
            found.append(LinkError("checkup_over_current", socket=count.parent.name))
    return found


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_FILE_BYTES_MAX).decode("ascii", "replace").strip()
    except OSError:
        return ""


def udev_rule() -> str:
    """Return the rule that lets who sits at the computer use every board that Kibako knows.

    The rule also tells ModemManager, which takes new serial ports for modems, to keep off.
    """
    lines = ["# Boards that Kibako knows: for the person at the screen, and not for ModemManager."]
    for usb_id in sorted({each for profile in profiles().values() for each in profile.usb_ids}):
        vendor, product = usb_id.split(":")
        lines.append(
            f'SUBSYSTEM=="tty", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", '
            'TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1", ENV{ID_MM_PORT_IGNORE}="1"'
        )
    return "\n".join(lines) + "\n"


def write_udev_rule(root: Path = Path("/")) -> Path:
    """Write the rule to its place.

    Args:
        root: The folder that stands for ``/``: another one for tests.

    Returns:
        Where it is.

    Raises:
        FileError: It may not be written by this user, or there is no such folder here.
    """
    path = root / RULE
    try:
        path.write_text(udev_rule(), encoding="utf-8")
    except OSError as error:
        reason = reason_of(error)
        raise FileError("udev_rule_unwritten", path=str(path), reason=reason) from error
    return path


def _has_rule(root: Path, usb_ids: set[str]) -> bool:
    """Tell whether rules name each of the boards: ours, or those of another tool."""
    said = ""
    for folder in _RULE_FOLDERS:
        for path in sorted((root / folder).glob("*.rules")):
            with suppress(OSError), path.open("rb") as file:
                said += file.read(_RULE_BYTES_MAX).decode("utf-8", "replace").lower()
    lines = [line for line in said.splitlines() if "tty" in line and not line.startswith("#")]
    return all(
        any(f'"{vendor}"' in line and f'"{product}"' in line for line in lines)
        for vendor, _, product in (usb_id.partition(":") for usb_id in usb_ids)
    )


def _runs(root: Path, program: str) -> bool:
    """Tell whether a program runs, by the names of proc(5), ``comm``."""
    for path in (root / "proc").glob("[0-9]*/comm"):
        with suppress(OSError):
            if path.read_text("utf-8", "replace").strip() == program:
                return True
    return False
