"""A board over Bluetooth LE, by the Nordic UART service.

This module, ``ble_finding`` and ``ble_peer`` are all that knows bleak.
"""

import asyncio
import threading
from contextlib import suppress

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice

from kibako.errors import LinkBusy, LinkError, LinkLost
from kibako.links.ble_finding import (
    CONNECT_S,
    END_S,
    SCAN_S,
    SERVICE,
    TROUBLE,
    Backend,
    connected_here,
    find_device,
    open_error,
)
from kibako.links.ble_hold import BleHold
from kibako.links.ble_names import AUTO
from kibako.links.ble_peer import Peer
from kibako.links.loop_thread import LoopThread
from kibako.protocol.keys import CTRL_A, CTRL_B, PROMPT, RAW_BANNER
from kibako.protocol.resets import SOFT_REBOOT, ResetWatch

TO_BOARD = "6e400002-b5a3-f393-e0a9-e50e24dcca9e"
TO_HOST = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
FIRMWARE = "6e40f001-b5a3-f393-e0a9-e50e24dcca9e"
"""What only our firmware has in that service; it says so when it is read."""
FIRMWARE_SAYS = b"kibako 1"

_OPEN_S = SCAN_S + CONNECT_S + 5.0
_CLOSE_S = 3.0
_RESET_S = 3.0
"""How long after a soft reset was asked for a board may take to end the connection."""
_RETURN_S = 10.0
"""How long it may take to be there again."""
_AGAIN_S = 0.1
_SPEAKS_S = 0.3
"""How soon after it is there again a program of the board is heard that says something."""
_KEPT_BYTES = 1 << 20


class BleLink:
    """The way to a board at ``ble:NAME``.

    A soft reset switches the board's Bluetooth off and on: firmware of ours is connected to anew
    then, and the reset looks as it does over a cable.

    Args:
        name: The name that the board advertises, its address, or ``auto`` for the only one.
        backend: Another Bluetooth than this computer's.
    """

    def __init__(self, name: str, backend: Backend | None = None) -> None:
        self.description = f"ble:{name}"
        self._name = name
        self._backend = backend
        self._loop: LoopThread | None = None
        self._peer: Peer | None = None
        self._hold: BleHold | None = None
        self._count = 0
        self._came = bytearray()
        self._lost = False
        self._away = False
        self._resets = ResetWatch()
        self._held: bytes | None = None
        self._banner: asyncio.Event | None = None
        self._changed = threading.Condition()

    def open(self) -> None:
        """Find the board, connect, and listen to it.

        Raises:
            LinkError: No Bluetooth, no such board, several, or not the service of a REPL.
        """
        self._let_go()
        loop = LoopThread("ble")
        self._came.clear()
        self._lost = self._away = False
        self._resets = ResetWatch()
        self._count = 0
        try:
            self._peer = loop.call(self._connect(), _OPEN_S)
        except BaseException as exc:
            loop.close(END_S)
            self._let_go()
            if isinstance(exc, (TimeoutError, *TROUBLE)):
                raise open_error(self.description, exc) from exc
            raise
        self._loop = loop

    def close(self) -> None:
        """End the connection, within five seconds; closing twice is no error."""
        loop, self._loop = self._loop, None
        peer, self._peer = self._peer, None
        if loop is None or peer is None:
            return
        with suppress(TimeoutError, *TROUBLE):
            loop.call(peer.client.disconnect(), _CLOSE_S)
        loop.close(END_S)
        self._let_go()
        self._end()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has come in, waiting for the first byte at most ``timeout_s``.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait, in seconds.

        Raises:
            LinkLost: The board is switched off, or out of reach.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._came or self._lost, timeout_s)
            if self._came:
                data = bytes(self._came[:max_bytes])
                del self._came[:max_bytes]
                return data
            if self._lost or self._peer is None:
                raise self._gone()
        return b""

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send all of ``data``, in pieces that one packet holds.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the board to take one piece, in seconds.

        Raises:
            LinkLost: The board is gone, or took nothing for ``timeout_s``.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: not self._away, timeout_s):
                raise LinkLost("link_stuck", port=self.description, seconds=timeout_s)
        restarts = self._resets.sent(data)
        at = 0
        while at < len(data):
            loop, peer = self._loop, self._peer
            if loop is None or peer is None or self._lost:
                raise self._gone()
            piece = data[at : at + peer.chunk_bytes]
            at += len(piece)
            self._count += 1
            try:
                if restarts and at == len(data) and peer.ours:
                    loop.call(self._expect_restart(peer), timeout_s)
                loop.call(peer.send(piece, self._count), timeout_s)
            except TimeoutError as exc:
                raise LinkLost("link_stuck", port=self.description, seconds=timeout_s) from exc
            except TROUBLE as exc:
                if self._away:
                    return  # it had heard enough, and is gone as it should
                self._end()
                raise self._gone() from exc

    def returns(self, timeout_s: float) -> bool:
        """Wait for a board that went away, and connect to it anew; only to firmware of ours.

        Args:
            timeout_s: How long to wait, in seconds.

        Returns:
            Whether it is there again.
        """
        loop, peer = self._loop, self._peer
        if loop is None or peer is None or not peer.ours:
            return False
        with suppress(TimeoutError, LinkError, *TROUBLE):
            self._peer = loop.call(self._join_again(peer), timeout_s)
            with self._changed:
                self._came.clear()
                self._resets = ResetWatch()
                self._lost = self._peer.gone.done()
            return not self._lost
        return False

    # on the loop's thread

    async def _connect(self) -> Peer:
        if self._backend is not None:
            return await self._join((await find_device(self._name, self._backend))[1])
        busy: LinkBusy | None = None
        for left in await connected_here(self._name):
            try:
                await self._free(left)
            except LinkBusy as error:
                busy = error
                if self._name != AUTO:
                    raise
        try:
            board, device = await find_device(self._name, None)
        except LinkError:
            if busy is not None:
                raise busy from None
            raise
        hold = self._hold = BleHold(self.description, device.address)
        try:
            peer = await self._join(device)
        except (TimeoutError, *TROUBLE) as exc:
            if board.doubtful:
                raise LinkBusy("ble_taken", name=board.shown or board.address) from exc
            raise
        hold.left = False
        return peer

    async def _free(self, device: BLEDevice) -> None:
        """End a connection that a program of ours left when it was killed."""
        hold = self._hold = BleHold(self.description, device.address)
        if hold.left:
            client = BleakClient(device, services=[SERVICE], timeout=CONNECT_S)
            await client.connect()
            await client.disconnect()
            hold.left = False
        self._let_go()

    async def _join(self, device: BLEDevice) -> Peer:
        gone = asyncio.get_running_loop().create_future()
        connected = asyncio.Event()

        def went(client: BleakClient) -> None:
            # While bleak connects it may be told of an end and begin anew: that is no loss.
            if not connected.is_set():
                return
            if not gone.done():
                gone.set_result(None)
            if not self._away:
                self._end()

        client = BleakClient(
            device,
            disconnected_callback=went,
            services=[SERVICE],
            timeout=CONNECT_S,
            backend=None if self._backend is None else self._backend.client,
        )
        await client.connect()
        connected.set()
        try:
            to_board = client.services.get_characteristic(TO_BOARD)
            to_host = client.services.get_characteristic(TO_HOST)
            if to_board is None or to_host is None:
                raise LinkError("ble_no_repl", port=self.description)
            ours = False
            if (says := client.services.get_characteristic(FIRMWARE)) is not None:
                ours = bytes(await client.read_gatt_char(says)) == FIRMWARE_SAYS
            # bleak's own choice of notifications: the system confirms indications by itself.
            await client.start_notify(to_host, self._heard)
        except BaseException:
            with suppress(TimeoutError, *TROUBLE):
                await asyncio.wait_for(client.disconnect(), _CLOSE_S)
            raise
        return Peer(client, device, to_board, ours, gone)

    async def _expect_restart(self, peer: Peer) -> None:
        self._away = True
        self._returning = asyncio.ensure_future(self._return(peer))

    async def _return(self, peer: Peer) -> None:
        """Wait for the end that a soft reset brings, and connect to the board anew."""
        try:
            await asyncio.wait({peer.gone}, timeout=_RESET_S)
            if peer.gone.done():
                self._take(SOFT_REBOOT)
                async with asyncio.timeout(_RETURN_S):
                    self._peer = peer = await self._join_again(peer)
                    if self._resets.raw:
                        await self._enter_raw(peer)
                    else:
                        await self._show_prompt(peer)
        except (TimeoutError, LinkError, *TROUBLE):
            self._lost = True
        finally:
            with self._changed:
                self._away = False
                self._lost = self._lost or peer.gone.done()
                self._changed.notify_all()

    async def _enter_raw(self, peer: Peer) -> None:
        """Let the raw banner be heard once.

        The board said it when it started, maybe before anybody was there to hear it. So it is
        asked for anew, by way of the friendly prompt: what stands behind that is the last one.
        """
        self._held = b""
        banner = self._banner = asyncio.Event()
        try:
            await peer.client.write_gatt_char(peer.to_board, CTRL_B + CTRL_A, response=True)
            await banner.wait()  # limited: by the time in which it has to be there again
        finally:
            held, self._held = self._held, None
            self._take(held.rpartition(PROMPT)[2])

    async def _show_prompt(self, peer: Peer) -> None:
        """Let the friendly prompt be seen, which came out before anybody was there to see it.

        Not while a ``main.py`` speaks: it would get the key.
        """
        before = len(self._came)
        await asyncio.sleep(_SPEAKS_S)
        if len(self._came) == before:
            await peer.client.write_gatt_char(peer.to_board, CTRL_B, response=True)

    async def _join_again(self, peer: Peer) -> Peer:
        while True:
            with suppress(TimeoutError, *TROUBLE):
                await peer.client.disconnect()
                return await self._join(peer.device)
            await asyncio.sleep(_AGAIN_S)

    def _heard(self, sender: BleakGATTCharacteristic, data: bytearray) -> None:
        banner = self._banner
        if self._held is None or banner is None:
            self._take(data)
            return
        self._held = (self._held + data)[-_KEPT_BYTES:]
        if RAW_BANNER in self._held.rpartition(PROMPT)[2] and PROMPT in self._held:
            banner.set()

    def _take(self, data: bytes | bytearray) -> None:
        with self._changed:
            self._came += data
            # As on USB, where nobody reads for long something is lost; here the oldest.
            del self._came[:-_KEPT_BYTES]
            self._changed.notify_all()

    def _end(self) -> None:
        with self._changed:
            self._lost = True
            self._changed.notify_all()

    def _let_go(self) -> None:
        hold, self._hold = self._hold, None
        if hold is not None:
            hold.release()

    def _gone(self) -> LinkLost:
        return LinkLost("ble_lost", port=self.description)
