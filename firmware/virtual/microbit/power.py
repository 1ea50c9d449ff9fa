# Saving the battery: the host knows what wakes the board.
import microbit as _microbit
from _arguments import OBJECT as _OBJECT
from _arguments import TRUTH as _TRUTH
from _arguments import take as _take
from _arguments import whole as _whole
from _kibako import call as _call
from _kibako import sleep_us as _sleep_us
from _pins import MicroBitDigitalPin as _Pin
from _pins import MicroBitTouchOnlyPin as _Touch


def off():
    _call("power.off")
    while True:
        _sleep_us(60000000)  # only the reset button ends it


def deep_sleep(*a, **k):
    wanted = (("ms", _OBJECT, None), ("wake_on", _OBJECT, None), ("run_every", _TRUTH, True))
    ms, wake_on, timers = _take(wanted, a, k)
    ms = -1 if ms is None else max(_whole(ms), 0)
    if wake_on is None:
        wake_on = ()
    elif type(wake_on) is not tuple and type(wake_on) is not list:
        wake_on = (wake_on,)
    words = ["%d %d" % (timers, ms)]
    for each in wake_on:
        if not isinstance(each, (_Pin, _Touch, type(_microbit.button_a))):
            raise ValueError("expecting a pin or button")
        words.append(each._n)
    _call("power.sleep", " ".join(words))
    left = int(_call("power.left"))
    while left:
        _sleep_us(left * 1000)
        left = int(_call("power.left"))
