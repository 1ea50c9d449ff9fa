# This is there on a real Pico W only.
from _real import getter as _getter

_LAZY = (
    "start",
    "start_foreground",
    "stop",
)
__getattr__ = _getter("webrepl", _LAZY, "Pico W")
