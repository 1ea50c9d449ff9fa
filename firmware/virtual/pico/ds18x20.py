# Thermometers of the DS18x20 kind on a 1-Wire bus.
from onewire import OneWire

_CONVERT, _READ, _WRITE = 0x44, 0xBE, 0x4E
_FAMILIES = (0x10, 0x22, 0x28)


class DS18X20:
    def __init__(self, onewire):
        self.ow = onewire
        self.buf = bytearray(9)

    def scan(self):
        return [rom for rom in self.ow.scan() if rom[0] in _FAMILIES]

    def convert_temp(self):
        self.ow.reset(True)
        self.ow.writebyte(OneWire.SKIP_ROM)
        self.ow.writebyte(_CONVERT)

    def read_scratch(self, rom):
        self._ask(rom, _READ)
        self.ow.readinto(self.buf)
        if self.ow.crc8(self.buf):
            raise Exception("CRC error")
        return self.buf

    def write_scratch(self, rom, buf):
        self._ask(rom, _WRITE)
        self.ow.write(buf)

    def _ask(self, rom, what):
        self.ow.reset(True)
        self.ow.select_rom(rom)
        self.ow.writebyte(what)

    def read_temp(self, rom):
        low, high = self.read_scratch(rom)[:2]
        raw = high << 8 | low
        if raw & 0x8000:
            raw -= 0x10000
        if rom[0] != 0x10:
            return raw / 16
        # The old DS18S20 counts halves, and tells in two more bytes how far it is to the next.
        remain, per_degree = self.buf[6], self.buf[7]
        return (raw >> 1) - 0.25 + (per_degree - remain) / per_degree
