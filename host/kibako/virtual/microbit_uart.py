"""The micro:bit's one UART: on the cable with the console, or on pins with whatever hangs there."""

from collections import deque
from collections.abc import Collection

from kibako.virtual.buses import Buses
from kibako.virtual.hostcall import HostFunction, integer, value_error
from kibako.virtual.shown import shown
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wires

CABLE_BAUD = 115_200
"""How fast the cable is."""
_BAUD_MIN, _BAUD_MAX = 1200, 1_000_000
"""What the hardware can do; both firmwares take any number and are as near as they can."""
_FRAME_BITS = 10
"""A start bit, eight of data, a stop bit."""
_TEXT_BYTES_MAX = 1024
_ON_THE_WAY_MAX = 16_384
"""More than that a peer cannot have sent ahead: the rest is lost."""
_PIECE_US = 1000
"""Bytes of one millisecond arrive together."""


class MicrobitUart:
    """Where the UART is, and what comes in on its pins.

    Args:
        world: What all parts share.
        wires: The pins.
        buses: What hangs on them.
        abilities: What the board's firmware can do.
    """

    def __init__(
        self, world: Surroundings, wires: Wires, buses: Buses, abilities: Collection[str]
    ) -> None:
        self._world = world
        self._wires = wires
        self._buses = buses
        self._tx = self._rx = ""
        self._baud = CABLE_BAUD
        self._coming: deque[int] = deque()
        self._arriving = False
        world.inputs.add_text("uart.received", _TEXT_BYTES_MAX, self._typed)
        even = 0 if "uart_even_is_zero" in abilities else 2
        self.functions: dict[str, HostFunction] = {
            "uart.init": self._init,
            "uart.even": lambda payload: str(even),
        }

    def reset(self) -> None:
        """Put the UART on the cable: the board starts anew."""
        self._coming.clear()
        self._move("", "", CABLE_BAUD)

    def _init(self, payload: str) -> str:
        """Put it on pins: ``BAUD TX RX``; a pin left out is that of the cable."""
        words = payload.split(" ")
        if len(words) != 3:
            raise value_error("wrong number of values")
        baud = min(max(integer(words[0]), _BAUD_MIN), _BAUD_MAX)
        for name in filter(None, words[1:]):
            self._wires.find(name, "digital")
        self._move(words[1], words[2], baud)
        return ""

    def _move(self, tx: str, rx: str, baud: int) -> None:
        before = self._tx, self._rx
        self._tx, self._rx, self._baud = tx, rx, baud
        if rx != before[1]:
            self._coming.clear()
        if rx:
            self._buses.listen(rx, self._heard)
        self._world.terminal.move(self._send if tx else None, hears_cable=not rx)
        if tx or rx or before != ("", ""):
            self._world.emit("uart", "moved", {"tx": tx, "rx": rx, "baud": baud})

    def _send(self, data: bytes) -> int:
        """Carry bytes to what hangs on the pin; tell how long that takes."""
        self._world.emit("uart", "sent", shown(data))
        self._buses.send(self._tx, data, self._baud)
        return len(data) * _FRAME_BITS * 1_000_000 // self._baud

    # What comes in

    def _typed(self, text: str) -> None:
        self._arrive(text.encode())

    def _heard(self, data: bytes) -> None:
        self._world.emit("uart", "received", shown(data))
        self._arrive(data)

    def _arrive(self, data: bytes) -> None:
        """Let bytes come in one after the other, as fast as the line is."""
        if not self._rx:
            return
        self._coming.extend(data[: _ON_THE_WAY_MAX - len(self._coming)])
        if self._coming and not self._arriving:
            self._next()

    def _next(self) -> None:
        count = max(1, _PIECE_US * self._baud // (_FRAME_BITS * 1_000_000))
        count = min(count, len(self._coming))
        self._arriving = count > 0
        if count:
            lasts_us = count * _FRAME_BITS * 1_000_000 // self._baud
            self._world.after_us(lasts_us, lambda: self._arrived(count))

    def _arrived(self, count: int) -> None:
        data = bytes(self._coming.popleft() for _ in range(min(count, len(self._coming))))
        if data and self._rx:
            self._world.later(lambda: self._world.terminal.receive(data))
        self._next()
