# The Pico's time: as the interpreter's own, but a calendar tuple has eight parts there, and
# time() is a whole number.
from math import copysign as _copysign

from _args import whole as _whole
from _kibako import sleep_us as _sleep_us
from _kibako import utime as _utime

mktime = _utime.mktime
ticks_add = _utime.ticks_add
ticks_cpu = _utime.ticks_us  # on the RP2040 too
ticks_diff = _utime.ticks_diff
ticks_ms = _utime.ticks_ms
ticks_us = _utime.ticks_us
time_ns = _utime.time_ns


def time():
    return int(_utime.time())


def gmtime(seconds=None):
    return (_utime.gmtime() if seconds is None else _utime.gmtime(seconds))[:8]


localtime = gmtime


def sleep(seconds):
    # The interpreter's own would begin anew after each interrupt. What is no number is refused
    # with the words of the real board.
    _sleep_us(int(1000000.0 * _copysign(seconds, seconds)))


def sleep_ms(ms):
    _sleep_us(_whole(ms) * 1000)


def sleep_us(us):
    _sleep_us(_whole(us))
