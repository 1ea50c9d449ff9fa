# The Pico's time: as the interpreter's own, but a calendar tuple has eight parts there.
from utime import (
    gmtime as _gmtime,
    mktime,
    sleep,
    sleep_ms,
    sleep_us,
    ticks_add,
    ticks_cpu,
    ticks_diff,
    ticks_ms,
    ticks_us,
    time as _time,
    time_ns,
)


def gmtime(*a):
    return _gmtime(*a)[:8]


def time():
    return int(_time())


localtime = gmtime
