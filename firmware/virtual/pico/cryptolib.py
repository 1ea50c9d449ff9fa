# Ciphers are there on a real Pico only.
from _real import getter as _getter

_LAZY = ("aes",)
__getattr__ = _getter("cryptolib", _LAZY)
