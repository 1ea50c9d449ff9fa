# This is there on a real Pico W only.
from _real import getter as _getter

_LAZY = (
    "host",
    "settime",
    "time",
    "timeout",
)
__getattr__ = _getter("ntptime", _LAZY, "Pico W")
