# SPI of the Pico's machine module: the two controllers, and any pins in software.
from _args import hexed, octets, room, whole
from _kibako import call
from _pin import regular

_PIECE = 900


class _Bus:
    _b = ""

    def _transfer(self, data, view=None):
        for at in range(0, len(data), _PIECE):
            piece = data[at : at + _PIECE]
            answer = call("spi.x", "%s %s" % (self._b, hexed(piece)))
            if view is not None:
                view[at : at + len(piece)] = bytes.fromhex(answer)

    def read(self, nbytes, write=0):
        buffer = bytearray(whole(nbytes))
        self.readinto(buffer, write)
        return bytes(buffer)

    def readinto(self, buf, write=0):
        view = room(buf)
        self._transfer(bytes([whole(write) & 255]) * len(view), view)

    def write(self, buf):
        self._transfer(octets(buf))

    def write_readinto(self, write_buf, read_buf):
        data, view = octets(write_buf), room(read_buf)
        if len(data) != len(view):
            raise ValueError("buffers must be the same length")
        self._transfer(data, view)

    def deinit(self):
        pass


class SPI(_Bus):
    MSB = 1
    LSB = 0

    def __init__(self, id=0, *a, **k):
        self._i = whole(id)
        self._set(bool(a or k), *a, **k)

    def _set(
        self,
        change,
        baudrate=1000000,
        *,
        polarity=0,
        phase=0,
        bits=8,
        firstbit=1,
        sck=None,
        mosi=None,
        miso=None,
    ):
        pins = ["-" if pin is None else regular(pin) for pin in (sck, mosi, miso)]
        if whole(firstbit) == 0:
            raise NotImplementedError("LSB")
        asked = [whole(each) for each in (self._i, baudrate, polarity, phase, bits, change)]
        found = call("spi.init", " ".join(map(str, asked + pins))).split()
        self._p = found[:3]
        self._f = found[3:]
        self._name()

    def init(self, baudrate=-1, *, polarity=-1, phase=-1, bits=-1, firstbit=-1):
        if whole(firstbit) == 0:
            raise NotImplementedError("LSB")
        for at, value in enumerate((baudrate, polarity, phase, bits)):
            if whole(value) != -1:
                self._f[at] = str(value)
        if baudrate != -1:
            self._f[0] = call("spi.rate", self._f[0])
        self._name()

    def _name(self):
        self._b = " ".join(self._p) + " " + self._f[0]

    def __repr__(self):
        shown = tuple(self._f + [pin[2:] for pin in self._p])
        return (
            "SPI(%d, baudrate=%s, polarity=%s, phase=%s, bits=%s, sck=%s, mosi=%s, miso=%s)"
            % ((self._i,) + shown)  # noqa: RUF005 - no such syntax here
        )


class SoftSPI(_Bus):
    MSB = 0
    LSB = 1

    def __init__(
        self,
        baudrate=500000,
        *,
        polarity=0,
        phase=0,
        bits=8,
        firstbit=0,
        sck=None,
        mosi=None,
        miso=None,
    ):
        if whole(bits) != 8:
            raise ValueError("bits must be 8")
        if whole(firstbit) != 0:
            raise ValueError("firstbit must be MSB")
        if sck is None or mosi is None or miso is None:
            raise ValueError("must specify all of sck/mosi/miso")
        self._p = ["", "", ""]
        self.init(baudrate, polarity, phase, sck=sck, mosi=mosi, miso=miso)

    def init(self, baudrate=-1, polarity=-1, phase=-1, *, sck=None, mosi=None, miso=None):
        if whole(baudrate) != -1:
            # Half a period is made with whole microseconds, as on the real board.
            self._f = 500000 // ((500000 + baudrate - 1) // baudrate)
        if whole(polarity) != -1:
            self._o = polarity
        if whole(phase) != -1:
            self._h = phase
        for at, pin in enumerate((sck, mosi, miso)):
            if pin is not None:
                self._p[at] = regular(pin)
        call("spi.soft", " ".join(self._p))
        self._b = "%s %d" % (" ".join(self._p), self._f)

    def __repr__(self):
        pins = [pin[2:] for pin in self._p]
        return "SoftSPI(baudrate=%d, polarity=%d, phase=%d, sck=%s, mosi=%s, miso=%s)" % tuple(
            [self._f, self._o, self._h] + pins  # noqa: RUF005 - no such syntax here
        )
