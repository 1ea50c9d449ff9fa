# What the micro:bit has of time.
from _kibako import sleep_us as _sleep_us
from _kibako import utime as _utime

sleep_ms = _utime.sleep_ms
sleep_us = _utime.sleep_us
ticks_add = _utime.ticks_add
ticks_diff = _utime.ticks_diff
ticks_ms = _utime.ticks_ms
ticks_us = _utime.ticks_us


def sleep(seconds):
    # The interpreter's own would begin anew after each interrupt.
    _sleep_us(int(1000000.0 * seconds))
