# What the micro:bit has of time.
from _kibako import utime as _utime

sleep = _utime.sleep
sleep_ms = _utime.sleep_ms
sleep_us = _utime.sleep_us
ticks_add = _utime.ticks_add
ticks_diff = _utime.ticks_diff
ticks_ms = _utime.ticks_ms
ticks_us = _utime.ticks_us
