# Strips of WS2812 lights: three or four bytes a light, in the order in which they want them.
from machine import bitstream

# High and low of a zero, high and low of a one, in nanoseconds, at 800 and at 400 kHz.
_FAST = (400, 850, 800, 450)
_SLOW = (800, 1700, 1600, 900)


class NeoPixel:
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self.buf = bytearray(n * bpp)
        self.pin.init(pin.OUT)
        self.timing = (_FAST if timing else _SLOW) if isinstance(timing, int) else timing

    def __len__(self):
        return self.n

    def __setitem__(self, i, v):
        start = i * self.bpp
        for part in range(self.bpp):
            self.buf[start + self.ORDER[part]] = v[part]

    def __getitem__(self, i):
        start = i * self.bpp
        return tuple([self.buf[start + self.ORDER[part]] for part in range(self.bpp)])

    def fill(self, v):
        for i in range(self.n):
            self[i] = v

    def write(self):
        bitstream(self.pin, 0, self.timing, self.buf)
