"""Keys on their way to a board; the terminal is always put back as it was."""

import os
import sys
from typing import Any, Literal, Self


class Keys:
    """Reads keys while it is open; from a pipe, what was written to it comes as it is.

    Args:
        mode: What a terminal does: ``lines`` as always (echoed, a line at a time), ``keys`` (one
            by one, echoed by the board), or ``raw`` (Ctrl-C is a key like the others, too).
    """

    def __init__(self, mode: Literal["lines", "keys", "raw"]) -> None:
        self._mode = mode
        self._saved: list[list[Any]] = []
        self.is_terminal = sys.stdin.isatty()

    def __enter__(self) -> Self:
        if self.is_terminal and self._mode != "lines" and sys.platform != "win32":
            import termios
            import tty

            self._saved = [termios.tcgetattr(0)]
            if self._mode == "keys":
                tty.setcbreak(0)
            else:
                tty.setraw(0)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._saved and sys.platform != "win32":
            import termios

            termios.tcsetattr(0, termios.TCSADRAIN, self._saved[0])
            self._saved = []

    def read(self, timeout_s: float) -> bytes | None:
        """Return what was pressed.

        Args:
            timeout_s: How long to wait for a key.

        Returns:
            The bytes, Enter as a carriage return; ``b""`` when nothing came in time; None when
            nothing can come any more.
        """
        if sys.platform == "win32" and self.is_terminal:
            return _read_console(timeout_s)
        pressed = _read_pipe() if sys.platform == "win32" else _read_file(timeout_s)
        return None if pressed is None else pressed.replace(b"\r\n", b"\r").replace(b"\n", b"\r")


def _read_file(timeout_s: float) -> bytes | None:
    import select

    ready, _, _ = select.select([0], [], [], timeout_s)
    if not ready:
        return b""
    return os.read(0, 1024) or None


def _read_pipe() -> bytes | None:
    return os.read(0, 1024) or None


if sys.platform == "win32":
    _ARROWS = {"H": b"\x1b[A", "P": b"\x1b[B", "M": b"\x1b[C", "K": b"\x1b[D", "S": b"\x7f"}

    def _read_console(timeout_s: float) -> bytes:
        """Read the Windows console, which offers no wait with a limit."""
        import msvcrt
        import time

        deadline = time.monotonic() + timeout_s
        while not msvcrt.kbhit():
            if time.monotonic() > deadline:
                return b""
            time.sleep(0.01)
        pressed = msvcrt.getwch()
        if pressed in ("\x00", "\xe0"):
            return _ARROWS.get(msvcrt.getwch(), b"")
        return pressed.encode("utf-8", "replace")
