# Sockets are there on a real Pico W only.
from _real import getter as _getter

AF_INET = 2
AF_INET6 = 10
SOCK_STREAM = 1
SOCK_DGRAM = 2
SOCK_RAW = 3
IPPROTO_IP = 0
IPPROTO_TCP = 6
SOL_SOCKET = 1
SO_REUSEADDR = 4
SO_BROADCAST = 32
TCP_NODELAY = 1
MSG_PEEK = 1
MSG_DONTWAIT = 8

_LAZY = (
    "callback",
    "getaddrinfo",
    "print_pcbs",
    "reset",
    "socket",
)
__getattr__ = _getter("socket", _LAZY, "Pico W")
