# PWM and ADC of the Pico's machine module.
from _args import whole
from _kibako import call
from _pin import find, regular


class PWM:
    def __init__(self, dest, freq=-1, *, duty_u16=-1, duty_ns=-1, invert=-1):
        self._n = regular(dest)
        self._s, self._c = call("pwm.new", self._n).split(" ")
        self._i = 0
        self.init(freq, duty_u16=duty_u16, duty_ns=duty_ns, invert=invert)

    def init(self, freq=-1, *, duty_u16=-1, duty_ns=-1, invert=-1):
        freq, duty_u16, duty_ns, invert = map(whole, (freq, duty_u16, duty_ns, invert))
        if freq != -1:
            call("pwm.freq", "%s %d" % (self._n, freq))
        if duty_u16 != -1:
            call("pwm.duty", "%s %d" % (self._n, duty_u16))
        if duty_ns != -1:
            call("pwm.ns", "%s %d" % (self._n, duty_ns))
        if invert != -1:
            self._i = int(invert != 0)
            call("pwm.invert", "%s %d" % (self._n, self._i))
        call("pwm.go", self._n)

    def deinit(self):
        call("pwm.end", self._n)

    def freq(self, *a):
        return self._ask("pwm.freq", *a)

    def duty_u16(self, *a):
        return self._ask("pwm.duty", *a)

    def duty_ns(self, *a):
        return self._ask("pwm.ns", *a)

    def _ask(self, name, *a):
        if not a:
            return int(call(name, self._n))
        call(name, "%s %d" % (self._n, whole(*a)))
        call("pwm.go", self._n)

    def __repr__(self):
        return "<PWM slice=%s channel=%s invert=%d>" % (self._s, self._c, self._i)


class ADC:
    CORE_TEMP = 4

    def __init__(self, id):
        if type(id) is int:
            self._c = call("adc.channel", str(whole(id)))
        else:
            self._c = call("adc.pin", regular(find(id)))

    def read_u16(self):
        return int(call("adc.read", self._c))

    def __repr__(self):
        return "<ADC channel=%s>" % self._c
