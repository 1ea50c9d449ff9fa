"""A board on a serial port: USB, or a pseudo-terminal. The one place that knows pyserial."""

import os
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kibako.errors import LinkBusy, LinkError, LinkLost
from kibako.processes import Process, find_process
from kibako.reasons import reason_of
from kibako.resources import data_root
from kibako.usb import UsbPort

if TYPE_CHECKING:
    from serial import Serial

BAUD = 115200
_LISTINGS = 5
_BREAK_S = 0.1
"""Less than three seconds: after those DAPLink also says its number, in the midst of a start."""


def find_ports() -> list[UsbPort]:
    """Return the serial ports whose USB numbers belong to a known board, sorted by name."""
    return [port for port in all_ports() if port.usb_id in _known_usb_ids()]


def all_ports() -> list[UsbPort]:
    """Return the serial ports of everything on USB, sorted by name."""
    found: list[UsbPort] = []
    for port in _listed():
        vendor, product = port.vid, port.pid
        if vendor is not None and product is not None:
            serial, interface = port.serial_number or "", port.interface or ""
            # 1-1.4:1.0 is the first interface of what is plugged in at 1-1.4.
            socket = (port.location or "").partition(":")[0]
            found.append(UsbPort(port.device, vendor, product, serial, interface, socket))
    return sorted(found, key=lambda port: port.device)


def _listed() -> list[Any]:
    """Return what pyserial lists; it stumbles over a device that is pulled while it looks."""
    from serial.tools import list_ports

    for _ in range(_LISTINGS):
        with suppress(OSError, TypeError, ValueError):
            return cast("list[Any]", list(list_ports.comports()))
    return []


class SerialLink:
    """The way to a board at ``serial:PORT``; nobody else can open the port meanwhile.

    Args:
        port: ``/dev/ttyACM0``, ``COM5``, or ``auto`` for the only board that is plugged in.
        baud: The speed; on USB any will do.
    """

    def __init__(self, port: str, baud: int = BAUD) -> None:
        self.description = f"serial:{port}"
        self._port = port
        self._baud = baud
        self._serial: Serial | None = None

    def open(self) -> None:
        """Open the port and lock it.

        Raises:
            LinkError: No such port, in use, no permission; ``auto`` found none or several.
        """
        import serial

        port = _the_only_port() if self._port == "auto" else self._port
        self.description = f"serial:{port}"
        try:
            self._serial = serial.Serial(
                port, self._baud, timeout=0, write_timeout=10.0, exclusive=_exclusive()
            )
        except (serial.SerialException, OSError, ValueError) as exc:
            raise _open_error(port, exc) from exc

    def close(self) -> None:
        """Close the port; closing twice is no error."""
        opened, self._serial = self._serial, None
        if opened is not None:
            with suppress(OSError):
                opened.close()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has come in, waiting for the first byte at most ``timeout_s``.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait, in seconds.

        Raises:
            LinkLost: The cable was pulled.
        """
        opened = self._opened()
        try:
            _wait(opened, timeout_s)
            return opened.read(min(max_bytes, max(1, opened.in_waiting)))
        except (OSError, TypeError, ValueError) as exc:
            # pyserial's SerialException is an OSError; a port closed meanwhile is a TypeError.
            raise LinkLost("link_lost", port=self.description) from exc

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send all of ``data``.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the board to take them, in seconds.

        Raises:
            LinkLost: The cable was pulled, or the board took nothing for ``timeout_s``.
        """
        import serial

        opened = self._opened()
        try:
            if opened.write_timeout != timeout_s:
                opened.write_timeout = timeout_s
            opened.write(data)
        except serial.SerialTimeoutException as exc:
            raise LinkLost("link_stuck", port=self.description, seconds=round(timeout_s)) from exc
        except (OSError, TypeError, ValueError) as exc:
            raise LinkLost("link_lost", port=self.description) from exc

    def send_break(self) -> None:
        """Hold the line down for a moment: the interface chip of a micro:bit then resets it.

        DAPLink does so for every break (``USBD_CDC_ACM_SendBreak``); a Pico takes no notice.

        Raises:
            LinkLost: The cable was pulled.
        """
        opened = self._opened()
        try:
            opened.send_break(_BREAK_S)
        except (OSError, TypeError, ValueError) as exc:
            raise LinkLost("link_lost", port=self.description) from exc

    def _opened(self) -> "Serial":
        if self._serial is None:
            raise LinkLost("link_lost", port=self.description)
        return self._serial


def _wait(opened: "Serial", timeout_s: float) -> None:
    """Wait for a byte; pyserial's own wait would set the port up anew for each new limit."""
    if sys.platform == "win32":
        ends_at = time.monotonic() + timeout_s
        while not opened.in_waiting and time.monotonic() < ends_at:
            time.sleep(0.002)
        return
    import select

    select.select([opened.fileno()], [], [], timeout_s)


def _exclusive() -> bool | None:
    return None if sys.platform == "win32" else True


def _the_only_port() -> str:
    ports = [port.device for port in find_ports()]
    if not ports:
        raise LinkError("link_no_board")
    if len(ports) > 1:
        raise LinkError("link_many_boards", ports=", ".join(f"serial:{port}" for port in ports))
    return ports[0]


def _open_error(port: str, exc: Exception) -> LinkError:
    name = f"serial:{port}"
    path = Path(port)
    text = str(exc).lower()
    if "lock" in text or "busy" in text or (sys.platform == "win32" and "access is denied" in text):
        owner = owner_of(port)
        if owner is None:
            return LinkBusy("link_busy_unnamed", port=name)
        return LinkBusy("link_busy", port=name, owner=owner.name, pid=owner.pid)
    if sys.platform != "win32" and path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return permission_error(path)
    if "could not open" in text and not path.exists():
        return LinkError("link_missing", port=name)
    return LinkError("link_unusable", port=name, reason=reason_of(exc))


def permission_error(path: Path) -> LinkError:
    """Name the group that a port really belongs to, and what really helps.

    Args:
        path: The port, which this user may not open.

    Returns:
        The error, not raised.
    """
    import grp
    import pwd

    group_id = path.stat().st_gid
    try:
        group = grp.getgrgid(group_id)
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return LinkError(
            "link_permission", port=f"serial:{path}", group=str(group_id), user="$USER"
        )
    fields = {"port": f"serial:{path}", "group": group.gr_name, "user": user}
    if user in group.gr_mem:
        return LinkError("link_permission_login", **fields)
    return LinkError("link_permission", **fields)


def owner_of(port: str) -> Process | None:
    """Return who has a device, or None when the system does not tell.

    Args:
        port: The device.
    """
    own = str(os.getpid())
    for pid in (*_lockers(port), *_openers(port)):
        if pid != own and pid.isdigit() and (owner := find_process(int(pid))):
            return owner
    return None


def _lockers(port: str) -> Iterator[str]:
    """Yield who holds a lock on a device: the surest sign that they use it."""
    with suppress(OSError):
        there = Path(port).stat()
        device = there.st_dev
        place = f"{os.major(device):02x}:{os.minor(device):02x}:{there.st_ino}"
        for line in Path("/proc/locks").read_text("utf-8").splitlines():
            fields = line.split()
            if len(fields) > 5 and fields[1] == "FLOCK" and fields[5] == place:
                yield fields[4]


def _openers(port: str) -> Iterator[str]:
    """Yield who has a device open, of those whose files we may see."""
    wanted = os.path.realpath(port)
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if str(link.readlink()) == wanted:
                yield link.parts[2]


@cache
def _known_usb_ids() -> frozenset[str]:
    folder = data_root() / "hardware" / "boards"
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")]
    return frozenset(usb_id for table in tables for usb_id in table["links"]["usb_ids"])
