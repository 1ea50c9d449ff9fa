"""The cable of a real board: noticed when it comes out, found again in any socket."""

from pathlib import Path

from kibako.errors import LinkError, LinkLost
from kibako.usb import UsbPort, UsbView

_SERIAL = "serial:"


def _own_ports() -> list[UsbPort]:
    """Return the ports of this computer at which a board that Kibako knows is plugged in."""
    from kibako.links.serial import find_ports

    return find_ports()


class Cable:
    """Which USB device a board is: by its serial number, whatever the port is called today.

    Args:
        moniker: The board as it was named; of other than serial boards nothing is known.
        usb: What is plugged in; this computer's own ports when left out.
    """

    def __init__(self, moniker: str, usb: UsbView | None = None) -> None:
        self._named = moniker
        self._ports = _own_ports if usb is None else usb.ports
        self._device = ""
        self._serial = ""
        self.out = False
        """Whether the board went away, by cable or out of reach, and was not seen since."""

    def moniker(self) -> str:
        """Return how to open the board now: where its serial number is, else as it was named."""
        port = self._port() if self._serial else None
        return self._named if port is None else f"{_SERIAL}{port.device}"

    def opened(self, description: str) -> None:
        """Remember which device was opened, by the name of its link."""
        self.out = False
        if description.startswith(_SERIAL):
            self._device = description.removeprefix(_SERIAL)
            there = [port for port in self._ports() if port.device == self._device]
            self._serial = there[0].serial if there else ""

    def lost(self, error: LinkLost) -> LinkLost:
        """Remember that the board went away; return the error in the words for a cable.

        It may have been pulled while it was being opened: then the error alone names its port.
        """
        port = str(error.fields.get("port", ""))
        if not self._device and port.startswith(_SERIAL):
            self.opened(port)
        if error.code == "ble_lost":
            self.out = True
        if not self._device or error.code != "link_lost":
            return error
        self.out = True
        return LinkLost("cable_out", port=f"{_SERIAL}{self._device}")

    def back(self) -> str | None:
        """Return where a board that went away is again, once; None while it is not."""
        if not (
            self.out and self._device
        ):  # a board over Bluetooth is looked for when it is opened
            return None
        port = self._port()
        # A port without a serial number, a pseudo-terminal say, is known by its name alone.
        if port is None and (self._serial or not Path(self._device).exists()):
            return None
        self.out = False
        return f"{_SERIAL}{self._device if port is None else port.device}"

    def missing(self, error: LinkError) -> None:
        """Remember that the board is not where it was said to be; it may come there yet."""
        port = str(error.fields.get("port", ""))
        if error.code == "link_missing" and port.startswith(_SERIAL):
            self._device = self._device or port.removeprefix(_SERIAL)
            self.out = True

    def holds(self, port: str, usb_serial: str) -> bool:
        """Return whether a board that is plugged in, or was, is the one that was opened."""
        same = usb_serial == self._serial if self._serial else port == f"{_SERIAL}{self._device}"
        return bool(self._device) and same

    def _port(self) -> UsbPort | None:
        """The port of the same serial number; boards with several keep the name they had."""
        same = [
            port
            for port in self._ports()
            if (port.serial == self._serial if self._serial else port.device == self._device)
        ]
        return min(same, key=lambda port: (port.device != self._device, port.device), default=None)
