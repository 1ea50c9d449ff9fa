"""A board that is connected over Bluetooth LE: how much is written to it at once, and how."""

import asyncio
from typing import NamedTuple

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bleak.exc import BleakError

_CHUNK_BYTES = 20
"""What every connection carries at once; more only to firmware that says it is ours."""
_CHUNK_BYTES_MAX = 512
_ANSWERED_EVERY = 8
"""Of so many writes one waits for the board's answer: the rest cannot pile up behind it."""


class Peer(NamedTuple):
    """The connected board."""

    client: BleakClient
    device: BLEDevice
    to_board: BleakGATTCharacteristic
    ours: bool
    gone: "asyncio.Future[None]"

    @property
    def chunk_bytes(self) -> int:
        """The most bytes of one write. Asked anew: some systems learn it a moment later."""
        if not self.ours:
            return _CHUNK_BYTES
        room = self.to_board.max_write_without_response_size
        return min(max(room, _CHUNK_BYTES), _CHUNK_BYTES_MAX)

    def answered(self, count: int) -> bool:
        """Return whether the write of this number is to be answered by the board.

        A characteristic gets only what it says it takes: some systems report success for the
        other kind of write, and the board never sees it.
        """
        kinds = self.to_board.properties
        if "write" not in kinds or "write-without-response" not in kinds:
            return "write" in kinds
        return not self.ours or count % _ANSWERED_EVERY == 0

    async def send(self, piece: bytes, count: int) -> None:
        """Write one piece; a connection that ends meanwhile ends the wait, whatever bleak does.

        Args:
            piece: The bytes, no more than ``chunk_bytes``.
            count: Which write it is.

        Raises:
            BleakError: The connection has ended.
        """
        answered = self.answered(count)
        sending = asyncio.ensure_future(
            self.client.write_gatt_char(self.to_board, piece, response=answered)
        )
        try:
            # limited: who calls this cancels it when the time of the write is over
            await asyncio.wait({sending, self.gone}, return_when=asyncio.FIRST_COMPLETED)
            if not sending.done():
                raise BleakError("disconnected")
            await sending
        finally:
            sending.cancel()
