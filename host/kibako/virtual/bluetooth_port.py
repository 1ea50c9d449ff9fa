"""A central's side of a virtual board's Bluetooth: what a host's radio would do with it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

MTU_MIN, MTU_MAX = 23, 517
Heard = Callable[[int, bytes], None]


class Value(Protocol):
    """A value that the board offers."""

    uuid: str
    flags: int


class Chip(Protocol):
    """The board's side, as the central's sees it: every call is made inside the world."""

    heard: Heard | None
    sent_out: "Advertisement | None"

    @property
    def values(self) -> Mapping[int, Value]:
        """What the board offers, by handle."""
        ...

    def join(
        self, mtu: int, heard: Heard, indicated: Heard | None, gone: Callable[[], None] | None
    ) -> bool:
        """Begin a connection."""
        ...

    def exchange(self, mtu: int) -> int:
        """Agree on what one message may hold."""
        ...

    def read(self, handle: int) -> bytes | None:
        """Tell a value that may be read."""
        ...

    def written(self, handle: int, data: bytes) -> bool:
        """Take what a central writes."""
        ...

    def confirm(self) -> None:
        """Take the central's answer to an indication."""
        ...

    def part(self) -> None:
        """End the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What a board sends out to all.

    Attributes:
        data: The advertisement, at most 31 bytes.
        response: The answer to a scan, at most 31 bytes.
        connectable: Whether a central may connect.
    """

    data: bytes
    response: bytes
    connectable: bool


class BluetoothPort:
    """A central's side of the board's Bluetooth. Every method may be called from any thread.

    Attributes:
        inside: Makes that only one thread is in the world of the board.

    Args:
        chip: The board's side.
    """

    def __init__(self, chip: Chip) -> None:
        self.inside: Callable[[], AbstractContextManager[None]] = nullcontext
        self._chip = chip

    def advertisement(self) -> Advertisement | None:
        """Return what the board sends out; None: nothing."""
        with self.inside():
            return self._chip.sent_out

    def characteristics(self) -> dict[int, tuple[str, int]]:
        """Return UUID (hex, least byte first) and flags of what the board offers, by handle."""
        with self.inside():
            return {at: (each.uuid, each.flags) for at, each in self._chip.values.items()}

    def connect(
        self,
        mtu: int,
        heard: Heard,
        indicated: Heard | None = None,
        gone: Callable[[], None] | None = None,
    ) -> bool:
        """Connect to the board.

        Args:
            mtu: What one message may hold, in bytes (23 to 517).
            heard: Gets handle and bytes of each notification, in order.
            indicated: Gets those of indications; each waits for :meth:`confirm`. Without it
                ``heard`` gets them, and they are answered after one connection interval.
            gone: Called when the connection ends, whoever ended it. All three are called on the
                board's thread, and have to be quick.

        Returns:
            Whether there is a connection: the board has to advertise, and to have no other.
        """
        with self.inside():
            return self._chip.join(min(max(mtu, MTU_MIN), MTU_MAX), heard, indicated, gone)

    def exchange(self, mtu: int) -> int:
        """Agree anew on what one message may hold.

        Args:
            mtu: What the central takes, in bytes.

        Returns:
            What holds from now on.
        """
        with self.inside():
            return self._chip.exchange(mtu)

    def read(self, handle: int) -> bytes | None:
        """Read a value, as much as one message holds; None if there is none to be read.

        Args:
            handle: Which value.
        """
        with self.inside():
            return self._chip.read(handle)

    def confirm(self) -> None:
        """Answer the indication that waits."""
        with self.inside():
            self._chip.confirm()

    def connected(self) -> bool:
        """Return whether a central is connected."""
        with self.inside():
            return self._chip.heard is not None

    def write(self, handle: int, data: bytes) -> bool:
        """Write a value as one message.

        Args:
            handle: Which value.
            data: At most three bytes less than the MTU are sent.

        Returns:
            Whether there is a connection and such a value.
        """
        with self.inside():
            return self._chip.written(handle, data)

    def disconnect(self) -> None:
        """End the connection, as a central that goes away."""
        with self.inside():
            self._chip.part()
