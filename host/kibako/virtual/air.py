"""What goes through the air between micro:bits, and where a board's radio is joined to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

STRING_HEAD = b"\x01\x00\x01"
"""With this a packet begins that ``radio.send`` made."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Who hears whom: two radios have to agree in all of this.

    Attributes:
        channel: 2400 MHz and so many more.
        address: Four bytes of the address.
        group: The fifth.
        data_rate: 0: 1 Mbit a second, 1: 2 Mbit, 2: 250 kbit.
    """

    channel: int
    address: int
    group: int
    data_rate: int


@dataclass(frozen=True, slots=True)
class Packet:
    """One transmission.

    Attributes:
        t_us: When it is over, on the sender's clock: then the others have it.
        tuning: Who can hear it.
        power_dbm: How strong it is sent.
        data: What it carries.
    """

    t_us: int
    tuning: Tuning
    power_dbm: int
    data: bytes


class RadioPort:
    """Where the radio of one board is joined to the air, and so to other boards.

    Attributes:
        on_send: Takes each packet at the moment at which it begins to be sent, on the board's
            thread and without a lock held.
        inside: Makes that only one thread is in the world of the board.
    """

    def __init__(self) -> None:
        self.on_send: Callable[[Packet], None] = lambda packet: None
        self.inside: Callable[[], AbstractContextManager[None]] = nullcontext
        self.heard: Callable[[Packet, int], None] = lambda packet, rssi_dbm: None

    def receive(self, packet: Packet, rssi_dbm: int) -> None:
        """Let the board's radio have a packet, now; what it is not tuned to it does not hear.

        Args:
            packet: The packet.
            rssi_dbm: How strong it arrives, such as -60.
        """
        with self.inside():
            self.heard(packet, rssi_dbm)
