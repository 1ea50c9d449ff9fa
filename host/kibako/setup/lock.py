"""The lock of a checkout: two set-ups in one folder take turns.

The operating system frees the lock when its holder ends, however it ends. On Linux and macOS
the programs that a set-up starts hold it too: when a set-up is killed, the next one waits until
the orphaned installer is gone.
"""

import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

NAME = ".venv-lock"
PATIENCE_S = 900.0
POLL_S = 0.2


class LockTimeout(Exception):
    """Another set-up held the lock for all of the patience."""


@contextmanager
def held(
    root: str, on_wait: Callable[[], None], patience_s: float = PATIENCE_S
) -> Generator[tuple[int, ...]]:
    """Hold the lock of a checkout.

    Args:
        root: The checkout.
        on_wait: Called once when another set-up has the lock.
        patience_s: How long to wait for it, in seconds.

    Yields:
        The file descriptors that a started program must inherit to hold the lock too.

    Raises:
        LockTimeout: The other set-up did not end in time.
        OSError: The lock file cannot be made: a read-only folder.
    """
    handle = os.open(os.path.join(root, NAME), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + patience_s
        waiting = False
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise LockTimeout
            if not waiting:
                on_wait()
                waiting = True
            time.sleep(POLL_S)
        yield () if os.name == "nt" else (handle,)
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    """Take the lock if it is free; a file system without locks counts as free."""
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # the unique names of the environments aside still keep set-ups apart
    return True
