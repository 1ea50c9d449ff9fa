# What concerns the whole chip in the Pico's machine module, and Signal.
from _args import whole
from _kibako import call, sleep_us
from _pin import Pin


def freq(*a):
    if not a:
        return int(call("chip.freq"))
    hertz, *others = map(whole, a)
    if others and others[0] not in (48000000, hertz):
        raise ValueError("peripheral freq must be 48_000_000 or the same as the MCU freq")
    call("chip.freq", str(hertz))


def unique_id():
    return bytes.fromhex(call("board.id"))


def reset_cause():
    return int(call("chip.cause"))


def reset():
    call("chip.reset")


def soft_reset(*a):
    raise SystemExit(*a)


def bootloader(*a):
    call("chip.boot")


def idle():
    sleep_us(1000)


def lightsleep(*a):
    if not a:
        call("chip.dormant")
        return
    delay_ms = whole(*a)
    if delay_ms >= 4294967:
        raise ValueError("sleep too long")
    sleep_us(delay_ms * 1000)


def deepsleep(*a):
    lightsleep(*a)
    reset()


def disable_irq():
    return int(call("irq.mask", "1"))


def enable_irq(state):
    call("irq.mask", str(whole(state)))


class Signal:
    def __init__(self, pin, *a, invert=False, **k):
        self._p = pin if isinstance(pin, Pin) and not (a or k) else Pin(pin, *a, **k)
        self._i = bool(invert)

    def value(self, *a):
        if not a:
            return int(self._p.value() != self._i)
        self._p.value(bool(a[0]) ^ self._i)

    __call__ = value

    def on(self):
        self._p.value(not self._i)

    def off(self):
        self._p.value(self._i)
