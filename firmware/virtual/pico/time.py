# The Pico's time: as the interpreter's own, but a calendar tuple has eight parts there, and
# time() is a whole number.
from _kibako import sleep_us as _sleep_us
from _kibako import utime as _utime

mktime = _utime.mktime
sleep_ms = _utime.sleep_ms
sleep_us = _utime.sleep_us
ticks_add = _utime.ticks_add
ticks_cpu = _utime.ticks_cpu
ticks_diff = _utime.ticks_diff
ticks_ms = _utime.ticks_ms
ticks_us = _utime.ticks_us
time_ns = _utime.time_ns


def time():
    return int(_utime.time())


def gmtime(*a):
    return _utime.gmtime(*a)[:8]


localtime = gmtime


def sleep(seconds):
    # The interpreter's own would begin anew after each interrupt.
    _sleep_us(int(1000000.0 * seconds))
