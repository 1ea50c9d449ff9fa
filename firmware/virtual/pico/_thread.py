# Locks are there; the second processor, which start_new_thread() needs, is not.
from _kibako import sleep_us as _sleep_us
from _real import Real as _Real

start_new_thread = _Real("_thread.start_new_thread")
_size = 4096


class LockType:
    def __init__(self):
        self._held = False

    def acquire(self, waitflag=1, timeout=-1):
        # Nobody but an interrupt can let go of it meanwhile.
        while self._held:
            if not waitflag:
                return False
            _sleep_us(1000)
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError
        self._held = False

    def locked(self):
        return self._held

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *a):
        self.release()


def allocate_lock():
    return LockType()


def get_ident():
    return 1


def stack_size(*a):
    global _size
    before = _size
    if a:
        _size = max(a[0] or 4096, 2048)
    return before


def exit():
    raise SystemExit
