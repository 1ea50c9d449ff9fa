"""The micro:bit's radio: packets of up to 251 bytes, and a short queue of those that came.

Behaviour and bounds are those of the firmwares' own drivers (bbcmicrobit/micropython and
microbit-foundation/micropython-microbit-v2, modradio); times are from Nordic's nRF51 and
nRF52833 product specifications, chapter RADIO.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, replace

from kibako.events import JsonValue
from kibako.virtual.air import STRING_HEAD, Packet, RadioPort, Tuning
from kibako.virtual.hostcall import HostFunction, bounded, integer, value_error
from kibako.virtual.shown import shown
from kibako.virtual.staging import Staging
from kibako.virtual.surroundings import Surroundings

_POWER_DBM = (-30, -20, -16, -12, -8, -4, 0, 4)
_SPANS = {
    "length": (1, 251),
    "queue": (1, 254),
    "channel": (0, 83),
    "power": (0, len(_POWER_DBM) - 1),
    "data_rate": (0, 2),
    "group": (0, 255),
}
_BITS_PER_US = (1.0, 2.0, 0.25)
_FRAME_BYTES = 9
"""Preamble, address, length and check sum of each packet."""
_RAMP_US = 140
"""How long the radio takes from standing still to sending, or to listening."""
_ENTRY_BYTES = 6
"""What an entry in the queue takes besides its bytes: length, strength and time."""
_TEXT_BYTES_MAX = 248
_RSSI_DBM = -60
_TICKS_MASK = 0x3FFF_FFFF


@dataclass(frozen=True, slots=True)
class _Config:
    length: int = 32
    queue: int = 3
    channel: int = 7
    power: int = 6
    address: int = 0x75626974
    group: int = 0
    data_rate: int = 0

    @property
    def buffer_bytes(self) -> int:
        """What the queue and the packet that is being sent take of the program's heap."""
        return (self.length + _ENTRY_BYTES) * (self.queue + 1)

    @property
    def tuning(self) -> Tuning:
        return Tuning(self.channel, self.address, self.group, self.data_rate)


class Radio:
    """The radio of one micro:bit.

    Args:
        world: What all parts share.
        staging: Where bytes wait.
        abilities: What the board's firmware can do.
    """

    def __init__(self, world: Surroundings, staging: Staging, abilities: Collection[str]) -> None:
        self._world = world
        self._staging = staging
        self._on_at_import = "radio_on_at_import" in abilities
        self._config = _Config()
        self._active: _Config | None = None
        self._queue: deque[tuple[bytes, int, int]] = deque()
        self.port = RadioPort()
        self.port.heard = self._heard
        world.inputs.add("radio.rssi_dbm", "dBm", (-127, 0), _RSSI_DBM)
        world.inputs.add_text("radio.message", _TEXT_BYTES_MAX, self._written)
        self.functions: dict[str, HostFunction] = {
            "radio.begin": self._begin,
            "radio.on": self._on,
            "radio.off": self._off,
            "radio.reset": self._reset_config,
            "radio.config": self._configure,
            "radio.send": self._send,
            "radio.receive": self._receive,
        }

    def reset(self) -> None:
        """Come to the state after power-up."""
        self._config, self._active = _Config(), None
        self._queue.clear()

    # What the board asks

    def _begin(self, payload: str) -> str:
        """The module is imported; tells how much of the heap that takes."""
        return self._on(payload) if self._on_at_import else "0"

    def _on(self, payload: str) -> str:
        del payload
        if self._active is None:
            self._world.emit("radio", "on")
        self._active = self._config
        self._queue.clear()
        return str(self._config.buffer_bytes)

    def _off(self, payload: str) -> str:
        del payload
        if self._active is not None:
            self._world.emit("radio", "off")
        self._active = None
        self._queue.clear()
        return ""

    def _reset_config(self, payload: str) -> str:
        """Take the usual settings; as on the real board they hold from the next call that sets."""
        del payload
        self._config = _Config()
        return ""

    def _configure(self, payload: str) -> str:
        """Set some things: ``group=3 power=7``. If one of them is wrong, nothing changes."""
        new = self._config
        for word in payload.split():
            name, _, number = word.partition("=")
            value = integer(number)
            if name == "address":
                value &= 0xFFFF_FFFF
            elif name in _SPANS:
                bounded(value, *_SPANS[name], f"value out of range for argument '{name}'")
            else:
                raise value_error(f"unknown argument '{name[:32]}'")
            new = replace(new, **{name: value})
        before, self._config = self._config, new
        if self._active is not None:
            self._active = new
            if (new.length, new.queue) != (before.length, before.queue):
                self._queue.clear()
                return str(new.buffer_bytes)
        return ""

    def _send(self, payload: str) -> str:
        """Send ``TEXT PIECE``: 1 for a string, and the last piece of what was laid down."""
        active = self._enabled()
        kind, _, piece = payload.partition(" ")
        head = STRING_HEAD if bounded(integer(kind), 0, 1, "invalid kind") else b""
        data = (head + self._staging.take(piece))[: active.length]
        lasts_us = _RAMP_US + int((_FRAME_BYTES + len(data)) * 8 / _BITS_PER_US[active.data_rate])
        self._world.spend_us(lasts_us + _RAMP_US)
        packet = Packet(
            self._world.now_us() + lasts_us, active.tuning, _POWER_DBM[active.power], data
        )
        self._world.emit("radio", "sent", _told(packet))
        self._world.later(lambda: self.port.on_send(packet))
        return ""

    def _receive(self, payload: str) -> str:
        """Take the oldest packet: ``0`` its bytes, ``1`` its text, ``2`` with strength and time."""
        self._enabled()
        kind = bounded(integer(payload), 0, 2, "invalid kind")
        if not self._queue:
            return "-"
        data, rssi_dbm, t_us = self._queue.popleft()
        if kind == 1:
            if not data.startswith(STRING_HEAD):
                raise value_error("received packet is not a string")
            return data[len(STRING_HEAD) :].hex()
        return f"{rssi_dbm} {t_us} {data.hex()}" if kind == 2 else data.hex()

    def _enabled(self) -> _Config:
        if self._active is None:
            raise value_error("radio is not enabled")
        return self._active

    # What comes through the air

    def _written(self, text: str) -> None:
        """Somebody sends a message to this board, tuned as it is."""
        tuning = (self._active or self._config).tuning
        packet = Packet(self._world.now_us(), tuning, 0, STRING_HEAD + text.encode())
        self._heard(packet, int(self._world.inputs.value("radio.rssi_dbm")))

    def _heard(self, packet: Packet, rssi_dbm: int) -> None:
        active = self._active
        if active is None or packet.tuning != active.tuning:
            return
        data = packet.data[: active.length]
        told = _told(packet)
        used = sum(_ENTRY_BYTES + len(entry[0]) for entry in self._queue)
        if used + _ENTRY_BYTES + len(data) > (active.length + _ENTRY_BYTES) * active.queue:
            self._world.emit("radio", "lost", told)
            return
        rssi_dbm = min(max(rssi_dbm, -127), 0)
        self._queue.append((data, rssi_dbm, self._world.now_us() & _TICKS_MASK))
        self._world.emit("radio", "received", {**told, "rssi_dbm": rssi_dbm})


def _told(packet: Packet) -> dict[str, JsonValue]:
    """Return what an event says of a packet."""
    tuning, data = packet.tuning, packet.data
    if data.startswith(STRING_HEAD):
        said = {"message": data[len(STRING_HEAD) :].decode(errors="replace")}
    else:
        said = {"bytes": shown(data)}
    return {**said, "group": tuning.group, "channel": tuning.channel}
