"""The virtual bench as a room: what looks at real USB can look at it instead."""

from pathlib import Path
from typing import TYPE_CHECKING

from kibako.links.base import Link
from kibako.links.bench import BenchLink
from kibako.usb import UsbDrive, UsbPort

if TYPE_CHECKING:
    from kibako.virtual.usb import VirtualBench


class BenchRoom:
    """A :class:`kibako.boards.plugged.UsbRoom` over a virtual bench.

    Args:
        bench: The bench; whoever made it starts and closes it.
    """

    def __init__(self, bench: "VirtualBench") -> None:
        self.bench = bench

    def ports(self) -> list[UsbPort]:
        """Return the serial ports that are there now, sorted by device."""
        return self.bench.ports()

    def drives(self) -> list[UsbDrive]:
        """Return the drives that are there now, sorted by path."""
        return self.bench.drives()

    def open_port(self, device: str) -> Link:
        """Return the link to a port of the bench, not yet opened."""
        return BenchLink(self.bench, device)

    def push(self, handle: int, path: Path) -> None:
        """Wait until a file has come to its board at the speed of its drive."""
        self.bench.push(path)
