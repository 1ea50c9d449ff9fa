# The wireless network is there on a real Pico W only; its country can be set.
from _real import getter as _getter

STA_IF = 0
AP_IF = 1
STAT_IDLE = 0
STAT_CONNECTING = 1
STAT_WRONG_PASSWORD = -3
STAT_NO_AP_FOUND = -2
STAT_CONNECT_FAIL = -1
STAT_GOT_IP = 3
_code = "XX"


def country(*a):
    global _code
    if not a:
        return _code
    if len(a[0]) != 2:
        raise ValueError
    _code = a[0]


_LAZY = (
    "PPP",
    "WLAN",
    "hostname",
    "ipconfig",
    "route",
)
__getattr__ = _getter("network", _LAZY, "Pico W")
