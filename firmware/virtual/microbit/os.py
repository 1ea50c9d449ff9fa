# What the micro:bit has of os: a flat file system without folders.
from collections import namedtuple as _namedtuple
from uos import ilistdir, listdir, remove, stat

_uname = _namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))(
    "microbit",
    "microbit",
    "2.1.2",
    "micro:bit v2.1.2 on a Kibako virtual board; MicroPython v1.27",
    "micro:bit with nRF52833",
)


def uname():
    return _uname


def size(name):
    return stat(name)[6]
