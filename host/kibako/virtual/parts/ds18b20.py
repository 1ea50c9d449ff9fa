"""A thermometer on a 1-Wire bus, DS18B20, bit by bit (Maxim data sheet, rev. 6)."""

import struct
from collections.abc import Callable, Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site

_FAMILY = 0x28
_SEARCH, _READ_ROM, _MATCH, _SKIP, _ALARM = 0xF0, 0x33, 0x55, 0xCC, 0xEC
_CONVERT, _READ, _WRITE, _COPY, _RECALL, _POWER = 0x44, 0xBE, 0x4E, 0x48, 0xB8, 0xB4
_CONVERT_MS = (94, 188, 375, 750)
"""How long a conversion takes at 9, 10, 11 and 12 bits."""
_POWER_UP_C = 85.0


def crc8(data: bytes) -> int:
    """Return the check byte of the 1-Wire bus: x^8 + x^5 + x^4 + 1, lowest bit first."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc


class Ds18b20(Plain):
    """A thermometer. DQ goes to a pin and through 4700 Ω to the supply; several share the wire."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        # Without a number of its own a part has that of its place in the circuit.
        serial = round(site.setting("serial")) or site.fitted.number
        body = bytes([_FAMILY]) + serial.to_bytes(6, "little")
        self.rom = body + bytes([crc8(body)])
        self._alarm = bytearray((0x4B, 0x46, 0x7F))
        self._stored = bytes(self._alarm)
        self._raw = round(_POWER_UP_C * 16)
        self._ready_us = 0
        self._after: Callable[[int], None] = self._ignore
        self._bits: list[int] = []
        self._got: list[int] = []
        self._at = 0
        site.add_input("temperature_c", lambda value: None)
        pin = site.pin("data")
        if pin is not None:
            site.sockets.buses.attach_onewire(pin, self)

    def state(self) -> Mapping[str, JsonValue]:
        """Return its temperature and its address."""
        return {"temperature_c": self.site.input("temperature_c"), "rom": self.rom.hex()}

    # The bus

    def reset(self) -> bool:
        """Be addressed anew: a command for one or all of them comes next."""
        self._say(b"")
        self._hear(8, self._address)
        return True

    def write_bit(self, bit: int) -> None:
        """Take one bit."""
        self._after(bit & 1)

    def read_bit(self) -> int:
        """Return one bit: of an answer, of the search, or whether it has finished measuring."""
        if self._at < len(self._bits):
            bit = self._bits[self._at]
            self._at += 1
            return bit
        return int(self.site.world.now_us() >= self._ready_us)

    def _ignore(self, bit: int) -> None:
        """Nothing said now is meant for this one."""

    def _hear(self, count: int, then: Callable[[int], None]) -> None:
        """Collect some bits, then go on with the number that they are."""
        self._got = []

        def take(bit: int) -> None:
            self._got.append(bit)
            if len(self._got) == count:
                self._after = self._ignore
                then(sum(each << at for at, each in enumerate(self._got)))

        self._after = take

    def _say(self, data: bytes) -> None:
        self._bits = [byte >> at & 1 for byte in data for at in range(8)]
        self._at = 0

    # Whom it concerns

    def _address(self, command: int) -> None:
        if command == _SKIP:
            self._hear(8, self._function)
        elif command == _MATCH:
            self._hear(64, self._match)
        elif command == _READ_ROM:
            self._say(self.rom)
            self._hear(8, self._function)
        elif command == _SEARCH or (command == _ALARM and self._alarms()):
            self._search(0)
        else:
            self._leave()

    def _match(self, rom: int) -> None:
        if rom == int.from_bytes(self.rom, "little"):
            self._hear(8, self._function)
        else:
            self._leave()

    def _search(self, at: int) -> None:
        """Show a bit of the address and its opposite, and go on if the board chooses it."""
        if at == 64:
            self._leave()
            return
        bit = self.rom[at // 8] >> at % 8 & 1
        self._bits, self._at = [bit, 1 - bit], 0

        def choose(chosen: int) -> None:
            if chosen == bit:
                self._search(at + 1)
            else:
                self._leave()

        self._after = choose

    def _leave(self) -> None:
        """Be silent until the next reset."""
        self._after = self._ignore
        self._bits, self._at = [], 0
        self._ready_us = 0

    # What it can do

    def _function(self, command: int) -> None:
        self._ready_us = 0
        if command == _CONVERT:
            self._convert()
        elif command == _READ:
            pad = self._raw.to_bytes(2, "little", signed=True) + self._alarm + b"\xff\x0c\x10"
            self._say(pad + bytes([crc8(pad)]))
        elif command == _WRITE:
            self._hear(24, self._write_alarm)
        elif command == _COPY:
            self._stored = bytes(self._alarm)
        elif command == _RECALL:
            self._alarm[:] = self._stored
        elif command == _POWER:
            self._ready_us = 0  # it has a supply of its own: a 1

    def _convert(self) -> None:
        resolution = self._alarm[2] >> 5 & 3
        takes_ms = _CONVERT_MS[resolution]
        self._ready_us = self.site.world.now_us() + takes_ms * 1000
        self.site.world.after_us(takes_ms * 1000, lambda: self._measured(resolution))

    def _measured(self, resolution: int) -> None:
        step = 8 >> resolution
        self._raw = round(self.site.input("temperature_c") * 16 / step) * step

    def _write_alarm(self, data: int) -> None:
        self._alarm[:] = data.to_bytes(3, "little")
        self._alarm[2] = self._alarm[2] & 0x60 | 0x1F

    def _alarms(self) -> bool:
        whole_c = self._raw >> 4
        high, low = struct.unpack("bb", self._alarm[:2])
        return whole_c >= high or whole_c <= low
