"""A stand-in for BlueZ' bluetoothd: what bleak asks of ``org.bluez``, on a real D-Bus.

It answers as the real one does where that matters to a client: objects come and go with signals,
a connection is refused with BlueZ' own words, a command write that the peer does not take is
reported as a success, indications are confirmed without asking.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio.message_bus import MessageBus
from kibako.links.loop_thread import LoopThread

from .peers import NUS, Peer, fields, flag_names, takes, uuid

ADAPTER = "/org/bluez/hci0"
_LOOK_S = 0.02
_LIMIT_S = 20.0
Objects = dict[str, dict[str, dict[str, Variant]]]


class BluezError(Exception):
    """An answer that is an error: its name on the bus, and its text."""


class FakeBluez:
    """The service; a context manager.

    Args:
        address: The bus.
        peers: What is in reach.
        powered: Whether Bluetooth is switched on; None: there is no adapter.
    """

    def __init__(self, address: str, *peers: Peer, powered: bool | None = True) -> None:
        self.peers = list(peers)
        self.writes: list[tuple[str, bytes]] = []
        """Kind and bytes of all that clients wrote."""
        self.connects = 0
        self._powered = powered
        self._address = address
        self._told: dict[str, bytes] = {}
        self._services_of: dict[str, list[str]] = {}
        self._wanted: set[str] = set()
        self._discovering: asyncio.Task[None] | None = None
        self._notifying: set[str] = set()
        self._loop = LoopThread("fake-bluez")

    def __enter__(self) -> Self:
        self._loop.call(self._start(), _LIMIT_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call(self._end(), _LIMIT_S)
        assert self._loop.close(_LIMIT_S)

    def drop(self, peer: Peer) -> None:
        """Let a peer go out of reach, from any thread."""
        self._loop.call(self._lose(peer), _LIMIT_S)

    async def _start(self) -> None:
        self._bus = MessageBus(bus_address=self._address)
        await self._bus.connect()
        self._bus.add_message_handler(self._asked)
        await self._bus.request_name("org.bluez")

    async def _end(self) -> None:
        if self._discovering is not None:
            self._discovering.cancel()
        for peer in self.peers:
            peer.connected = False  # and nobody is told
            if peer.port is not None:
                peer.port.disconnect()
        self._bus.disconnect()
        with suppress(EOFError):  # the bus was there no more
            await self._bus.wait_for_disconnect()

    # Questions

    def _asked(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.path == "/" and message.member == "GetManagedObjects":
            return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects()])
        member = f"{str(message.interface).rpartition('.')[2]}.{message.member}"
        answer = _ANSWERS.get(member)
        if answer is None:
            return None
        task = asyncio.ensure_future(self._answer(message, answer))
        task.add_done_callback(lambda done: done.result())  # limited: it is done
        return True

    async def _answer(self, message: Message, answer: "Answer") -> None:
        try:
            signature, body = await answer(self, str(message.path), message.body)
        except BluezError as error:
            reply = Message.new_error(message, *error.args)
        else:
            reply = Message.new_method_return(message, signature, body)
        await self._bus.send(reply)

    def _signal(self, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        message = Message.new_signal(path, interface, member, signature, list(body))
        self._bus.send(message)

    def _changed(self, path: str, interface: str, **values: Variant) -> None:
        of = "org.freedesktop.DBus.Properties"
        self._signal(
            path, of, "PropertiesChanged", "sa{sv}as", f"org.bluez.{interface}", values, []
        )

    def _added(self, objects: Objects) -> None:
        for path, interfaces in objects.items():
            of = "org.freedesktop.DBus.ObjectManager"
            self._signal("/", of, "InterfacesAdded", "oa{sa{sv}}", path, interfaces)

    # Objects

    def _objects(self) -> Objects:
        found: Objects = {}
        if self._powered is not None:
            found[ADAPTER] = {
                "org.bluez.Adapter1": {
                    "Address": Variant("s", "00:00:5E:00:53:01"),
                    "Name": Variant("s", "computer"),
                    "Powered": Variant("b", self._powered),
                    "Roles": Variant("as", ["central", "peripheral"]),
                }
            }
        for peer in self.peers:
            if peer.path in self._services_of:
                found |= self._device(peer)
                if peer.connected:
                    found |= self._services(peer)
        return found

    def _device(self, peer: Peer) -> Objects:
        name, _ = fields(peer.advertised() or b"")
        services = self._services_of[peer.path]
        values = {
            "Adapter": Variant("o", ADAPTER),
            "Address": Variant("s", peer.address),
            "AddressType": Variant("s", "public"),
            "Alias": Variant("s", name or peer.address.replace(":", "-")),
            "Connected": Variant("b", peer.connected),
            "Paired": Variant("b", False),
            "RSSI": Variant("n", -60),
            "ServicesResolved": Variant("b", peer.connected),
            "UUIDs": Variant("as", services),
        }
        if name is not None:
            values["Name"] = Variant("s", name)
        return {peer.path: {"org.bluez.Device1": values}}

    def _services(self, peer: Peer) -> Objects:
        """All characteristics in one service: a virtual board does not tell more."""
        service = f"{peer.path}/service0008"
        found: Objects = {
            service: {
                "org.bluez.GattService1": {
                    "UUID": Variant("s", NUS),
                    "Primary": Variant("b", True),
                    "Device": Variant("o", peer.path),
                }
            }
        }
        assert peer.port is not None
        for handle, (low_first, flags) in peer.port.characteristics().items():
            if not flags:
                continue  # a descriptor
            values = {
                "UUID": Variant("s", uuid(low_first)),
                "Service": Variant("o", service),
                "Value": Variant("ay", b""),
                "Flags": Variant("as", flag_names(flags)),
            }
            if peer.mtu is not None:
                values["MTU"] = Variant("q", peer.mtu)
            at = f"{service}/char{handle:04x}"
            found[at] = {"org.bluez.GattCharacteristic1": values}
        return found

    def _peer(self, path: str) -> Peer:
        for peer in self.peers:
            if path.startswith(peer.path):
                return peer
        raise BluezError("org.freedesktop.DBus.Error.UnknownObject", path)

    # The adapter

    async def _filter(self, path: str, body: list[Any]) -> "Reply":
        uuids = body[0].get("UUIDs")
        self._wanted = set(uuids.value) if uuids is not None else set()
        return "", []

    async def _discover(self, path: str, body: list[Any]) -> "Reply":
        if not self._powered:
            raise BluezError("org.bluez.Error.NotReady", "Resource Not Ready")
        self._told = {}
        self._discovering = asyncio.ensure_future(self._look())
        return "", []

    async def _look(self) -> None:
        while True:
            for peer in self.peers:
                said = peer.advertised()
                if said is None or self._told.get(peer.path) == said:
                    continue
                services = fields(said)[1]
                if self._wanted and not self._wanted & set(services):
                    continue
                self._told[peer.path] = said
                known = self._services_of.get(peer.path)
                # They add up (device_add_eir_uuids in src/device.c).
                self._services_of[peer.path] = list(dict.fromkeys([*(known or []), *services]))
                if known is None:
                    self._added(self._device(peer))
                else:
                    uuids = Variant("as", self._services_of[peer.path])
                    self._changed(peer.path, "Device1", RSSI=Variant("n", -61), UUIDs=uuids)
            await asyncio.sleep(_LOOK_S)

    async def _rest(self, path: str, body: list[Any]) -> "Reply":
        task, self._discovering = self._discovering, None
        if task is None:
            raise BluezError("org.bluez.Error.Failed", "No discovery started")
        task.cancel()
        return "", []

    # A device

    async def _connect(self, path: str, body: list[Any]) -> "Reply":
        peer = self._peer(path)
        self.connects += 1
        if peer.refusals:
            name, text = peer.refusals.pop(0)
            if text == "le-connection-abort-by-local":
                # The real one was connected for a moment.
                self._changed(path, "Device1", Connected=Variant("b", True))
                asyncio.get_running_loop().call_later(
                    _LOOK_S, lambda: self._changed(path, "Device1", Connected=Variant("b", False))
                )
            raise BluezError(name, text)
        loop = asyncio.get_running_loop()

        def on_loop(call: Callable[..., None]) -> Callable[..., None]:
            def soon(*given: object) -> None:
                with suppress(RuntimeError):  # the last words of a board that outlives us
                    loop.call_soon_threadsafe(call, peer, *given)

            return soon

        there = peer.port is not None and peer.port.connect(
            peer.mtu or 23, on_loop(self._heard), on_loop(self._indicated), on_loop(self._gone)
        )
        if not there:
            raise BluezError("org.bluez.Error.Failed", "le-connection-create-timeout")
        peer.connected = True
        self._changed(path, "Device1", Connected=Variant("b", True))
        self._added(self._services(peer))
        self._changed(path, "Device1", ServicesResolved=Variant("b", True))
        return "", []

    async def _disconnect(self, path: str, body: list[Any]) -> "Reply":
        await self._lose(self._peer(path))
        return "", []

    async def _lose(self, peer: Peer) -> None:
        if peer.port is not None:
            peer.port.disconnect()
        self._gone(peer)

    def _gone(self, peer: Peer) -> None:
        if not peer.connected:
            return
        peer.connected = False
        no = Variant("b", False)
        self._changed(peer.path, "Device1", ServicesResolved=no, Connected=no)
        for path, interfaces in self._services(peer).items():
            self._notifying.discard(path)
            of = "org.freedesktop.DBus.ObjectManager"
            self._signal("/", of, "InterfacesRemoved", "oas", path, list(interfaces))

    # A characteristic

    async def _read(self, path: str, body: list[Any]) -> "Reply":
        peer, handle = self._value(path)
        assert peer.port is not None
        data = peer.port.read(handle)
        if data is None:
            raise BluezError("org.bluez.Error.NotPermitted", "Read not permitted")
        return "ay", [data]

    async def _write(self, path: str, body: list[Any]) -> "Reply":
        peer, handle = self._value(path)
        data, kind = bytes(body[0]), str(body[1]["type"].value)
        self.writes.append((kind, data))
        assert peer.port is not None
        if peer.drop_after is not None:
            peer.drop_after -= len(data)
            if peer.drop_after < 0:
                peer.drop_after = None
                await self._lose(peer)
                raise BluezError("org.bluez.Error.Failed", "Not connected")
        flags = peer.port.characteristics()[handle][1]
        if takes(flags, kind):
            peer.port.write(handle, data)
        elif kind == "request":
            raise BluezError("org.bluez.Error.NotPermitted", "Write not permitted")
        # A command that the peer does not take is dropped there, and nobody learns of it.
        return "", []

    async def _notify(self, path: str, body: list[Any]) -> "Reply":
        self._value(path)
        self._notifying.add(path)
        return "", []

    def _value(self, path: str) -> tuple[Peer, int]:
        peer = self._peer(path)
        if not peer.connected:
            raise BluezError("org.bluez.Error.Failed", "Not connected")
        return peer, int(path[-4:], 16)

    def _heard(self, peer: Peer, handle: int, data: bytes) -> None:
        path = f"{peer.path}/service0008/char{handle:04x}"
        if path in self._notifying:
            self._changed(path, "GattCharacteristic1", Value=Variant("ay", data))

    def _indicated(self, peer: Peer, handle: int, data: bytes) -> None:
        self._heard(peer, handle, data)
        if peer.port is not None:
            peer.port.confirm()


Reply = tuple[str, list[Any]]
Answer = Callable[[FakeBluez, str, list[Any]], Any]
_ANSWERS: dict[str, Answer] = {
    "Adapter1.SetDiscoveryFilter": FakeBluez._filter,
    "Adapter1.StartDiscovery": FakeBluez._discover,
    "Adapter1.StopDiscovery": FakeBluez._rest,
    "Device1.Connect": FakeBluez._connect,
    "Device1.Disconnect": FakeBluez._disconnect,
    "GattCharacteristic1.ReadValue": FakeBluez._read,
    "GattCharacteristic1.WriteValue": FakeBluez._write,
    "GattCharacteristic1.StartNotify": FakeBluez._notify,
}
