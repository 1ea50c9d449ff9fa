"""The cable of a real board: noticed when it comes out, found again in any socket."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.errors import LinkLost
from kibako.usb import UsbPort, UsbView
from kibako.workbench.hub import EventHub
from kibako.workbench.shown import Shown

if TYPE_CHECKING:
    from kibako.workbench.session import BoardSession

LOOK_S = 0.25
"""How often an idle board is looked at, in seconds."""
_END_S = 2.0
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
        """Whether the board went away and was not seen since."""

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
        """Remember that the board went away; return the error in the words for a cable."""
        if not self._device or error.code != "link_lost":
            return error
        self.out = True
        return LinkLost("cable_out", port=f"{_SERIAL}{self._device}")

    def back(self) -> str | None:
        """Return where a board that went away is again, once; None while it is not."""
        if not self.out:
            return None
        port = self._port()
        # A port without a serial number, a pseudo-terminal say, is known by its name alone.
        if port is None and (self._serial or not Path(self._device).exists()):
            return None
        self.out = False
        return f"{_SERIAL}{self._device if port is None else port.device}"

    def _port(self) -> UsbPort | None:
        """The port of the same serial number; boards with several keep the name they had."""
        same = [
            port
            for port in self._ports()
            if (port.serial == self._serial if self._serial else port.device == self._device)
        ]
        return min(same, key=lambda port: (port.device != self._device, port.device), default=None)


class CableWatch:
    """Looks after the cable on a thread of its own, while nothing runs and after a loss.

    Args:
        session: The board.
        hub: Where it is told that the board went away, and that it is back.
        shown: The picture of the workbench, where the board is then not connected any more.
    """

    def __init__(self, session: "BoardSession", hub: EventHub, shown: Shown) -> None:
        self._session = session
        self._hub = hub
        self._shown = shown
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="cable", daemon=True)
        if not session.moniker.startswith("virtual:"):
            self._thread.start()

    def close(self) -> None:
        """End the watch; ending it twice is no error."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join(_END_S)

    def _watch(self) -> None:
        while not self._ending.wait(LOOK_S):
            try:
                self._session.look()
            except LinkLost as error:
                self._shown.change(connected=False)
                self._hub.error(error)
            if (moniker := self._session.cable.back()) is not None:
                self._hub.emit("board", "back", moniker)
