"""The air between a computer and boards, in this process: Bumble's radio, with bad days on request.

Everything above the radio is real: HCI, L2CAP, ATT and GATT of Bumble on both sides. The computer's
side is given to bleak as its backend (see ``backend.py``).
"""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from typing import Any, TypeVar

from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.device import Device
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from kibako.links.loop_thread import LoopThread

_Answer = TypeVar("_Answer")
LIMIT_S = 10.0
OWN_ADDRESS = "F0:F1:F2:F3:F4:F5"


class Radio(LocalLink):
    """Bumble's link, with connection events: in each, one packet goes each way.

    Attributes:
        interval_s: The connection interval; 0: packets go at once.
        silent: Nothing goes any more, and nobody is told.
        packets: How many packets each side has sent, by its address.
        closed: Who advertises, but takes no connection.
    """

    def __init__(self) -> None:
        super().__init__()
        self.interval_s = 0.0
        self.silent = False
        self.packets: dict[str, int] = {}
        self.closed: set[Controller] = set()
        self._waiting: dict[Controller, deque[Any]] = {}
        self._next_event_s = 0.0
        self._ticking = False

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        # Bumble's own takes the sender's random address for its source, whatever it is.
        receiver = self.find_le_controller(destination_address)
        if receiver is None or self.silent:
            return
        connection = next(
            each
            for each in sender_controller.le_connections.values()
            if each.peer_address == destination_address
        )
        source = connection.self_address
        self.packets[str(source)] = self.packets.get(str(source), 0) + 1

        def arrive() -> None:
            if not self.silent:
                receiver.on_link_acl_data(source, transport, data)

        if self.interval_s:
            self._waiting.setdefault(sender_controller, deque()).append(arrive)
            self._wake()
        else:
            asyncio.get_running_loop().call_soon(arrive)

    def send_advertising_pdu(self, sender_controller: Controller, packet: Any) -> None:
        # Bumble's central connects to whatever it hears of the right address.
        for each in self.controllers - {sender_controller}:
            asyncio.get_running_loop().call_soon(self._heard, each, sender_controller, packet)

    def _heard(self, receiver: Controller, sender: Controller, packet: Any) -> None:
        if not (receiver.pending_le_connection and sender in self.closed):
            receiver.on_ll_advertising_pdu(packet)

    def _wake(self) -> None:
        if not self._ticking:
            self._ticking = True
            now = time.monotonic()
            missed = max(0.0, now - self._next_event_s) // self.interval_s + 1
            if self._next_event_s <= now:
                self._next_event_s += missed * self.interval_s
            asyncio.get_running_loop().call_later(self._next_event_s - now, self._event)

    def _event(self) -> None:
        self._ticking = False
        for waiting in self._waiting.values():
            if waiting:
                waiting.popleft()()
        if any(self._waiting.values()):
            self._wake()


class Air:
    """The air and the computer's adapter, on a thread of their own.

    Args:
        mtu: What the computer's Bluetooth takes as one message, in bytes.
    """

    def __init__(self, mtu: int = 185) -> None:
        self.mtu = mtu
        self._loop = LoopThread("air")
        self.radio, self.adapter = self.call(self._switch_on())

    async def _switch_on(self) -> tuple[Radio, Device]:
        self.loop = asyncio.get_running_loop()
        radio = Radio()
        return radio, await new_device(radio, "computer", OWN_ADDRESS)

    def call(self, work: Coroutine[Any, Any, _Answer]) -> _Answer:
        """Do something in the air and wait for it."""
        return self._loop.call(work, LIMIT_S)

    async def ask(self, work: Coroutine[Any, Any, _Answer]) -> _Answer:
        """Do something in the air, from another loop."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def drop(self) -> None:
        """End every connection, as a radio that loses the other side."""
        self.call(self._drop())

    async def _drop(self) -> None:
        for connection in list(self.adapter.connections.values()):
            await connection.disconnect()

    def close(self) -> None:
        """End the air."""
        assert self._loop.close(LIMIT_S)


async def new_device(radio: Radio, name: str, address: str) -> Device:
    """Return a Bluetooth device, switched on."""
    controller = Controller(name, link=radio)
    # A message of 517 bytes and its header are one packet: the air is not what is tested.
    controller.le_acl_data_packet_length = 1024
    device = Device(name=name, address=Address(address), host=Host(controller, controller))
    await device.power_on()
    return device
