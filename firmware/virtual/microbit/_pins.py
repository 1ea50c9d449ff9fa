# The pins: everything is asked of the host, which knows what each may do.
from _arguments import whole
from _kibako import call as _call
from _lacks import trim


class MicroBitDigitalPin:
    PULL_UP, PULL_DOWN, NO_PULL = map(int, _call("pin.pulls").split())

    def __init__(self, name):
        self._n = name

    def read_digital(self):
        return int(_call("pin.r", self._n))

    def write_digital(self, value):
        _call("pin.w", "%s %d" % (self._n, whole(value)))

    def write_analog(self, value):
        value = int(value + 0.5) if type(value) is float else whole(value)
        _call("pin.aw", "%s %d" % (self._n, value))

    def set_analog_period(self, period):
        _call("pin.period", "%s %d" % (self._n, whole(period) * 1000))

    def set_analog_period_microseconds(self, period):
        _call("pin.period", "%s %d" % (self._n, whole(period)))

    def get_analog_period_microseconds(self):
        return int(_call("pin.period", self._n))

    def set_pull(self, value):
        _call("pin.pull", "%s %d" % (self._n, whole(value)))

    def get_pull(self):
        return int(_call("pin.pull", self._n))

    def get_mode(self):
        return _call("pin.mode", self._n)

    def __repr__(self):
        return "<%s>" % type(self).__name__


class MicroBitAnalogDigitalPin(MicroBitDigitalPin):
    def read_analog(self):
        return int(_call("pin.ar", self._n))


class MicroBitTouchOnlyPin:
    RESISTIVE = 0
    CAPACITIVE = 1

    def __init__(self, name):
        self._n = name

    def is_touched(self):
        return _call("pin.touch", self._n) == "1"

    def set_touch_mode(self, value):
        _call("pin.touchmode", "%s %d" % (self._n, whole(value)))

    def __repr__(self):
        return "<%s>" % type(self).__name__


class MicroBitTouchPin(MicroBitAnalogDigitalPin):
    RESISTIVE = 0
    CAPACITIVE = 1
    is_touched = MicroBitTouchOnlyPin.is_touched
    set_touch_mode = MicroBitTouchOnlyPin.set_touch_mode


trim(MicroBitTouchPin, "MicroBitTouchPin")


def name_of(pin):
    # The name for the host of a pin that a program gave; None is no pin.
    if pin is None:
        return ""
    if isinstance(pin, MicroBitDigitalPin):
        return pin._n
    raise TypeError("expecting a pin")


def sound_name(pin):
    # The same for a pin that sound comes out of; left out (this function stands for it): pin 0. The
    # speaker alone is meant by None, where there is one.
    if pin is sound_name:
        return "pin0"
    if pin is None and "None" in _call("board.lacks", "pin").split():
        raise TypeError("expecting a pin")
    return name_of(pin)


def pins():
    found = {}
    found["pin_logo"] = MicroBitTouchOnlyPin("pin_logo")
    found["pin_speaker"] = MicroBitDigitalPin("pin_speaker")
    for n in range(21):
        name = "pin%d" % n
        if n < 3:
            found[name] = MicroBitTouchPin(name)
        elif n in (3, 4, 10):
            found[name] = MicroBitAnalogDigitalPin(name)
        elif n not in (17, 18):
            found[name] = MicroBitDigitalPin(name)
    return found
