# Pictures. `_b` is a built-in picture as 25 bits (None: a picture that can be changed, then `_d`
# holds its brightness as ASCII digits, row by row, `_w` pixels wide and `_h` high).
from gc import collect as _collect

from _arguments import data_of as _data_of
from _arguments import real as _real
from _arguments import whole as _whole
from _kibako import call as _call


def _new(w, h):
    image = object.__new__(MicroBitImage)
    image._b = None
    image._w = w
    image._h = h
    image._d = bytearray(b"0" * (w * h))
    return image


def from_bits(bits):
    image = object.__new__(MicroBitImage)
    image._b = bits
    return image


def for_letter(code):
    return from_bits(int(_call("rom.letter", str(code))))


def _parts(image):
    if type(image) is not MicroBitImage:
        raise TypeError("expecting an image")
    if image._b is None:
        return image._w, image._h, image._d
    return 5, 5, bytes([57 if image._b >> n & 1 else 48 for n in range(24, -1, -1)])


def digits(image):
    # The 25 digits that the display shows: cut off, or filled up with dark ones. A built-in picture
    # goes as its number.
    if image._b is not None:
        return str(image._b)
    w, h, d = _parts(image)
    if w != 5 or h != 5:
        d = image.crop(0, 0, 5, 5)._d
    return str(d, "ascii")


def _brightness(n):
    n = _whole(n)
    if n < 0 or n > 9:
        raise ValueError("brightness out of bounds")
    return 48 + n


class MicroBitImage:
    ALL_CLOCKS = ()
    ALL_ARROWS = ()

    def __init__(self, *a):
        n = len(a)
        self._b = None
        if n > 3:
            raise TypeError("function expected at most 3 arguments, got %d" % n)
        if n == 1:
            if type(a[0]) is not str:
                raise TypeError("Image(s) takes a string")
            self._parse(a[0])
            return
        self._w, self._h = (_whole(a[0]), _whole(a[1])) if n else (5, 5)
        if self._w < 0 or self._h < 0:
            raise ValueError("size cannot be negative")
        if n < 3:
            self._d = bytearray(b"0" * (self._w * self._h))
            return
        data = bytes(_data_of(a[2]))
        if len(data) != self._w * self._h:
            raise ValueError("image data is incorrect size")
        self._d = bytearray([48 + min(v, 9) for v in data])

    def _parse(self, text):
        if len(text.encode()) == 1:
            w, h, d = _parts(for_letter(ord(text)))
            self._w, self._h, self._d = w, h, bytearray(d)
            return
        rows = text.replace("\n", ":").replace(" ", "0").split(":")
        if not rows[-1]:
            rows.pop()
        w = 0
        for row in rows:
            w = max(w, len(row))
            if row and not row.isdigit():
                raise ValueError("unexpected character in Image definition")
        self._w = w
        self._h = len(rows)
        self._d = bytearray(b"0" * (w * len(rows)))
        for y, row in enumerate(rows):
            self._d[y * w : y * w + len(row)] = row.encode()

    def _own(self):
        if self._b is not None:
            raise TypeError("image cannot be modified (try copying first)")

    def _at(self, x, y):
        x, y = _whole(x), _whole(y)
        if x < 0 or y < 0:
            raise ValueError("index cannot be negative")
        w, h, d = _parts(self)
        if x >= w or y >= h:
            raise ValueError("index too large")
        return d, y * w + x

    def width(self):
        return _parts(self)[0]

    def height(self):
        return _parts(self)[1]

    def get_pixel(self, x, y):
        d, i = self._at(x, y)
        return d[i] - 48

    def set_pixel(self, x, y, value):
        self._own()
        value = _brightness(value)
        self._d[self._at(x, y)[1]] = value

    def fill(self, value):
        self._own()
        self._d[:] = bytes([_brightness(value)]) * len(self._d)

    def blit(self, src, x, y, w, h, xdest=0, ydest=None):
        self._own()
        sw, sh, s = _parts(src)
        if ydest is None:
            if xdest != 0:
                raise TypeError("must specify both offsets")
            ydest = 0
        if w < 0 or h < 0:
            raise ValueError("size cannot be negative")
        if s is self._d:
            s = bytes(s)
        x0 = max(0, xdest)
        x1 = min(self._w, xdest + w)
        # From a to b the source has something; around it the target becomes dark.
        x -= xdest
        a = min(max(x0, -x), x1)
        b = max(min(x1, sw - x), a)
        for j in range(max(0, ydest), min(self._h, ydest + h)):
            sy = y + j - ydest
            line = j * self._w
            if x1 > x0:
                self._d[line + x0 : line + x1] = b"0" * (x1 - x0)
            if b > a and 0 <= sy < sh:
                self._d[line + a : line + b] = s[sy * sw + x + a : sy * sw + x + b]

    def crop(self, x, y, w, h):
        x, y, w, h = _whole(x), _whole(y), _whole(w), _whole(h)
        image = _new(max(w, 0), max(h, 0))
        image.blit(self, x, y, image._w, image._h)
        return image

    def copy(self):
        w, h, d = _parts(self)
        image = _new(w, h)
        image._d[:] = d
        return image

    def invert(self):
        return self._map(lambda v: 9 - v)

    def shift_left(self, n):
        # As wide as high, as the real board makes it.
        w = self.width()
        return self.crop(n, 0, w, w)

    def shift_right(self, n):
        return self.shift_left(-_whole(n))

    def shift_up(self, n):
        w = self.width()
        return self.crop(0, n, w, w)

    def shift_down(self, n):
        return self.shift_up(-_whole(n))

    def _map(self, f):
        image = self.copy()
        image._d[:] = bytes([48 + min(max(f(v - 48), 0), 9) for v in image._d])
        return image

    def _sum(self, other, sign):
        if type(other) is not MicroBitImage:
            return NotImplemented  # pyright: ignore[reportUndefinedVariable]
        w, h, d = _parts(other)
        if w != self.width() or h != self.height():
            raise ValueError("images must be the same size")
        values = iter(d)
        return self._map(lambda v: v + sign * (next(values) - 48))

    def __add__(self, other):
        return self._sum(other, 1)

    def __sub__(self, other):
        return self._sum(other, -1)

    def __mul__(self, n):
        n = _real(n)
        if n < 0:
            raise ValueError("brightness multiplier must not be negative")
        n = min(n, 10.0)
        return self._map(lambda v: int(v * n + 0.5))

    def __truediv__(self, n):
        n = _real(n)
        if n == 0:
            # The real board divides by zero and gets all lights on.
            return self._map(lambda v: 9)
        return self * (1 / n)

    def __hash__(self):
        raise TypeError("unsupported type for __hash__: 'MicroBitImage'")

    def __repr__(self):
        return "Image('%s')" % "".join(self._rows())

    def __str__(self):
        return "Image(\n    '%s'\n)" % "'\n    '".join(self._rows())

    def _rows(self):
        w, h, d = _parts(self)
        return [str(d[y * w : y * w + w], "ascii") + ":" for y in range(h)]


def _load():
    for half in "01":
        words = _call("rom.images", half).split(" ")
        _collect()
        while words:
            bits = int(words.pop())
            setattr(MicroBitImage, words.pop(), from_bits(bits))
        del words
        _collect()


_load()
MicroBitImage.ALL_CLOCKS = tuple(
    [getattr(MicroBitImage, "CLOCK%d" % n) for n in (12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)]
)
MicroBitImage.ALL_ARROWS = tuple(
    [getattr(MicroBitImage, "ARROW_" + n) for n in "N NE E SE S SW W NW".split()]
)
