# This is there on a real Pico W only.
from _real import getter as _getter

_LAZY = (
    "Characteristic",
    "Descriptor",
    "Service",
    "advertise",
    "core",
    "register_services",
    "scan",
    "stop",
)
__getattr__ = _getter("aioble", _LAZY, "Pico W")
