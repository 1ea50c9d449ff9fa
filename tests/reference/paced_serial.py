"""The serial line of the emulated micro:bit V1, at a speed that its firmware can follow.

The firmware keeps 63 bytes that nobody has read yet and drops the rest. On a real board the line
is slow enough; QEMU hands over whatever has piled up while a busy computer kept it waiting. So
the line leads through here: bytes go on as the firmware takes them out of that buffer.
"""

import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

BUFFER_BYTES = 64
_ROOM_BYTES = 48
_POLL_S = 0.001
_IDLE_S = 0.1
# A Ctrl-C that does not show up in the buffer for so long was taken otherwise; other bytes do show
# up, however long a busy computer keeps the emulator waiting.
_UNDERWAY_S = 0.2
_UNDERWAY_MOST_S = 5.0
# A program that reads nothing leaves the buffer full: then they go on, and some are lost. Where a
# Ctrl-C waits among them, soon; else a busy computer is the likelier reason.
_STUCK_S = 0.5
_STUCK_MOST_S = 5.0
CTRL_C = b"\x03"


class PacedSerial:
    """Takes one client after the other on a port of its own and leads them to the emulator.

    Args:
        host: The address on which clients come.
        target: The socket of the emulator's serial side, a path.
        buffer_state: Tells where the firmware reads in its buffer, and where it writes.
    """

    def __init__(
        self, host: str, target: Path, buffer_state: Callable[[], tuple[int, int]]
    ) -> None:
        self._target = target
        self._buffer_state = buffer_state
        self._closed = threading.Event()
        self._listener = socket.create_server((host, 0), backlog=8)
        self.port: int = self._listener.getsockname()[1]
        self._listener.settimeout(_IDLE_S)
        self._thread = threading.Thread(target=self._serve, name="paced serial", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send the client away, if there is one, and take no more."""
        self._closed.set()
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            # Whatever ends a conversation ends both of its sides: the client sees the line break.
            with client, suppress(OSError, AssertionError):
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with socket.socket(socket.AF_UNIX) as emulator:
                    emulator.connect(str(self._target))
                    self._lead(client, emulator)

    def _lead(self, client: socket.socket, emulator: socket.socket) -> None:
        waiting = b""
        pacer = _Pacer(self._buffer_state)
        while not self._closed.is_set():
            sources = [emulator] if len(waiting) > 4096 else [client, emulator]
            readable, _, _ = select.select(sources, [], [], _POLL_S if waiting else _IDLE_S)
            if emulator in readable:
                data = emulator.recv(4096)
                if not data:
                    return
                client.sendall(data)
            if client in readable:
                data = client.recv(4096)
                if not data:
                    # It may leave right behind its last word.
                    emulator.sendall(waiting)
                    return
                waiting += data
            if waiting and (room := pacer.room(CTRL_C in waiting)):
                emulator.sendall(waiting[:room])
                pacer.sent(waiting[:room])
                waiting = waiting[room:]


class _Pacer:
    """Reckons how many bytes the firmware can take."""

    def __init__(self, buffer_state: Callable[[], tuple[int, int]]) -> None:
        self._state = buffer_state
        self._read_at, self._written_at = buffer_state()
        self._sent_s = self._moved_s = time.monotonic()
        self._unseen = 0
        self._limit_s = _UNDERWAY_S

    def room(self, urgent: bool) -> int:
        """Return how many bytes may go on now.

        Args:
            urgent: A Ctrl-C is among those that wait.
        """
        now_s = time.monotonic()
        read_at, write_at = self._state()
        if read_at != self._read_at:
            self._read_at, self._moved_s = read_at, now_s
        underway = (self._written_at - write_at) % BUFFER_BYTES
        # More cannot be underway than was sent: then the firmware has begun its buffer anew, as
        # it does when it reboots.
        if now_s - self._sent_s > self._limit_s or underway > self._unseen:
            self._written_at, underway = write_at, 0
        self._unseen = underway
        if now_s - max(self._moved_s, self._sent_s) > (_STUCK_S if urgent else _STUCK_MOST_S):
            return _ROOM_BYTES
        return max(0, _ROOM_BYTES - underway - (write_at - read_at) % BUFFER_BYTES)

    def sent(self, data: bytes) -> None:
        """Note what was sent."""
        self._written_at = (self._written_at + len(data)) % BUFFER_BYTES
        self._unseen += len(data)
        self._limit_s = _UNDERWAY_S if CTRL_C in data else _UNDERWAY_MOST_S
        self._sent_s = time.monotonic()
