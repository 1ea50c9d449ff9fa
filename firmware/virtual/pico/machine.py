# The Pico's machine module on a virtual board. What it does not have yet says so by name.
from _absent import absent as _absent
from _kibako import call as _call
from _kibako import handlers as _handlers
from _kibako import reset as reset
from _kibako import utime as _utime

PWRON_RESET = 1
WDT_RESET = 3

_ABSENT = (
    "I2C I2CTarget I2S SPI SDCard Signal SoftI2C SoftSPI Timer UART USBDevice WDT bitstream "
    "bootloader deepsleep dht_readinto disable_irq enable_irq idle lightsleep mem8 mem16 mem32 "
    "reset_cause time_pulse_us"
)


def __getattr__(name):
    if name in _ABSENT.split():
        _absent("machine." + name)
    raise AttributeError("module 'machine' has no attribute '%s'" % name)


def _find(pin):
    if type(pin) is Pin:
        return pin._n
    return _call("gp.find", str(pin))


class _Irq:
    def __init__(self, name):
        self._n = name
        self._flags = 0
        self._trigger = 0

    def flags(self):
        return self._flags

    def trigger(self, *a):
        before = self._trigger
        if a:
            self._trigger = a[0]
            _call("gp.irq", "%s %d" % (self._n, a[0]))
        return before


class Pin:
    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    ALT = 3
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING = 4
    IRQ_RISING = 8

    def __init__(self, id, mode=None, pull=None, *, value=None, alt=None):
        self._n = _find(id)
        if mode is not None or pull is not None or value is not None or alt is not None:
            self.init(mode, pull, value=value, alt=alt)

    def init(self, mode=None, pull=None, *, value=None, alt=None):
        if alt is not None:
            _absent("machine.Pin(alt=)")
        mode = -1 if mode is None else mode
        value = -1 if value is None else bool(value)
        _call("gp.init", "%s %d %d %d" % (self._n, mode, pull or 0, value))

    def value(self, *a):
        if not a:
            return int(_call("gp.r", self._n))
        _call("gp.w", self._n + (" 1" if a[0] else " 0"))

    __call__ = value

    def on(self):
        _call("gp.w", self._n + " 1")

    high = on

    def off(self):
        _call("gp.w", self._n + " 0")

    low = off

    def toggle(self):
        _call("gp.t", self._n)

    def irq(self, handler=None, trigger=12, *, priority=1, wake=None, hard=False):
        if priority != 1:
            raise ValueError("priority")
        if wake is not None:
            raise ValueError("wake")
        irq = _Irq(self._n)
        irq._trigger = trigger
        number = int(_call("gp.irq", "%s %d" % (self._n, trigger if handler else 0)))

        if handler is None:
            _handlers[number] = None
            return irq

        def handle(call=handler):
            irq._flags = int(_call("irq.flags"))
            call(self)

        _handlers[number] = handle
        return irq

    def __eq__(self, other):
        return type(other) is Pin and other._n == self._n

    def __hash__(self):
        return hash(self._n)

    def __repr__(self):
        mode, pull = _call("gp.state", self._n).split(" ")
        mode = "IN OUT OPEN_DRAIN ALT".split()[int(mode)]
        pull = ("", ", pull=PULL_UP", ", pull=PULL_DOWN")[int(pull)]
        return "Pin(%s, mode=%s%s)" % (self._n.replace("GP", "GPIO"), mode, pull)


class PWM:
    def __init__(self, dest, freq=None, duty_u16=None, duty_ns=None, invert=False):
        self._n = _find(dest)
        self._s = int(_call("pwm.init", self._n))
        self._i = False
        self.init(freq, duty_u16, duty_ns, invert)

    def init(self, freq=None, duty_u16=None, duty_ns=None, invert=None):
        _call("pwm.init", self._n)
        if invert is not None:
            self._i = bool(invert)
        if freq is not None:
            self.freq(freq)
        if duty_u16 is not None:
            self.duty_u16(duty_u16)
        if duty_ns is not None:
            self.duty_ns(duty_ns)

    def deinit(self):
        _call("pwm.end", self._n)

    def freq(self, *a):
        if not a:
            return int(_call("pwm.freq", self._n))
        _call("pwm.freq", "%s %d" % (self._n, a[0]))

    def duty_u16(self, *a):
        if not a:
            return int(_call("pwm.duty", self._n))
        _call("pwm.duty", "%s %d %d" % (self._n, a[0], self._i))

    def duty_ns(self, *a):
        if not a:
            duty = int(_call("pwm.duty", self._n))
            return duty * 1000000000 // (65535 * int(_call("pwm.freq", self._n)))
        freq = int(_call("pwm.freq", self._n))
        self.duty_u16((a[0] * freq * 65535 + 500000000) // 1000000000)

    def __repr__(self):
        channel = int(self._n[2:]) & 1
        return "<PWM slice=%d channel=%d invert=%d>" % (self._s, channel, self._i)


class ADC:
    CORE_TEMP = 4

    def __init__(self, id):
        self._c = _call("adc.find", id._n if type(id) is Pin else str(id))

    def read_u16(self):
        return int(_call("adc.read", self._c))

    def __repr__(self):
        return "<ADC channel=%s>" % self._c


class RTC:
    def datetime(self, *a):
        if not a:
            t = _utime.gmtime()
            return (t[0], t[1], t[2], t[6], t[3], t[4], t[5], 0)
        y, mo, d, _, h, mi, s, _ = a[0]
        _call("rtc.set", str(_utime.mktime((y, mo, d, h, mi, s, 0, 0))))


def soft_reset():
    raise SystemExit


def unique_id():
    return bytes([int(_call("board.id")[n : n + 2], 16) for n in range(0, 16, 2)])


def freq(*a):
    if a:
        _absent("machine.freq(hz)")
    return 125000000
