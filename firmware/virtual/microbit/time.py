# What the micro:bit has of time.
from _arguments import real as _real
from _arguments import whole as _whole
from _kibako import sleep_us as _sleep_us
from _kibako import utime as _utime

ticks_add = _utime.ticks_add
ticks_diff = _utime.ticks_diff
ticks_ms = _utime.ticks_ms
ticks_us = _utime.ticks_us


def sleep_ms(ms):
    _utime.sleep_ms(_whole(ms))


def sleep_us(us):
    _utime.sleep_us(_whole(us))


def sleep(seconds):
    # The interpreter's own would begin anew after each interrupt.
    _sleep_us(int(1000000.0 * _real(seconds)))
