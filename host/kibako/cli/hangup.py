"""When the terminal goes away or the system ends the program: leave in order, as by Ctrl-C.

Without this Python would end on the spot: what was typed last would not be saved, the terminal
of ``kibako repl`` would stay raw, and a board would stay open.
"""

import os
import signal
import threading
from types import FrameType

SIGNALS = ("SIGHUP", "SIGTERM")
"""The terminal was closed; the system or a person ends the program. Windows has the second."""
FIRST_STATUS = 128
"""The exit status is this and the signal's number, as shells have it."""
_POKE_S = 0.05

_leaving = threading.Event()


def leave_in_order() -> None:
    """Let these signals raise SystemExit from now on, in the main thread, once.

    One that is ignored stays so: that is how ``nohup kibako bridge`` outlives its terminal.
    """
    numbers = [number for number in _numbers() if signal.getsignal(number) is not signal.SIG_IGN]
    for number in numbers:
        signal.signal(number, _leave)
    if numbers and hasattr(signal, "pthread_kill"):
        _watch(numbers)


def _leave(number: int, frame: FrameType | None) -> None:
    _leaving.set()
    for each in _numbers():
        signal.signal(each, signal.SIG_IGN)  # a second one must not disturb the saving
    raise SystemExit(FIRST_STATUS + number)


def _watch(numbers: list[int]) -> None:
    """Wake the main thread where a signal came just before it began to wait for a line.

    Python runs a handler between two of its own steps, or when the wait is broken off. A signal
    in the moment between is only noted, and the wait would go on until somebody types.
    """
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    main_thread = threading.main_thread().ident or 0

    def poke() -> None:
        while True:
            for number in os.read(read_end, 64):
                while number in numbers and not _leaving.wait(_POKE_S):
                    signal.pthread_kill(main_thread, number)

    threading.Thread(target=poke, name="hang-up", daemon=True).start()


def _numbers() -> list[int]:
    return [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
