# This is there on a real Pico W only.
from _real import getter as _getter

_LAZY = ("websocket",)
__getattr__ = _getter("websocket", _LAZY, "Pico W")
