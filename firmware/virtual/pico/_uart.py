# UART of the Pico's machine module.
import io

from _args import hexed, octets, room, whole
from _kibako import call, sleep_us, utime
from _pin import Irq, regular

_PIECE = 900
_POLL, _FLUSH = 3, 1
_READABLE, _WRITABLE = 1, 4
_SHOWN = (
    "UART(%d, baudrate=%s, bits=%s, parity=%s, stop=%s, tx=%s, rx=%s, txbuf=%s, rxbuf=%s, "
    "timeout=%s, timeout_char=%s, invert=%s, irq=%s)"
)


class UART(io.IOBase):
    INV_TX = 1
    INV_RX = 2
    CTS = 1
    RTS = 2
    IRQ_TXIDLE = 32
    IRQ_RXIDLE = 64
    IRQ_BREAK = 512

    def __init__(self, id, *a, **k):
        self._i = whole(id)
        self._q = Irq(self, str(self._i), "serial.irq")
        self._set(bool(a or k), *a, **k)

    def init(self, *a, **k):
        self._set(True, *a, **k)

    def _set(
        self,
        change,
        baudrate=-1,
        bits=-1,
        parity=-1,
        stop=-1,
        *,
        tx=None,
        rx=None,
        cts=None,
        rts=None,
        timeout=-1,
        timeout_char=-1,
        invert=-1,
        flow=-1,
        txbuf=-1,
        rxbuf=-1,
    ):
        parity = 2 if parity is None else -1 if parity == -1 else whole(parity) & 1
        numbers = (baudrate, bits, parity, stop, timeout, timeout_char, invert, flow, txbuf, rxbuf)
        asked = [self._i, int(change)] + [whole(each) for each in numbers]
        asked += ["-" if pin is None else regular(pin) for pin in (tx, rx, cts, rts)]
        self._s = call("serial.init", " ".join(map(str, asked))).split(" ")
        self._t, self._c = int(self._s[8]), int(self._s[9])

    def deinit(self):
        call("serial.end", str(self._i))

    def any(self):
        return int(call("serial.any", str(self._i)))

    def _take(self, most, line=0):
        # Waits for the first byte as long as `timeout`, for each further one as `timeout_char`.
        parts = []
        wait_ms = self._t
        while most > 0:
            count = min(most, _PIECE)
            piece = call("serial.r", "%d %d %d" % (self._i, count, line))
            if piece:
                piece = bytes.fromhex(piece)
                parts.append(piece)
                most -= len(piece)
                wait_ms = self._c
                if line and piece[-1] == 10:
                    break
            elif not self._wait(wait_ms):
                break
        return b"".join(parts)

    def _wait(self, wait_ms):
        end = utime.ticks_add(utime.ticks_us(), wait_ms * 1000)
        while not self.any():
            left = utime.ticks_diff(end, utime.ticks_us())
            if left <= 0:
                return False
            call("serial.wait", "%d %d" % (self._i, left))
        return True

    def _await(self, limit_ms):
        # Also for asyncio: an interrupt ends it too.
        call("serial.wait", "%d %d" % (self._i, limit_ms * 1000))

    def read(self, *a):
        count = whole(*a) if a and a[0] is not None else -1
        return self._take(count if count >= 0 else 0x3FFFFFFF) or None

    def readline(self, *a):
        count = whole(*a) if a else -1
        return self._take(count if count >= 0 else 0x3FFFFFFF, 1) or None

    def readinto(self, buf, *a):
        view = room(buf)
        data = self._take(min(len(view), whole(*a)) if a else len(view))
        view[: len(data)] = data
        return len(data) or None

    def write(self, buf, *a):
        data = octets(buf)
        if a:
            data = data[: whole(a[0])]
        for at in range(0, len(data), 512):
            call("serial.w", "%d %s" % (self._i, hexed(data[at : at + 512])))
        return len(data)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if line is None:
            raise StopIteration
        return line

    def _left(self):
        return int(call("serial.left", str(self._i)))

    def flush(self):
        sleep_us(self._left())

    def txdone(self):
        return not self._left()

    def sendbreak(self):
        call("serial.break", str(self._i))

    def irq(self, *a, **k):
        if a or k:
            self._irq(*a, **k)
        return self._q

    def _irq(self, handler=None, trigger=0, hard=False):
        trigger = whole(trigger)
        if trigger & ~(32 | 64 | 512):
            raise ValueError("trigger 0x%04x unsupported" % (trigger & ~(32 | 64 | 512)))
        self._q.set(handler, trigger, bool(hard))

    def ioctl(self, request, arg):
        if request == _POLL:
            ready = 0
            if arg & _READABLE and self.any():
                ready = _READABLE
            if arg & _WRITABLE and call("serial.room", str(self._i)) == "1":
                ready |= _WRITABLE
            return ready
        if request == _FLUSH:
            self.flush()
            return 0
        return -22

    def __repr__(self):
        s = call("serial.init", "%d 0 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 - - - -" % self._i).split(" ")
        s[10] = ("None", "INV_TX", "INV_RX", "INV_TX|INV_RX")[int(s[10])]
        return _SHOWN % tuple([self._i] + s)  # noqa: RUF005 - no such syntax here
