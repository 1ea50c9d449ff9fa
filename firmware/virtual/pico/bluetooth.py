# This is there on a real Pico W only.
from _real import getter as _getter

_LAZY = (
    "BLE",
    "FLAG_INDICATE",
    "FLAG_NOTIFY",
    "FLAG_READ",
    "FLAG_WRITE",
    "FLAG_WRITE_NO_RESPONSE",
    "UUID",
)
__getattr__ = _getter("bluetooth", _LAZY, "Pico W")
