# This is there on a real Pico W only.
from _real import getter as _getter

_LAZY = (
    "Response",
    "delete",
    "get",
    "head",
    "patch",
    "post",
    "put",
    "request",
)
__getattr__ = _getter("requests", _LAZY, "Pico W")
