# The Pico's os: the interpreter's own, and what only a board has.
from collections import namedtuple as _namedtuple

from _kibako import call as _call
from _kibako import uos as _uos
from vfs import mount as mount

chdir = _uos.chdir
getcwd = _uos.getcwd
mkdir = _uos.mkdir
remove = _uos.remove
rename = _uos.rename
rmdir = _uos.rmdir
stat = _uos.stat
umount = _uos.umount
unlink = _uos.unlink
urandom = _uos.urandom
_uname = _namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))(
    "rp2",
    "rp2",
    "1.27.0",
    "v1.27.0 on a Kibako virtual board",
    "Raspberry Pi Pico with RP2040",
)


def _entries(found, before):
    # As on a real board: where its own modules lie is not shown, and files have a size.
    for entry in found:
        if len(entry) == 3 and entry[1] == 0x8000:
            yield entry + (stat(before + entry[0])[6],)  # noqa: RUF005 - no such syntax here
        elif entry[0] != ".frozen":
            yield entry


def ilistdir(folder=""):
    before = folder if not folder or folder[-1:] == "/" else folder + "/"
    return _entries(_uos.ilistdir(folder), before)


def listdir(*a):
    return [name for name in _uos.listdir(*a) if name != ".frozen"]


def uname():
    return _uname


def statvfs(path):
    stat(path)
    for _, place in mount():
        if place != "/" and (path + "/").startswith(place + "/"):
            return _uos.statvfs(path)
    return tuple([int(n) for n in _call("sys.statvfs").split(" ")])


def sync():
    pass
