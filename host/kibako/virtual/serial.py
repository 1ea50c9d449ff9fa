"""The two queues of a board's serial side: bytes to the board, bytes from it, both bounded."""

import threading
import time
from collections.abc import Callable

from kibako.errors import LinkLost
from kibako.virtual.terminal_port import TerminalPort

INPUT_LIMIT_BYTES = 64 * 1024
OUTPUT_LIMIT_BYTES = 64 * 1024


class SerialQueues:
    """Bytes on their way between the board and whoever is connected to it.

    Args:
        changed: The board's condition; it is notified when bytes come or go.
    """

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self.input = bytearray()
        self._output = bytearray()
        self._has_reader = False
        self._closed = False
        self._waiting = 0
        self.port = TerminalPort()
        self.copy: Callable[[bytes], None] = lambda data: None
        """Takes what is sent besides, but for what a program prints."""
        self.pulled = ""
        """What to call the port whose cable somebody has pulled; empty while none has."""

    def _lost(self) -> LinkLost:
        if self.pulled:
            return LinkLost("link_lost", port=self.pulled)
        return LinkLost("virtual_closed")

    def put(self, data: bytes, timeout_s: float) -> None:
        """Give bytes to the board.

        Args:
            data: The bytes.
            timeout_s: How long to wait for room.

        Raises:
            LinkLost: The board is closed, or took nothing for that long.
        """
        deadline_s = time.monotonic() + timeout_s
        with self._changed:
            while data:
                if self._closed:
                    raise self._lost()
                room = INPUT_LIMIT_BYTES - len(self.input)
                if room > 0:
                    self.input += data[:room]
                    data = data[room:]
                    self._changed.notify_all()
                    continue
                left_s = deadline_s - time.monotonic()
                if left_s <= 0:
                    raise LinkLost("virtual_stuck")
                self._changed.wait(left_s)

    def take_output(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what the board sent.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait for the first one.

        Returns:
            The bytes, none when none came in time.

        Raises:
            LinkLost: The board is closed, and everything was read.
        """
        deadline_s = time.monotonic() + timeout_s
        with self._changed:
            self._has_reader = True
            while not self._output:
                if self._closed:
                    raise self._lost()
                left_s = deadline_s - time.monotonic()
                if left_s <= 0:
                    return b""
                self._waiting += 1
                self._changed.wait(left_s)
                self._waiting -= 1
            data = bytes(self._output[:max_bytes])
            del self._output[:max_bytes]
            self._changed.notify_all()
            return data

    def send(self, data: bytes, *, printed: bool = False) -> int:
        """Send what must not be lost: the prompt, the answers of the raw REPL.

        Args:
            data: The bytes.
            printed: Whether a program's output, which is copied piece by piece.

        Returns:
            How many microseconds that takes; 0 on the cable, which is fast.
        """
        if not printed:
            self.copy(data)
        if self.port.on_pins:
            return self.port.send(data)
        with self._changed:
            self._output += data
            self._bound()
            if self._waiting:  # else the board's thread and a watcher's would wake in turns
                self._changed.notify_all()
        return 0

    def take_in(self, data: bytes, most_bytes: int) -> None:
        """Take what came in on pins: a board's own buffer is short, and more is lost.

        Args:
            data: The bytes.
            most_bytes: How many the buffer holds.
        """
        with self._changed:
            self.input += data[: max(0, most_bytes - len(self.input))]
            self._changed.notify_all()

    def has_room(self) -> bool:
        """Return whether a program's output fits; ask with the condition held."""
        return not self._has_reader or len(self._output) < OUTPUT_LIMIT_BYTES

    def close(self) -> None:
        """Take no more bytes; what was sent can still be read."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _bound(self) -> None:
        # Nobody ever read: as at a board without a cable, old output is forgotten.
        if not self._has_reader and len(self._output) > OUTPUT_LIMIT_BYTES:
            del self._output[: len(self._output) - OUTPUT_LIMIT_BYTES]
