"""What is plugged in, looked at once for all who ask within a moment."""

import threading
from collections.abc import Callable
from pathlib import Path

from kibako.boards.plugged import UsbRoom
from kibako.links.base import Link
from kibako.usb import UsbDrive, UsbPort

FRESH_S = 0.1
"""How long a look is good for."""


class SharedRoom:
    """A room with many who wait in it: they do not all ask the system at once.

    Args:
        room: The room.
        now: A clock that never goes back, in seconds.
    """

    def __init__(self, room: UsbRoom, now: Callable[[], float]) -> None:
        self._room = room
        self._now = now
        self._lock = threading.Lock()
        self._ports: tuple[float, list[UsbPort]] | None = None
        self._drives: tuple[float, list[UsbDrive]] | None = None

    def ports(self) -> list[UsbPort]:
        """Return the ports, as they were a moment ago at most."""
        with self._lock:
            if self._ports is None or self._now() - self._ports[0] >= FRESH_S:
                self._ports = self._now(), self._room.ports()
            return self._ports[1]

    def drives(self) -> list[UsbDrive]:
        """Return the drives, as they were a moment ago at most."""
        with self._lock:
            if self._drives is None or self._now() - self._drives[0] >= FRESH_S:
                self._drives = self._now(), self._room.drives()
            return self._drives[1]

    def open_port(self, device: str) -> Link:
        """Return the link to a port, not yet opened."""
        return self._room.open_port(device)

    def push(self, handle: int, path: Path) -> None:
        """Wait until all that was written into a file of a drive has come to the board."""
        self._room.push(handle, path)
