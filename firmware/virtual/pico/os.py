# The Pico's os: the interpreter's own, and what only a board has.
from _kibako import call as _call
from collections import namedtuple as _namedtuple
from uos import (
    chdir,
    getcwd,
    ilistdir,
    listdir,
    mkdir,
    mount,
    remove,
    rename,
    rmdir,
    stat,
    umount,
    unlink,
    urandom,
)

_uname = _namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))(
    "rp2",
    "rp2",
    "1.27.0",
    "v1.27.0 on a Kibako virtual board",
    "Raspberry Pi Pico with RP2040",
)


def uname():
    return _uname


def statvfs(path):
    stat(path)
    return tuple([int(n) for n in _call("sys.statvfs").split(" ")])


def sync():
    pass
