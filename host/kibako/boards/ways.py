"""The ways to a board that may hang: how it is opened again, and started anew, by us or by hand."""

from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from kibako.boards.labels import SCHEME, resolve
from kibako.boards.plugged import UsbRoom, usb_room
from kibako.boards.profile import profiles_of_usb
from kibako.errors import LinkError
from kibako.links.base import Link
from kibako.links.open import open_link
from kibako.links.serial import SerialLink
from kibako.usb import UsbPort
from kibako.virtual.options import ORDINARY, VirtualOptions

Hand = Literal["", "replug", "reset"]
"""What a hand can do to start a board anew: nothing, plug it out and in, press its button."""
_SERIAL = "serial:"
AUTO = "serial:auto"


@runtime_checkable
class Breaking(Protocol):
    """A link whose line can be held down."""

    def send_break(self) -> None:
        """Hold the line down for a moment."""
        ...


class Way(Protocol):
    """A way to one board, whatever its port is called today."""

    name: str
    """What a person calls the board: its moniker."""
    hand: Hand
    """What a person can do to start it anew."""
    restarts: bool
    """Whether we can start it anew from here, whatever its program does."""

    def open(self) -> Link:
        """Return a link to the board, opened.

        Raises:
            LinkError: It is not there now, in use, or not permitted.
        """
        ...

    def restart(self, link: Link) -> Link:
        """Start the board anew; only where :attr:`restarts`.

        Args:
            link: The link to it, open.

        Returns:
            The link to it, open: the same or another one.
        """
        ...


class VirtualWay:
    """The way to a virtual board: it is switched on with its link, and off.

    Args:
        moniker: ``virtual:PROFILE/NAME``.
        options: How it is to be.
    """

    hand: Hand = ""
    restarts = True

    def __init__(self, moniker: str, options: VirtualOptions = ORDINARY) -> None:
        self.name = moniker
        self._options = options

    def open(self) -> Link:
        """Switch the board on; see :class:`Way`."""
        link = open_link(self.name, virtual=self._options)
        link.open()
        return link

    def restart(self, link: Link) -> Link:
        """Press the board's reset button; see :class:`Way`."""
        machine = getattr(link, "machine", None)
        if machine is None:
            return self.open()
        machine.reset()
        return link


class UsbWay:
    """The way to a board on USB: by its serial number, in whatever socket it comes back.

    Args:
        moniker: ``serial:PORT``, ``serial:auto``, ``board:LABEL``.
        room: What is plugged in; this computer's USB when left out.
    """

    hand: Hand = "replug"

    def __init__(self, moniker: str, room: UsbRoom | None = None) -> None:
        self.name = moniker
        self._room = room or usb_room()
        self.serial = ""
        """Its USB serial number, as far as it was seen."""
        self.socket = ""
        """The socket that it was seen in last."""
        self.family = ""
        """Its family, ``""`` while that is not known."""
        self.profile_id = ""
        """Which board it is, ``""`` while USB does not tell."""
        self.restarts = False
        port = self._port()
        if port is not None:
            self._know(port)

    def open(self) -> Link:
        """Open the port at which the board is now; see :class:`Way`."""
        port = self._port()
        if port is not None:
            self._know(port)
            link = self._room.open_port(port.device)
        elif self.serial or not self.name.startswith(_SERIAL) or self.name == AUTO:
            raise LinkError("link_missing", port=self.name)
        else:
            link = SerialLink(self.name.removeprefix(_SERIAL))  # no board's USB: a pty, say
        link.open()
        return link

    def restart(self, link: Link) -> Link:
        """Hold the line down: a micro:bit's interface chip then resets it; see :class:`Way`."""
        if isinstance(link, Breaking):
            link.send_break()
        return link

    def _know(self, port: UsbPort) -> None:
        self.serial, self.socket = port.serial, port.socket
        fitting = profiles_of_usb(port.vendor, port.product, port.serial)
        families = {profile.family for profile in fitting}
        self.family = families.pop() if len(families) == 1 else ""
        self.profile_id = fitting[0].id if len(fitting) == 1 else ""
        self.restarts = self.family == "microbit"

    def _port(self) -> UsbPort | None:
        """Return the port at which the board is now, None while it is nowhere."""
        ports = self._room.ports()
        if self.serial:
            return next((port for port in ports if port.serial == self.serial), None)
        if self.name == AUTO:
            if len(ports) > 1:
                names = ", ".join(f"{_SERIAL}{port.device}" for port in ports)
                raise LinkError("link_many_boards", ports=names)
            return ports[0] if ports else None
        try:
            device = resolve(self.name, self._room).removeprefix(_SERIAL)
        except LinkError as error:
            if error.code != "label_absent":
                raise
            return None
        same = Path(device).name
        return next((port for port in ports if device in (port.device, same)), None)


class PlainWay:
    """The way to a board behind a socket or a radio: it can be opened again, and no more.

    Args:
        moniker: ``tcp:HOST:PORT``, ``ble:NAME``.
    """

    hand: Hand = "reset"
    restarts = False

    def __init__(self, moniker: str) -> None:
        self.name = moniker

    def open(self) -> Link:
        """Open the link; see :class:`Way`."""
        link = open_link(self.name)
        link.open()
        return link

    def restart(self, link: Link) -> Link:
        """Return the link: from here nothing can start the board anew."""
        return link


def way_to(moniker: str, *, room: UsbRoom | None = None, virtual: VirtualOptions = ORDINARY) -> Way:
    """Return the way to a board.

    Args:
        moniker: Which board.
        room: What is plugged in; this computer's USB when left out.
        virtual: How a virtual board is to be.

    Raises:
        UsageError: There is no such moniker.
        LinkError: Several boards are plugged in, or no board has that label.
    """
    if moniker.startswith((_SERIAL, SCHEME)):
        return UsbWay(moniker, room)
    open_link(moniker, virtual=virtual)  # it says what is wrong with a moniker
    return VirtualWay(moniker, virtual) if moniker.startswith("virtual:") else PlainWay(moniker)
