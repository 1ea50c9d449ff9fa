# I2C of the Pico's machine module: the two controllers, and any two pins in software.
from _args import hexed, octets, room, whole
from _kibako import call
from _pin import regular

_PIECE = 900


class _Bus:
    _b = ""

    def scan(self):
        return [int(each) for each in call("i2c.scan", self._b).split()]

    def _write(self, addr, data):
        return int(call("i2c.w", "%s %d %s" % (self._b, addr, hexed(data))))

    def _read(self, addr, view):
        at = 0
        while True:
            count = min(len(view) - at, _PIECE)
            data = call("i2c.r", "%s %d %d" % (self._b, addr, count))
            view[at : at + count] = bytes.fromhex(data)
            at += count
            if at == len(view):
                return

    def readfrom(self, addr, nbytes, stop=True):
        buffer = bytearray(whole(nbytes))
        self._read(whole(addr), memoryview(buffer))
        return bytes(buffer)

    def readfrom_into(self, addr, buf, stop=True):
        self._read(whole(addr), room(buf))

    def writeto(self, addr, buf, stop=True):
        return self._write(whole(addr), octets(buf))

    def writevto(self, addr, vector, stop=True):
        if type(vector) not in (tuple, list):
            raise TypeError("object '%s' isn't a tuple or list" % type(vector).__name__)
        return self._write(whole(addr), b"".join([octets(buf) for buf in vector]))

    def readfrom_mem(self, addr, memaddr, nbytes, *, addrsize=8):
        buffer = bytearray(whole(nbytes))
        self.readfrom_mem_into(addr, memaddr, buffer, addrsize=addrsize)
        return bytes(buffer)

    def readfrom_mem_into(self, addr, memaddr, buf, *, addrsize=8):
        view = room(buf)
        self._write(whole(addr), _place(memaddr, addrsize))
        self._read(addr, view)

    def writeto_mem(self, addr, memaddr, buf, *, addrsize=8):
        self._write(whole(addr), _place(memaddr, addrsize) + octets(buf))

    def _unsupported(self, *a):
        raise OSError("I2C operation not supported")

    init = start = stop = readinto = write = _unsupported


def _place(memaddr, addrsize):
    # The address inside a device, the high byte first.
    memaddr = whole(memaddr)
    return bytes([memaddr >> at & 255 for at in range(whole(addrsize) - 8, -1, -8)])


class I2C(_Bus):
    def __init__(self, id=0, *a, **k):
        self._i = whole(id)
        self._set(bool(a or k), *a, **k)

    def _set(self, change, freq=400000, *, scl=None, sda=None, timeout=50000):
        sda = "-" if sda is None else regular(sda)
        scl = "-" if scl is None else regular(scl)
        asked = (self._i, whole(freq), whole(timeout), change, sda, scl)
        found = call("i2c.init", "%d %d %d %d %s %s" % asked).split()
        self._sda, self._scl, self._f, self._t = found
        self._b = "%s %s %s 1" % (self._sda, self._scl, self._f)

    def __repr__(self):
        shown = (self._i, self._f, self._scl[2:], self._sda[2:], self._t)
        return "I2C(%d, freq=%s, scl=%s, sda=%s, timeout=%s)" % shown


class SoftI2C(_Bus):
    def __init__(self, *a, **k):
        self.init(*a, **k)

    def init(self, scl, sda, *, freq=400000, timeout=50000):
        freq = whole(freq)
        whole(timeout)
        # Its clock is made with whole microseconds, as on the real board.
        self._f = 500000 // max((500000 + freq - 1) // freq, 1)
        self._scl, self._sda = regular(scl), regular(sda)
        call("i2c.soft", self._sda + " " + self._scl)
        self._b = "%s %s %d 0" % (self._sda, self._scl, self._f)

    def start(self):
        call("i2c.start", self._b)

    def stop(self):
        call("i2c.stop", self._b)

    def readinto(self, buf, nack=True):
        view = room(buf)
        for at in range(0, len(view), _PIECE):
            count = min(len(view) - at, _PIECE)
            view[at : at + count] = bytes.fromhex(call("i2c.pr", "%s %d" % (self._b, count)))

    def write(self, buf):
        return int(call("i2c.pw", "%s %s" % (self._b, hexed(octets(buf)))))

    def __repr__(self):
        return "SoftI2C(scl=%s, sda=%s, freq=%d)" % (self._scl[2:], self._sda[2:], self._f)
