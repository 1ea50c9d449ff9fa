# The Pico's os: the interpreter's own, and what only a board has.
from collections import namedtuple as _namedtuple

from _kibako import call as _call
from _kibako import uos as _uos
from _real import getter as _getter
from vfs import mount as mount

chdir = _uos.chdir
getcwd = _uos.getcwd
mkdir = _uos.mkdir
remove = _uos.remove
rename = _uos.rename
rmdir = _uos.rmdir
umount = _uos.umount
unlink = _uos.unlink
urandom = _uos.urandom
_release, _machine = _call("board.uname").split("\n")[:2]
_uname = _namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))(
    "rp2",
    "rp2",
    _release,
    "v%s on a Kibako virtual board" % _release,
    _machine,
)


def stat(path):
    found = _uos.stat(path)
    # The file system of a Pico numbers no files, and dates no folders.
    changed = found[8] if found[0] == 0x8000 else 0
    return (found[0], 0, 0, 0, 0, 0, found[6], changed, changed, changed)


def _entries(found, before):
    # As on a real board: where its own modules lie is not shown, and files have a size.
    for entry in found:
        if len(entry) == 3 and entry[1] == 0x8000:
            yield (entry[0], 0x8000, 0, _uos.stat(before + entry[0])[6])
        elif entry[0] != ".frozen":
            yield entry if len(entry) > 3 else (entry[0], entry[1], 0, 0)


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


def dupterm(stream, index=0):
    from _dupterm import dupterm

    return dupterm(stream, index)


def dupterm_notify(stream):
    from _dupterm import notify

    return notify()


_LAZY = (
    "VfsFat",
    "VfsLfs2",
)
__getattr__ = _getter("os", _LAZY)
