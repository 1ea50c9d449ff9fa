# What the micro:bit has of time.
from utime import sleep, sleep_ms, sleep_us, ticks_add, ticks_diff, ticks_ms, ticks_us
