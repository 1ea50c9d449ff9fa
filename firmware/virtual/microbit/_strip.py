# NeoPixel as the V1 has it: in C, and strict.
from _arguments import send, whole
from _pins import name_of


class NeoPixel:
    def __init__(self, pin, n):
        self._p = name_of(pin) or name_of(0)
        n = whole(n)
        if n <= 0:
            raise ValueError("invalid number of pixels")
        self._b = bytearray(n * 3)

    def __len__(self):
        return len(self._b) // 3

    def _at(self, i):
        if type(i) is not int:
            raise TypeError("NeoPixel indices must be integers, not " + type(i).__name__)
        if i < 0:
            i += len(self)
        if not 0 <= i < len(self):
            raise IndexError("NeoPixel index out of range")
        return i * 3

    def __getitem__(self, i):
        at = self._at(i)
        return self._b[at + 1], self._b[at], self._b[at + 2]

    def __setitem__(self, i, colour):
        at = self._at(i)
        if type(colour) is not tuple and type(colour) is not list:
            raise TypeError("object '%s' is not a tuple or list" % type(colour).__name__)
        if len(colour) != 3:
            raise ValueError("requested length 3 but object has length %d" % len(colour))
        r, g, b = [whole(v) for v in colour]
        for v in (r, g, b):
            if not 0 <= v <= 255:
                raise ValueError("invalid colour")
        self._b[at : at + 3] = bytes([g, r, b])

    def __iter__(self):
        raise TypeError("'NeoPixel' object is not iterable")

    def show(self):
        send("lamps.write", self._p + " ", self._b)

    def clear(self):
        self._b = bytearray(len(self._b))
        self.show()

    def __repr__(self):
        return "<NeoPixel>"
