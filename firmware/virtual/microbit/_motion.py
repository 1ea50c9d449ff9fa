# The accelerometer and the compass: the host measures, recognises and remembers.
from _arguments import whole
from _display import _wait
from _kibako import call
from _lacks import trim


def _gesture(name):
    if type(name) is str:
        return name
    raise TypeError("can't convert '%s' object to str implicitly" % type(name).__name__)


class MicroBitAccelerometer:
    def get_x(self):
        return self.get_values()[0]

    def get_y(self):
        return self.get_values()[1]

    def get_z(self):
        return self.get_values()[2]

    def get_values(self):
        return tuple([int(v) for v in call("acc.axes").split()])

    def get_strength(self):
        return int(call("acc.strength"))

    def set_range(self, value):
        call("acc.range", str(whole(value)))

    def current_gesture(self):
        return call("acc.current")

    def is_gesture(self, name):
        return call("acc.is", _gesture(name)) == "1"

    def was_gesture(self, name):
        return call("acc.was", _gesture(name)) == "1"

    def get_gestures(self):
        names = call("acc.list")
        return tuple(names.split(",")) if names else ()

    def __repr__(self):
        return "<MicroBitAccelerometer>"


trim(MicroBitAccelerometer, "MicroBitAccelerometer")


class MicroBitCompass:
    def is_calibrated(self):
        return call("compass.calibrated") == "1"

    def calibrate(self):
        call("compass.calibrate")
        _wait("compass.left", "compass.break")

    def clear_calibration(self):
        call("compass.clear")

    def heading(self):
        if not self.is_calibrated():
            self.calibrate()
        return int(call("compass.heading"))

    def get_x(self):
        return int(call("compass.axes").split()[0])

    def get_y(self):
        return int(call("compass.axes").split()[1])

    def get_z(self):
        return int(call("compass.axes").split()[2])

    def get_field_strength(self):
        return int(call("compass.field"))

    def __repr__(self):
        return "<MicroBitCompass>"
