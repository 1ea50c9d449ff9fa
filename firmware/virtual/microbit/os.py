# What the micro:bit has of os: a flat file system without folders.
from collections import namedtuple as _namedtuple

from _kibako import uos as _uos

remove = _uos.remove
stat = _uos.stat

_uname = _namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))(
    "microbit",
    "microbit",
    "2.1.2",
    "micro:bit v2.1.2 on a Kibako virtual board; MicroPython v1.27",
    "micro:bit with nRF52833",
)


def ilistdir(*a):
    # Where the board's own modules lie is not shown, as on a real board.
    return (entry for entry in _uos.ilistdir(*a) if entry[0] != ".frozen")


def listdir(*a):
    return [name for name in _uos.listdir(*a) if name != ".frozen"]


def uname():
    return _uname


def size(name):
    return stat(name)[6]
