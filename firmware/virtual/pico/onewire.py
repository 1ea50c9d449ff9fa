# A 1-Wire bus on one pin: who is there, and talking with one of them or with all.
import _onewire as _ow


class OneWireError(Exception):
    pass


class OneWire:
    SEARCH_ROM = 0xF0
    MATCH_ROM = 0x55
    SKIP_ROM = 0xCC

    def __init__(self, pin):
        self.pin = pin
        self.pin.init(pin.OPEN_DRAIN, pin.PULL_UP)

    def reset(self, required=False):
        present = _ow.reset(self.pin)
        if required and not present:
            raise OneWireError
        return present

    def readbit(self):
        return _ow.readbit(self.pin)

    def readbyte(self):
        return _ow.readbyte(self.pin)

    def readinto(self, buf):
        for i in range(len(buf)):
            buf[i] = _ow.readbyte(self.pin)

    def writebit(self, value):
        return _ow.writebit(self.pin, value)

    def writebyte(self, value):
        return _ow.writebyte(self.pin, value)

    def write(self, buf):
        for byte in buf:
            _ow.writebyte(self.pin, byte)

    def select_rom(self, rom):
        self.reset()
        self.writebyte(self.MATCH_ROM)
        self.write(rom)

    def crc8(self, data):
        return _ow.crc8(data)

    def scan(self):
        found = []
        rom, fork = bytearray(8), -1
        while True:
            fork = self._next(rom, fork)
            if fork is None:
                return found
            found.append(bytearray(rom))
            if fork < 0:
                return found

    def _next(self, rom, last):
        # One walk through the tree of addresses, bit by bit: as the time before up to the last
        # fork where a 0 was taken, there 1, then 0 wherever both are there. Returns the last fork
        # where 0 was taken, -1 if there was none; None: nobody answered.
        if not self.reset():
            return None
        self.writebyte(self.SEARCH_ROM)
        fork = -1
        for at in range(64):
            one, none = self.readbit(), self.readbit()
            if one and none:
                return None
            mask = 1 << (at & 7)
            if one != none:
                bit = one
            elif at < last:
                bit = bool(rom[at >> 3] & mask)
            else:
                bit = at == last
            if one == none and not bit:
                fork = at
            if bit:
                rom[at >> 3] |= mask
            else:
                rom[at >> 3] &= ~mask
            self.writebit(bit)
        return fork
