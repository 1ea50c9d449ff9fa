# The micro:bit's own module on a virtual board: small, because the host does the work.
import sys as _sys

from _arguments import real as _real
from _arguments import whole as _whole
from _buses import i2c as i2c
from _buses import spi as spi
from _buttons import button_a as button_a
from _buttons import button_b as button_b
from _display import display as display
from _image import MicroBitImage as Image  # noqa: F401 - a name of this module
from _kibako import call as _call
from _kibako import handlers as _handlers
from _kibako import reset as reset
from _kibako import sleep_us as _sleep_us
from _kibako import utime as _utime
from _lacks import trim as _trim
from _motion import MicroBitAccelerometer as _Accelerometer
from _motion import MicroBitCompass as _Compass
from _pins import pins as _pins
from _uart import uart as uart

running_time = _utime.ticks_ms


accelerometer = _Accelerometer()
compass = _Compass()


def sleep(ms):
    if type(ms) is not int:
        ms = int(_real(ms))
    if ms > 0:
        _sleep_us(ms * 1000)


def temperature():
    return int(_call("room.temperature"))


def panic(n=999):
    _call("board.panic", str(_whole(n)))
    while True:
        _sleep_us(60000000)


def scale(value, from_, to):
    a, b = from_
    c, d = to
    r = c + (value - a) * (d - c) / (b - a)
    return r if type(c) is float or type(d) is float else round(r)


def run_every(callback=None, days=0, h=0, min=0, s=0, ms=0):
    period = ((days * 24 + h) * 60 + min) * 60000 + s * 1000 + ms

    def start(f):
        _handlers[int(_call("timer.start", str(period)))] = f
        return f

    return start if callback is None else start(callback)


for _n, _pin in _pins().items():
    # Not by way of globals(): dir() finds only names that were set as attributes.
    setattr(_sys.modules[__name__], _n, _pin)
_lacking = _call("board.lacks", "microbit").split()
for _n, _module in (
    ("microphone", "_hearing"),
    ("SoundEvent", "_hearing"),
    ("audio", "_speaker"),
    ("set_volume", "_speaker"),
    ("Sound", "_speaker"),
    ("speaker", "_speaker"),
    ("ws2812_write", "_lamps"),
):
    # Not loaded where it is not: a micro:bit V1 has little memory.
    if _n not in _lacking:
        globals()[_n] = getattr(__import__(_module), _n)
_trim(globals(), "microbit")
