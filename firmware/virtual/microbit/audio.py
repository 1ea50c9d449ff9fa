# Sounds that are no notes: the host keeps the time and tells what is heard.
from _arguments import NEEDED as _NEEDED
from _arguments import OBJECT as _OBJECT
from _arguments import TRUTH as _TRUTH
from _arguments import real as _real
from _arguments import take as _take
from _arguments import whole as _whole
from _display import _wait
from _kibako import call as _call
from _kibako import framebuf as _framebuf
from _kibako import handlers as _handlers
from _pins import name_of as _name_of
from _pins import sound_name as _sound_name

_PULL_MS = 41
_PULLED = 10
_PLAY = (
    ("source", _OBJECT, _NEEDED),
    ("wait", _TRUTH, True),
    ("pin", _OBJECT, _sound_name),
    ("return_pin", _OBJECT, None),
)


class AudioFrame(_framebuf.FrameBuffer):
    # The base makes it a buffer, so that a file can be read into it, and `pixel` reaches its bytes;
    # a bytearray as the base would keep `*=` for itself.
    def __init__(self):
        super().__init__(bytearray(b"\x80" * 32), 32, 1, _framebuf.GS8)

    def __len__(self):
        return 32

    def __iter__(self):
        raise TypeError("'AudioFrame' object isn't iterable")

    def __delitem__(self, index):
        raise TypeError("cannot delete elements of AudioFrame")

    def __getitem__(self, index):
        return self.pixel(self._at(index), 0)

    def __setitem__(self, index, value):
        index = self._at(index)
        value = _whole(value)
        if value < 0 or value > 255:
            raise ValueError("value out of range")
        self.pixel(index, 0, value)

    def _at(self, index):
        index = _whole(index)
        if index < 0 or index > 31:
            raise ValueError("index out of bounds")
        return index

    def copyfrom(self, other):
        data = memoryview(other)[:32]
        memoryview(self)[: len(data)] = data

    def _map(self, f, target=None):
        target = AudioFrame() if target is None else target
        for i in range(32):
            target.pixel(i, 0, min(max(f(i), 0), 255))
        return target

    def _sum(self, other, sign, target=None):
        if type(other) is not AudioFrame:
            return NotImplemented  # pyright: ignore[reportUndefinedVariable]
        a, b = self.pixel, other.pixel
        return self._map(lambda i: a(i, 0) + sign * (b(i, 0) - 128), target)

    def __add__(self, other):
        return self._sum(other, 1)

    def __sub__(self, other):
        return self._sum(other, -1)

    def __iadd__(self, other):
        return self._sum(other, 1, self)

    def __isub__(self, other):
        return self._sum(other, -1, self)

    def __mul__(self, factor):
        return self._product(factor)

    def __imul__(self, factor):
        return self._product(factor, self)

    def _product(self, factor, target=None):
        # In fixed point, as the real board does it.
        scaled = int(_real(factor) * 32768)
        a = self.pixel
        return self._map(lambda i: ((a(i, 0) - 128) * scaled >> 15) + 128, target)

    def __repr__(self):
        return "<AudioFrame>"


def _stream(source):
    # Frame after frame, as fast as they sound; a program may stop it meanwhile.
    for frame in source:
        if type(frame) is not AudioFrame:
            raise TypeError("not an AudioFrame")
        if _call("audio.frame", "wait"):
            return


def _pull(source):
    # In the background: a timer takes some frames at a time.
    timer = int(_call("timer.start", str(_PULL_MS)))

    def step():
        try:
            for _ in range(_PULLED):
                frame = next(source)
                if type(frame) is not AudioFrame:
                    raise TypeError("not an AudioFrame")
                if _call("audio.frame"):
                    raise StopIteration
        except BaseException as e:
            if _handlers.pop(timer, None) is not None:
                _call("timer.stop", str(timer))
                _call("audio.end", str(timer))
            if not isinstance(e, StopIteration):
                raise e

    _handlers[timer] = step
    step()


def play(*args, **kws):
    source, wait, pin, return_pin = _take(_PLAY, args, kws)
    if return_pin is not None:
        if "return_pin" in _lacking:
            raise ValueError("return_pin not supported")
        if pin is _sound_name:
            raise TypeError("cannot set return_pin without pin")
        _name_of(return_pin)
    pin = _sound_name(pin)
    begin = getattr(source, "_begin", None)
    if begin is not None:
        begin(pin)
    else:
        frames = iter(source)
        _call("audio.stream", pin)
        if not wait:
            _pull(frames)
            return
        try:
            _stream(frames)
        finally:
            _call("audio.end")
        return
    if wait:
        _wait("audio.busy", "audio.stop")


def is_playing():
    return _call("audio.busy") != "0"


def stop():
    _call("audio.stop")


_lacking = _call("board.lacks", "audio").split()
if "SoundEffect" not in _lacking:
    from _effects import SoundEffect as SoundEffect
