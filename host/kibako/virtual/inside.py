"""One at a time in a world, and what happened there told outside, without the lock."""

import threading
from collections.abc import Callable


class Inside:
    """The way into a world: one thread at a time, which may come in several times.

    A class, not a generator: each call of the board passes here.

    Args:
        tell: Called when the last one has left, without the lock: tells the outside what happened.
    """

    def __init__(self, tell: Callable[[], None]) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._tell = tell

    def __enter__(self) -> None:
        self._lock.acquire()  # limited: nobody waits for anything while inside
        self._depth += 1

    def __exit__(self, *exc: object) -> None:
        self._depth -= 1
        outermost = self._depth == 0
        self._lock.release()
        if outermost:
            self._tell()
