# The Pico's vfs module: the interpreter's own without the place of the board's own modules.
from _kibako import vfs as _vfs
from _real import getter as _getter

umount = _vfs.umount


def mount(*a, **k):
    # Without arguments it lists what is mounted.
    found = _vfs.mount(*a, **k)
    return found if a or k else [m for m in found if m[1] != "/.frozen"]


_LAZY = (
    "VfsFat",
    "VfsLfs2",
)
__getattr__ = _getter("vfs", _LAZY)
