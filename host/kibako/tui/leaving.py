"""The end of a full screen whose terminal went away, or that the system ends."""

import os
import signal
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from textual.app import App

FIRST_SIGNAL_STATUS = 128
"""The exit status after a signal is this and its number, as shells have it."""
LEAVE_S = 2.0
"""How long a terminal that went away may hold up the end, in seconds."""


def leave(app: App[int], status: int) -> None:
    """End an app on a thread of its own, even if nobody takes its last paintings.

    Args:
        app: The app.
        status: The exit status.
    """
    app.exit(status)
    # Textual waits for its last paintings to be written, which a closed terminal never takes.
    time.sleep(LEAVE_S)
    os._exit(status)


@contextmanager
def signals_to(hang_up: Callable[[int], None]) -> Generator[None]:
    """Have it called when the terminal goes away or the system ends us, unless under ``nohup``."""
    numbers = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, lambda number, _: hang_up(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
