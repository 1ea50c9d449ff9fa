# The Pico's hashlib: the interpreter's own, and what is there on a real one only.
from _kibako import hashlib as _own
from _real import getter as _getter

sha256 = _own.sha256  # pyright: ignore[reportAttributeAccessIssue]

_LAZY = ("sha1",)
__getattr__ = _getter("hashlib", _LAZY)
