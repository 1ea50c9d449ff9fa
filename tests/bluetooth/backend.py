"""A bleak backend on Bumble: bleak's public API, with another radio under it."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic, GattCharacteristicsFlags
from bleak.backends.client import BaseBleakClient
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError
from bumble.core import AdvertisingData, ProtocolError
from bumble.core import TimeoutError as BumbleTimeout
from bumble.device import Advertisement, Peer
from bumble.gatt_client import CharacteristicProxy
from bumble.hci import Address
from kibako.links.ble_finding import Backend

from .air import Air


def backend_of(air: Air) -> Backend:
    """Return what bleak needs to use this air."""
    own: dict[str, Any] = {"air": air}
    return Backend(type("Client", (_Client,), own), type("Scanner", (_Scanner,), own))


class _Scanner(BaseBleakScanner):
    air: ClassVar[Air]

    def __init__(
        self,
        detection_callback: Any,
        service_uuids: list[str] | None,
        scanning_mode: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.air.adapter.on("advertisement", self._in_the_air)
        await self.air.ask(self.air.adapter.start_scanning(legacy=True))

    async def stop(self) -> None:
        self.air.adapter.remove_listener("advertisement", self._in_the_air)
        await self.air.ask(self.air.adapter.stop_scanning(legacy=True))

    def _in_the_air(self, heard: Advertisement) -> None:
        self._loop.call_soon_threadsafe(self._heard, heard)

    def _heard(self, heard: Advertisement) -> None:
        data = heard.data
        uuids = [
            _dashed(uuid)
            for kind in (
                AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
                AdvertisingData.Type.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
            )
            for found in data.get_all(kind)
            for uuid in found
        ]
        name = data.get(AdvertisingData.Type.COMPLETE_LOCAL_NAME, raw=True)
        said = AdvertisementData(
            local_name=None if name is None else bytes(name).decode("utf-8", "replace"),
            manufacturer_data={},
            service_data={},
            service_uuids=uuids,
            tx_power=None,
            rssi=heard.rssi,
            platform_data=(),
        )
        address = heard.address.to_string(False)
        device = self.create_or_update_device(address, address, said.local_name, None, said)
        if self.is_allowed_uuid(uuids):
            self.call_detection_callbacks(device, said)


class _Client(BaseBleakClient):
    air: ClassVar[Air]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        services: set[str] | None = None,
        *,
        disconnected_callback: Callable[[], None] | None,
        timeout: float,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout
        )
        self._peer: Peer | None = None

    @property
    def mtu_size(self) -> int:
        return 23  # as BlueZ says, whatever it is

    @property
    def is_connected(self) -> bool:
        return self._peer is not None

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            self._peer = await self.air.ask(self._connect())
        except (ProtocolError, BumbleTimeout) as exc:
            raise BleakDeviceNotFoundError(self.address, str(exc)) from exc
        self.services = self._collection(self._peer)

    async def _connect(self) -> Peer:
        connection = await self.air.adapter.connect(Address(self.address), timeout=self._timeout)
        peer = Peer(connection)
        connection.on("disconnection", self._in_the_air_gone)
        if self.air.mtu > 23:
            await peer.request_mtu(self.air.mtu)
        await peer.discover_services()
        for service in peer.services:
            await peer.discover_characteristics(service=service)
        return peer

    def _collection(self, peer: Peer) -> BleakGATTServiceCollection:
        found = BleakGATTServiceCollection()
        for service in peer.services:
            ours = BleakGATTService(service, service.handle, _dashed(service.uuid))
            found.add_service(ours)
            for each in service.characteristics:
                kinds = [kind for kind in GattCharacteristicsFlags if each.properties & kind.value]
                found.add_characteristic(
                    BleakGATTCharacteristic(
                        each,
                        each.handle,
                        _dashed(each.uuid),
                        [kind.name.replace("_", "-") for kind in kinds],
                        lambda: peer.gatt_client.mtu - 3,
                        ours,
                    )
                )
        return found

    def _in_the_air_gone(self, reason: int) -> None:
        self._loop.call_soon_threadsafe(self._gone)

    def _gone(self) -> None:
        if self._peer is not None:
            self._peer = self.services = None
            if self._disconnected_callback is not None:
                self._disconnected_callback()

    async def disconnect(self) -> None:
        if self._peer is not None:
            await self.air.ask(self._peer.connection.disconnect())
            self._gone()

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool, **kwargs: Any
    ) -> bytearray:
        proxy: CharacteristicProxy[bytes] = characteristic.obj
        return bytearray(await self._ask(proxy.read_value()))

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        await self._ask(characteristic.obj.write_value(bytes(data), with_response=response))

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: Any, **kwargs: Any
    ) -> None:
        proxy: CharacteristicProxy[bytes] = characteristic.obj

        def heard(value: bytes) -> None:
            self._loop.call_soon_threadsafe(callback, bytearray(value))

        # As BlueZ: notifications are switched on, and what comes as an indication is told too.
        proxy.client.indication_subscribers.setdefault(proxy.handle, set()).add(heard)
        await self._ask(proxy.subscribe(heard))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        await self._ask(characteristic.obj.unsubscribe())

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool, **kwargs: Any
    ) -> bytearray:
        raise NotImplementedError

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        raise NotImplementedError

    async def _ask(self, work: Any) -> Any:
        if self._peer is None:
            work.close()
            raise BleakError("Not connected")
        try:
            return await self.air.ask(work)
        except (ProtocolError, BumbleTimeout, TimeoutError) as exc:
            raise BleakError(str(exc)) from exc


def _dashed(uuid: Any) -> str:
    digits = uuid.to_hex_str().lower()
    if len(digits) == 4:
        digits = f"0000{digits}00001000800000805f9b34fb"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
