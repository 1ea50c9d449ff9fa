# This is there on a real Pico W only.
from _real import getter as _getter

_LAZY = ("install",)
__getattr__ = _getter("mip", _LAZY, "Pico W")
