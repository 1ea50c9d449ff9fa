# What the micro:bit has of machine.
from _arguments import whole as _whole
from _kibako import call as _call
from _kibako import reset as reset
from _kibako import sleep_us as _sleep_us
from _pins import name_of as _name_of


def unique_id():
    return bytes.fromhex(_call("board.id"))


def freq():
    return int(_call("board.hz"))


def disable_irq():
    return int(_call("irq.mask", "1"))


def enable_irq(state):
    _call("irq.mask", str(_whole(state)))


def time_pulse_us(pin, pulse_level, timeout_us=1000000):
    level = 1 if _whole(pulse_level) else 0
    _call("pulse.begin", "%s %d %d" % (_name_of(pin) or _name_of(0), level, _whole(timeout_us)))
    answer = _call("pulse.ask")
    while answer[0] != "=":
        _sleep_us(int(answer))
        answer = _call("pulse.ask")
    return int(answer[1:])


class _Memory:
    def __init__(self, bits):
        self._n = bits

    def _absent(self, *a):
        text = "the virtual board has no machine.mem%d: real boards have" % self._n
        raise NotImplementedError(text)

    __getitem__ = __setitem__ = _absent

    def __repr__(self):
        return "<%d-bit memory>" % self._n


mem8 = _Memory(8)
mem16 = _Memory(16)
mem32 = _Memory(32)
