# NeoPixel as the V2 has it: in Python, and patient.
from _arguments import data_of, send, whole
from _pins import name_of


def ws2812_write(pin, buf):
    if pin is None:
        raise TypeError("expecting a pin")
    send("lamps.write", name_of(pin) + " ", data_of(buf))


class NeoPixel:
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self.buf = bytearray(n * bpp)

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        at = i * self.bpp
        return tuple([self.buf[at + self.ORDER[k]] for k in range(self.bpp)])

    def __setitem__(self, i, colour):
        at = i * self.bpp
        for k in range(self.bpp):
            self.buf[at + self.ORDER[k]] = whole(colour[k]) & 255

    def fill(self, colour):
        for i in range(self.n):
            self[i] = colour

    def write(self):
        ws2812_write(self.pin, self.buf)

    show = write

    def clear(self):
        self.buf = bytearray(len(self.buf))
        self.write()
