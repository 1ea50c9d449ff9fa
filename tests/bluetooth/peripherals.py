"""What answers in the air: the virtual Pico W's own radio, and made-up boards."""

import asyncio
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from bumble import att
from bumble.core import UUID
from bumble.device import Connection, Device
from bumble.gatt import Characteristic, CharacteristicValue, Service
from kibako.events import Event
from kibako.links.ble import TO_BOARD, TO_HOST
from kibako.links.ble_finding import SERVICE
from kibako.virtual.board import VirtualBoard

from .air import Air, new_device

FIRMWARE = Path(__file__).parents[2] / "firmware" / "pico"
LOOK_S = 0.02
BOOT_S = 60.0
ADDRESS = "E0:00:00:00:00:01"


def board_with_repl(flash: Path) -> VirtualBoard:
    """Return a virtual Pico W that is on and can be found, with our REPL as its boot.py starts it.

    Args:
        flash: The folder for its files, not there yet.
    """
    (flash / "ble").mkdir(parents=True)
    for name in ("ble_link.py", "ble_repl.py"):
        shutil.copy(FIRMWARE / name, flash / "ble")
    begin = "import sys\nsys.path.append('/ble')\nimport ble_repl\nble_repl.start()\n"
    (flash / "boot.py").write_text(begin)
    advertised = threading.Event()

    def take(event: Event) -> None:
        if (event.source, event.what) == ("bluetooth", "advertised"):
            advertised.set()

    board = VirtualBoard("pico-w", flash_dir=flash, on_event=take)
    board.start()
    assert advertised.wait(BOOT_S)
    return board


class PicoInTheAir:
    """The radio of a virtual Pico W: what its firmware advertises, offers and sends, by Bumble.

    Args:
        air: The air.
        board: The board; its firmware has registered its service.
        address: Its address in the air.
        keeps_up: A write that wants an answer gets it when the board's program has taken what
            came. In real air that takes a connection interval; here a busy computer lets more
            writes come before the board has its turn.
    """

    def __init__(
        self, air: Air, board: VirtualBoard, address: str = ADDRESS, keeps_up: bool = False
    ) -> None:
        port = board.world.bluetooth
        assert port is not None
        self._port = port
        self._air = air
        self._keeps_up = keeps_up
        # The world has a lock, held as long as the board computes: never waited for in the air.
        self._hand = ThreadPoolExecutor(1)
        self._sends_out: bytes | None = None
        self._connection: Connection | None = None
        self._ending = False
        air.call(self._begin(address))

    def close(self) -> None:
        """Take the radio out of the air; the board lives on."""
        if not self._watch.done():
            self._air.call(self._end())
            self._hand.shutdown()

    async def _begin(self, address: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._device = device = await new_device(self._air.radio, "pico", address)
        device.gatt_server.max_mtu = 517
        offered = await self._do(self._port.characteristics)
        self._values: dict[int, Characteristic[bytes]] = {
            handle: Characteristic(
                UUID(bytes(reversed(bytes.fromhex(uuid))).hex()),
                Characteristic.Properties(flags),
                Characteristic.READABLE | Characteristic.WRITEABLE,
                CharacteristicValue(
                    read=partial(self._read, handle), write=partial(self._written, handle)
                ),
            )
            for handle, (uuid, flags) in offered.items()
            if flags
        }
        device.add_service(Service(SERVICE, list(self._values.values())))
        device.on("connection", self._connected)
        self._watch = asyncio.create_task(self._advertise())

    async def _end(self) -> None:
        # Not cancelled: Bumble waits for ever for the answer to a command that nobody awaits.
        self._ending = True
        await self._watch
        for _ in range(20):  # an end that the other side made is on its way
            await asyncio.sleep(0)
        if self._connection is not None:
            await self._connection.disconnect()
        await self._silence()
        self._air.radio.remove_controller(self._device.host.hci_sink)

    def _open(self, connectable: bool) -> None:
        controller = self._device.host.hci_sink
        (self._air.radio.closed.discard if connectable else self._air.radio.closed.add)(controller)

    async def _silence(self) -> None:
        # A connection that begins at this moment ends advertising by itself.
        with suppress(KeyError):
            await self._device.stop_advertising()

    async def _do(self, work: Callable[..., Any], *values: Any) -> Any:
        return await self._loop.run_in_executor(self._hand, work, *values)

    async def _advertise(self) -> None:
        while not self._ending:
            said = await self._do(self._port.advertisement)
            # What was said before the connection is not true any more.
            old = said is not None and said.connectable and self._connection is not None
            data = None if said is None or old else said.data
            if data != self._sends_out:
                await self._silence()
                self._sends_out = data
                if data is not None:
                    self._open(said.connectable)
                    await self._device.start_advertising(
                        advertising_data=data,
                        scan_response_data=said.response,
                        advertising_interval_min=LOOK_S * 1000,
                        advertising_interval_max=LOOK_S * 1000,
                    )
            await asyncio.sleep(LOOK_S)

    def _connected(self, connection: Connection) -> None:
        self._connection = connection
        self._sends_out = None  # a connection ends advertising
        self._open(False)
        connection.on("disconnection", self._disconnected)
        connection.on("connection_att_mtu_update", self._agreed)
        self._hand.submit(
            self._port.connect,
            23,
            partial(self._loop.call_soon_threadsafe, self._notify),
            partial(self._loop.call_soon_threadsafe, self._indicate),
            partial(self._loop.call_soon_threadsafe, self._hung_up, connection),
        ).add_done_callback(partial(self._met, connection))

    def _met(self, connection: Connection, joined: Future[bool]) -> None:
        if not joined.result():  # limited: it is done; the board had ceased to advertise
            self._loop.call_soon_threadsafe(self._hung_up, connection)

    def _agreed(self) -> None:
        if self._connection is not None:
            self._hand.submit(self._port.exchange, self._connection.att_mtu)

    def _disconnected(self, reason: int) -> None:
        self._connection = None
        self._hand.submit(self._port.disconnect)

    def _hung_up(self, connection: Connection) -> None:
        if self._connection is connection:
            self._task = asyncio.create_task(connection.disconnect())

    def _notify(self, handle: int, data: bytes) -> None:
        if self._connection is not None:
            message = att.ATT_Handle_Value_Notification(
                attribute_handle=self._values[handle].handle, attribute_value=data
            )
            self._device.gatt_server.send_gatt_pdu(self._connection, bytes(message))

    def _indicate(self, handle: int, data: bytes) -> None:
        self._task = asyncio.create_task(self._confirmed(handle, data))

    async def _confirmed(self, handle: int, data: bytes) -> None:
        if self._connection is not None:
            await self._device.gatt_server.indicate_subscriber(
                self._connection, self._values[handle], data, force=True
            )
            await self._do(self._port.confirm)

    async def _read(self, handle: int, connection: Connection) -> bytes:
        return await self._do(self._port.read, handle) or b""

    async def _written(self, handle: int, connection: Connection, data: bytes) -> None:
        await self._do(self._port.write, handle, bytes(data))
        while self._keeps_up and await self._do(self._untaken, handle):
            await asyncio.sleep(0.001)

    def _untaken(self, handle: int) -> bool:
        with self._port.inside():
            return bool(self._port._chip.values[handle].data)


class MadeUpBoard:
    """A peripheral with the Nordic UART service that does what a test says.

    Attributes:
        written: Each write: its bytes, and whether it is to be answered.
        device: Its Bluetooth.

    Args:
        air: The air.
        name: What it calls itself.
        address: Its address.
        kinds: The kinds of write that it takes.
        advertised: What it sends out instead of flags, its service and its name.
    """

    def __init__(
        self,
        air: Air,
        name: str = "tanuki",
        address: str = ADDRESS,
        kinds: Characteristic.Properties = Characteristic.WRITE,
        advertised: bytes | None = None,
    ) -> None:
        self._air = air
        self.written: list[tuple[bytes, bool]] = []
        self._kinds = kinds
        called = name.encode()
        service = bytes(reversed(bytes.fromhex(SERVICE.replace("-", ""))))
        own = b"\x02\x01\x06\x11\x07" + service + bytes((len(called) + 1, 9)) + called
        self._advertised = own if advertised is None else advertised
        air.call(self._begin(address))

    async def _begin(self, address: str) -> None:
        self.device: Device = await new_device(self._air.radio, "made up", address)
        self._to_board = Characteristic(TO_BOARD, self._kinds, Characteristic.WRITEABLE, b"")
        self._to_host = Characteristic(TO_HOST, Characteristic.NOTIFY, 0, b"")
        self.device.add_service(Service(SERVICE, [self._to_board, self._to_host]))
        self._take = self.device.gatt_server.on_gatt_pdu
        self.device.gatt_server.on_gatt_pdu = self._on_pdu
        self.device.on("connection", self._connected)
        await self.device.start_advertising(
            auto_restart=True,
            advertising_data=self._advertised,
            scan_response_data=b"",
            advertising_interval_min=LOOK_S * 1000,
            advertising_interval_max=LOOK_S * 1000,
        )

    def _connected(self, connection: Connection) -> None:
        self._connection = connection

    def _on_pdu(self, connection: Connection, message: att.ATT_PDU) -> None:
        if isinstance(message, att.ATT_Write_Request | att.ATT_Write_Command):
            if message.attribute_handle == self._to_board.handle:
                answered = isinstance(message, att.ATT_Write_Request)
                self.written.append((message.attribute_value, answered))
        self._take(connection, message)

    async def _say(self, data: bytes) -> None:
        await self.device.gatt_server.notify_subscriber(self._connection, self._to_host, data)

    def say(self, data: bytes) -> None:
        """Send one notification."""
        self._air.call(self._say(data))

    def hang_up(self) -> None:
        """End the connection from its side."""
        self._air.call(self._connection.disconnect())
