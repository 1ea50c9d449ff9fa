# What the micro:bit has of os: a flat file system without folders.
from collections import namedtuple as _namedtuple

from _kibako import call as _call
from _kibako import uos as _uos
from _lacks import trim as _trim

remove = _uos.remove
stat = _uos.stat

_release, _machine = _call("board.uname").split("\n")
_uname = _namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))(
    "microbit",
    "microbit",
    _release,
    "micro:bit v%s on a Kibako virtual board; MicroPython v1.27" % _release,
    _machine,
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


_trim(globals(), "os")
