# Timer, WDT and RTC of the Pico's machine module.
from _args import items, whole
from _kibako import call, handlers, utime


class Timer:
    ONE_SHOT = 0
    PERIODIC = 1

    def __init__(self, id=-1, **k):
        if whole(id) != -1:
            raise ValueError("Timer doesn't exist")
        self._n = None
        self._m = self._us = 0
        if k:
            self.init(**k)

    def init(
        self, *, mode=1, callback=None, period=0xFFFFFFFF, tick_hz=1000, freq=None, hard=False
    ):
        self.deinit()
        self._m = whole(mode)
        if freq is not None:
            self._us = int(1000000.0 / freq)
        else:
            # Only the period that nobody gave is longer than an int of C.
            ticks = period if period == 0xFFFFFFFF else whole(period) & 0xFFFFFFFF
            self._us = ticks * 1000000 // whole(tick_hz)
        self._us = max(self._us, 1)
        asked = (self._m != 0, bool(hard), self._us // 1000000, self._us % 1000000)
        self._n = int(call("alarm.start", "%d %d %d %d" % asked))

        def ring():
            if not self._m:
                self._n = None
            if callback is not None:
                callback(self)

        handlers[self._n] = ring

    def deinit(self):
        if self._n is not None:
            call("alarm.stop", str(self._n))
            handlers[self._n] = None
            self._n = None

    def __repr__(self):
        mode = "PERIODIC" if self._m else "ONE_SHOT"
        return "Timer(mode=%s, tick_hz=1000000, period=%d)" % (mode, self._us)


class WDT:
    def __init__(self, id=0, timeout=5000):
        if whole(id) != 0:
            raise ValueError("WDT(%d) doesn't exist" % id)
        call("wdt.start", str(whole(timeout)))

    def feed(self):
        call("wdt.feed")


class RTC:
    def datetime(self, *a):
        if not a:
            t = utime.gmtime()
            return (t[0], t[1], t[2], t[6], t[3], t[4], t[5], 0)
        y, mo, d, _, h, mi, s, _ = items(a[0], 8)
        call("rtc.set", str(utime.mktime((y, mo, d, h, mi, s, 0, 0))))
