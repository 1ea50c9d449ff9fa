# I2C and SPI: the host has what hangs on the pins.
from _arguments import NEEDED, OBJECT, TRUTH, WHOLE, received, received_into, room_of, send, take
from _arguments import data_of as _data_of
from _arguments import whole as _whole
from _kibako import call as _call
from _pins import name_of as _name_of


class MicroBitI2C:
    def init(self, *a, **k):
        wanted = (("freq", WHOLE, 100000), ("sda", OBJECT, None), ("scl", OBJECT, None))
        freq, sda, scl = take(wanted, a, k)
        _call("i2c.init", "%d %s %s" % (freq, _name_of(sda), _name_of(scl)))

    def scan(self):
        return [int(n) for n in _call("i2c.scan").split()]

    def read(self, *a, **k):
        wanted = (("addr", WHOLE, NEEDED), ("n", WHOLE, NEEDED), ("repeat", TRUTH, False))
        addr, n, _ = take(wanted, a, k)
        if n < 0 or n > 65536:
            _call("i2c.read", "%d 0" % (addr & 255))
            raise MemoryError("memory allocation failed, allocating %d bytes" % (n & 0xFFFFFFFF))
        return received(_call("i2c.read", "%d %d" % (addr & 255, n)), n)

    def write(self, *a, **k):
        wanted = (("addr", WHOLE, NEEDED), ("buf", OBJECT, NEEDED), ("repeat", TRUTH, False))
        addr, buf, _ = take(wanted, a, k)
        send("i2c.write", "%d " % (addr & 255), buf)

    def __repr__(self):
        return "<MicroBitI2C>"


class MicroBitSPI:
    def init(self, *a, **k):
        wanted = (
            ("baudrate", WHOLE, 1000000),
            ("bits", WHOLE, 8),
            ("mode", WHOLE, 0),
            ("sclk", OBJECT, None),
            ("mosi", OBJECT, None),
            ("miso", OBJECT, None),
        )
        baudrate, bits, mode, *names = take(wanted, a, k, 3)
        names = " ".join([_name_of(pin) for pin in names])
        _call("spi.init", "%d %d %d %s" % (baudrate, bits, mode, names))

    def write(self, buf):
        _call("spi.begun")
        send("spi.transfer", "", buf)

    def read(self, n, out=0):
        _call("spi.begun")
        n = _whole(n)
        return received(send("spi.transfer", "", bytes([_whole(out) & 255]) * n), n)

    def write_readinto(self, out, into):
        _call("spi.begun")
        out = _data_of(out)
        room = room_of(into)
        if len(out) != len(room):
            raise ValueError("write and read buffers must be the same length")
        received_into(room, send("spi.transfer", "", out), len(out))

    def __repr__(self):
        return "<MicroBitSPI>"


i2c = MicroBitI2C()
spi = MicroBitSPI()
