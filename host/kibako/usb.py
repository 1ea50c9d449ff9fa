"""What is plugged in, as USB tells: ports and drives, of a real room or of a virtual bench."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class UsbPort:
    """A serial port of something that is plugged in.

    Attributes:
        device: What opens it: ``/dev/ttyACM0``, ``COM5``.
        vendor: The USB vendor number, such as 0x2e8a.
        product: The USB product number.
        serial: The USB serial number, the same in any socket; ``""`` when it has none.
        interface: What the port calls itself, where a board has several; ``""`` when unknown.
        socket: Where it is plugged in, ``1-1.4``: the same for the drive and the port of one board,
            whatever it runs; ``""`` when the system does not tell.
    """

    device: str
    vendor: int
    product: int
    serial: str
    interface: str = ""
    socket: str = ""

    @property
    def usb_id(self) -> str:
        """Vendor and product as board profiles write them: ``2e8a:0005``."""
        return f"{self.vendor:04x}:{self.product:04x}"


@dataclass(frozen=True, slots=True)
class UsbDrive:
    """A drive that a board shows: MICROBIT, MAINTENANCE, RPI-RP2.

    Attributes:
        path: The folder at which it is mounted.
        label: The name of the volume.
        vendor: The USB vendor number, 0 when the system does not tell.
        product: The USB product number, 0 when the system does not tell.
        serial: The USB serial number, ``""`` when the system does not tell. All RP2040s show the
            same one while their boot ROM shows the drive: only ``socket`` tells these apart.
        socket: Where it is plugged in, ``1-1.4``; ``""`` when the system does not tell.
    """

    path: Path
    label: str
    vendor: int = 0
    product: int = 0
    serial: str = ""
    socket: str = ""


class UsbView(Protocol):
    """Eyes for what is plugged in: the computer's own, or those of a virtual bench."""

    def ports(self) -> list[UsbPort]:
        """Return the serial ports that are there now, sorted by device."""
        ...

    def drives(self) -> list[UsbDrive]:
        """Return the drives that are there now, sorted by path."""
        ...
