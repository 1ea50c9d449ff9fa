# What the micro:bit has of os: a flat file system without folders.
from collections import namedtuple as _namedtuple

from _files import missing as _missing
from _files import name_of as _name_of
from _kibako import call as _call
from _kibako import uos as _uos
from _lacks import trim as _trim

_release, _machine, _python = _call("board.uname").split("\n")
_uname = _namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))(
    "microbit",
    "microbit",
    _release,
    "micro:bit v%s on a Kibako virtual board; MicroPython v%s" % (_release, _python),
    _machine,
)


def ilistdir():
    # Where the board's own modules lie is not shown, as on a real board.
    return ((entry[0], entry[1], 0) for entry in _uos.ilistdir() if entry[0] != ".frozen")


def listdir():
    return [name for name in _uos.listdir() if name != ".frozen"]


def uname():
    return _uname


def _tried(function, name):
    try:
        return function(_name_of(name))
    except OSError as error:
        if error.errno == 2:
            raise _missing() from None
        raise


def stat(name):
    # Kind and size: nothing else is known of a file.
    return (32768, 0, 0, 0, 0, 0, _tried(_uos.stat, name)[6], 0, 0, 0)


def remove(name):
    _tried(_uos.remove, name)


def size(name):
    return _tried(_uos.stat, name)[6]


_trim(globals(), "os")
