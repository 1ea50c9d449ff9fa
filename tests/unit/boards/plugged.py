"""What USB shows, as a test says."""

from collections.abc import Iterable

from kibako.usb import UsbDrive, UsbPort

PICO = UsbPort("/dev/ttyACM0", 0x2E8A, 0x0005, "e660")
BIT = UsbPort("/dev/ttyACM1", 0x0D28, 0x0204, "9904")


class Plugged:
    """A room whose ports and drives are what a test puts there."""

    def __init__(self, *ports: UsbPort, drives: Iterable[UsbDrive] = ()) -> None:
        self.there = list(ports)
        self.disks = list(drives)

    def ports(self) -> list[UsbPort]:
        return list(self.there)

    def drives(self) -> list[UsbDrive]:
        return list(self.disks)
