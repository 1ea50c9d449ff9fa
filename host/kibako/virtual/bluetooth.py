"""The Bluetooth of a Pico W: it advertises, and serves one central by GATT.

Sizes, silent cuts and events follow MicroPython over BTstack (extmod/modbluetooth.c,
extmod/btstack/modbluetooth_btstack.c). Who plays the central uses its ``port``.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kibako.virtual.bluetooth_port import (
    MTU_MAX,
    MTU_MIN,
    Advertisement,
    BluetoothPort,
    Heard,
)
from kibako.virtual.hostcall import (
    HostCallError,
    HostFunction,
    bounded,
    integer,
    integers,
    value_error,
)
from kibako.virtual.pico_i2c import from_hex
from kibako.virtual.shown import shown
from kibako.virtual.surroundings import Surroundings

HANDLER = 90
"""The handler's number in the board's table; timers begin at 100."""
CONNECTION = 64
"""The handle of the one connection, as the Pico W's controller counts them."""
INTERVAL_US = 7_500
"""The shortest connection interval of Bluetooth LE: an indication is answered after one."""

_CENTRAL, _GONE, _WRITTEN, _INDICATED, _MTU = 1, 2, 3, 20, 21
_READ, _NOTIFY, _INDICATE = 0x02, 0x10, 0x20
_FIRST_FREE = 7
"""BTstack's own services have the handles before."""
_VALUE_BYTES, _SWITCH_BYTES, _BUFFER_BYTES_MAX = 20, 2, 4096
_ADVERTISED_BYTES_MAX = 31
_CHARACTERISTICS_MAX = 64
_EVENTS_MAX = 64
_PIECE_BYTES = 900
_SWITCH = "0229"
_ADDRESS, _NO_ADDRESS = "0:020000000001", "255:000000000000"
_INDICATIONS_MAX = 64
"""More than that would fill the heap of the real board, which keeps them there."""


@dataclass(slots=True)
class _Value:
    uuid: str
    flags: int
    data: bytes = b""
    room: int = _VALUE_BYTES
    append: bool = False


class Bluetooth:
    """The board's side.

    Args:
        world: What all parts share.
        address_hex: The board's own address.
    """

    def __init__(self, world: Surroundings, address_hex: str = "28cdc1000001") -> None:
        self._world = world
        self.heard: Heard | None = None
        self._to_indicate: deque[tuple[int, bytes]] = deque()
        self._indicated: Heard | None = None
        self._gone: Callable[[], None] | None = None
        self._indicated_handle = 0
        self._address_hex = address_hex
        self.port = BluetoothPort(self)
        self.functions: dict[str, HostFunction] = {
            "ble.active": self._activate,
            "ble.address": lambda payload: self._address_hex,
            "ble.advertise": self._advertise,
            "ble.clear": self._clear,
            "ble.drop": self._drop,
            "ble.event": self._event,
            "ble.get": self._get,
            "ble.room": self._make_room,
            "ble.send": self._send,
            "ble.service": self._service,
            "ble.set": self._set,
        }
        self.reset()

    def reset(self) -> None:
        """Switch Bluetooth off: the board starts anew, and a central hears nothing more."""
        self._let_go()
        self._on = False
        self._data = self._response = b""
        self._reading = b""
        self._joined = 0
        self._mtu = MTU_MIN
        self._free = _FIRST_FREE
        self._events: deque[str] = deque()
        self.sent_out: Advertisement | None = None
        self.values: dict[int, _Value] = {}

    # The central's side, inside the world

    def join(
        self, mtu: int, heard: Heard, indicated: Heard | None, gone: Callable[[], None] | None
    ) -> bool:
        """Begin a connection; advertising ends with it, as on the real board."""
        if self.sent_out is None or not self.sent_out.connectable or self.heard is not None:
            return False
        self.sent_out = None
        self.heard, self._indicated, self._gone = heard, indicated, gone
        self._mtu = MTU_MIN
        self._joined += 1
        self._world.emit("bluetooth", "connected", mtu)
        self._tell(f"{_CENTRAL} {CONNECTION} {_ADDRESS}")
        if mtu > MTU_MIN:
            self.exchange(mtu)
        return True

    def exchange(self, mtu: int) -> int:
        """Agree on what one message may hold."""
        self._mtu = min(max(mtu, MTU_MIN), MTU_MAX)
        self._tell(f"{_MTU} {CONNECTION} {self._mtu}")
        return self._mtu

    def read(self, handle: int) -> bytes | None:
        """Tell a value that may be read, as much as one message holds."""
        value = self.values.get(handle)
        if self.heard is None or value is None or not value.flags & _READ:
            return None
        return value.data[: self._mtu - 1]

    def confirm(self) -> None:
        """Take the central's answer to an indication."""
        self._answered(self._indicated_handle, self._joined)

    def written(self, handle: int, data: bytes) -> bool:
        """Take what a central writes; what has no room is lost without a word."""
        value = self.values.get(handle)
        if self.heard is None or value is None:
            return False
        before = value.data if value.append else b""
        value.data = (before + data[: self._mtu - 3])[: value.room]
        if value.uuid != _SWITCH:  # of what is switched on and off with it nobody is told
            self._tell(f"{_WRITTEN} {CONNECTION} {handle}")
        return True

    def part(self) -> None:
        """End the connection."""
        if self.heard is not None:
            self._let_go()
            self._world.emit("bluetooth", "disconnected")
            self._tell(f"{_GONE} {CONNECTION} {_NO_ADDRESS}")

    def _let_go(self) -> None:
        if self._gone is not None:
            self._world.later(self._gone)
        self.heard = self._indicated = self._gone = None
        self._indicating = False
        self._to_indicate.clear()

    def _tell(self, event: str) -> None:
        if len(self._events) < _EVENTS_MAX:
            self._events.append(event)
            self._world.interrupt(HANDLER)

    # The board's side

    def _activate(self, payload: str) -> str:
        """Switch on or off (``1``, ``0``); tells which it is."""
        if payload:
            on = bool(integer(payload))
            if on != self._on:
                self.part()
                self.reset()
                self._on = on
        return str(int(self._on))

    def _need(self) -> None:
        if not self._on:
            raise HostCallError("OSError", "19")

    def _value(self, handle: int) -> _Value:
        if handle not in self.values:
            raise HostCallError("OSError", "22")
        return self.values[handle]

    def _advertise(self, payload: str) -> str:
        """Send out: ``CONNECTABLE DATA RESPONSE`` (hex; ``-``: as before); nothing: be silent."""
        self._need()
        if not payload:
            self.sent_out = None
            return ""
        words = payload.split(" ")
        if len(words) != 3:
            raise value_error("wrong number of values")
        connectable = bool(integer(words[0]))
        data = self._data if words[1] == "-" else from_hex(words[1])
        response = self._response if words[2] == "-" else from_hex(words[2])
        if max(len(data), len(response)) > _ADVERTISED_BYTES_MAX:
            raise HostCallError("OSError", "22")
        self._data, self._response = data, response
        if self.heard is not None and connectable:
            return ""
        self.sent_out = Advertisement(data, response, connectable)
        self._world.emit("bluetooth", "advertised", shown(data))
        return ""

    def _clear(self, payload: str) -> str:
        """Forget all services."""
        del payload
        self._need()
        self.values.clear()
        self._free = _FIRST_FREE
        return ""

    def _service(self, payload: str) -> str:
        """Offer a service: ``UUID:FLAGS`` of each characteristic; tells their handles."""
        self._need()
        words = payload.split(" ") if payload else []
        bounded(len(words) + len(self.values), 0, _CHARACTERISTICS_MAX, "too many")
        found: list[tuple[str, int]] = []
        for word in words:
            uuid, _, flags = word.partition(":")
            from_hex(uuid)
            bounded(len(uuid), 4, 32, "invalid UUID")
            found.append((uuid, bounded(integer(flags), 0, 0xFFFF, "invalid flags")))
        handles: list[int] = []
        self._free += 1
        for uuid, flags in found:
            handle = self._free + 1
            handles.append(handle)
            self.values[handle] = _Value(uuid, flags)
            self._free += 2
            if flags & (_NOTIFY | _INDICATE):
                # What a central switches notifications on with (0x2902).
                self.values[handle + 1] = _Value(_SWITCH, 0, b"\0\0", _SWITCH_BYTES)
                self._free += 1
        return " ".join(map(str, handles))

    def _set(self, payload: str) -> str:
        """Write a value: ``HANDLE HEX``. It may be longer than its room, which then grows."""
        self._need()
        number, _, data_hex = payload.partition(" ")
        value = self._value(integer(number))
        data = from_hex(data_hex)
        bounded(len(data), 0, _BUFFER_BYTES_MAX, "too long")
        value.data, value.room = data, max(value.room, len(data))
        return ""

    def _get(self, payload: str) -> str:
        """Read a value: ``HANDLE AT``; tells at most 900 bytes as hex. Appended ones are taken."""
        self._need()
        handle, at = integers(payload, 2)
        value = self._value(handle)
        if at == 0:
            self._reading = value.data
            if value.append:
                value.data = b""
        at = bounded(at, 0, len(self._reading), "no such byte")
        return self._reading[at : at + _PIECE_BYTES].hex()

    def _make_room(self, payload: str) -> str:
        """Choose a value's room: ``HANDLE BYTES APPEND``; it is empty then."""
        self._need()
        handle, room, append = integers(payload, 3)
        value = self._value(handle)
        value.room = bounded(room, 0, _BUFFER_BYTES_MAX, "too long")
        value.data, value.append = b"", bool(append)
        return ""

    def _send(self, payload: str) -> str:
        """Send a value to the central: ``CONNECTION HANDLE INDICATE HEX`` (``-``: as it is)."""
        self._need()
        words = payload.split(" ")
        if len(words) != 4:
            raise value_error("wrong number of values")
        connection, handle, indicate = integers(" ".join(words[:3]), 3)
        value = self._value(handle)
        data = value.data if words[3] == "-" else from_hex(words[3])
        if words[3] == "-" and value.append:
            value.data = b""
        if self.heard is None or connection != CONNECTION:
            raise HostCallError("OSError", "22")
        data = data[: self._mtu - 3]
        if not indicate:
            self._go_out(self.heard, handle, data)
        elif not self._indicating:
            self._indicate(handle, data)
        elif len(self._to_indicate) < _INDICATIONS_MAX:
            # One after the other: the board keeps it until the one before is answered.
            self._to_indicate.append((handle, data))
        else:
            raise HostCallError("OSError", "12")
        return ""

    def _go_out(self, heard: Heard, handle: int, data: bytes) -> None:
        self._world.emit("bluetooth", "sent", shown(data))
        self._world.later(lambda: heard(handle, data))

    def _indicate(self, handle: int, data: bytes) -> None:
        if self.heard is None:
            return
        self._indicating = True
        self._indicated_handle = handle
        self._go_out(self._indicated or self.heard, handle, data)
        if self._indicated is None:
            joined = self._joined
            self._world.after_us(INTERVAL_US, lambda: self._answered(handle, joined))

    def _answered(self, handle: int, joined: int) -> None:
        if self._indicating and joined == self._joined:
            self._indicating = False
            self._tell(f"{_INDICATED} {CONNECTION} {handle} 0")
            if self._to_indicate:
                self._indicate(*self._to_indicate.popleft())

    def _drop(self, payload: str) -> str:
        """End a connection by its handle; BTstack tells success, whether there was one or not."""
        self._need()
        if integer(payload) == CONNECTION and self.heard is not None:
            self.part()
        return "1"

    def _event(self, payload: str) -> str:
        """Tell the oldest event: its number and values; empty if there is none."""
        del payload
        return self._events.popleft() if self._events else ""
