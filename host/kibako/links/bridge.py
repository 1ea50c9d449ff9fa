"""Offer a board to other programs of this computer: as a TCP port, or as a pseudo-terminal.

``mpremote connect socket://127.0.0.1:PORT`` and Thonny then talk to a virtual board as they talk
to one on USB. One program at a time; when it leaves, the board lives on.
"""

import os
import select
import socket
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, Self, runtime_checkable

from kibako.errors import KibakoError, LinkError, LinkLost, UsageError
from kibako.links.base import Link
from kibako.links.taken import busy_line, client_of
from kibako.strings import text

_CHUNK_BYTES = 4096
_POLL_S = 0.1
_STOP_LIMIT_S = 1.0
_STALL_S = 2.0
_LAST_WORDS = 256
_REFUSED_MAX = 4


@runtime_checkable
class Machine(Protocol):
    """What a bridge needs of a virtual board."""

    def feed(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Give the board bytes."""
        ...

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return bytes of the board, or nothing when none came in time."""
        ...


class _Bridge(ABC):
    """Two threads between a board and a client: one for each direction."""

    def __init__(self, board: Machine | Link) -> None:
        self._read = board.read
        self._write = board.feed if isinstance(board, Machine) else board.write
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self.failure: KibakoError | None = None
        """Why the bridge ended by itself: the board is gone."""

    def start(self) -> None:
        """Begin to serve.

        Raises:
            LinkError: The port is in use, or there can be no pseudo-terminal.
        """
        self._open()
        for work in (self._serve, self._forward):
            thread = threading.Thread(target=self._guarded, args=(work,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop serving, within a second; the board lives on. Stopping twice is no error."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(_STOP_LIMIT_S)
        self._threads.clear()
        self._close()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end of the bridge.

        Args:
            timeout_s: How long to wait, in seconds.

        Returns:
            Whether it has ended, by ``stop`` or because the board is gone (see ``failure``).
        """
        return self._stopping.wait(timeout_s)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except KibakoError as error:
            self.failure = error
        finally:
            self._stopping.set()

    def _give(self, data: bytes) -> bool:
        """Give the board bytes; False when its program reads nothing and there is no more room."""
        try:
            self._write(data, _STALL_S)
        except LinkLost as error:
            if error.code.endswith("_stuck"):
                return False
            raise
        return True

    def _forward(self) -> None:
        while not self._stopping.is_set():
            if data := self._read(_CHUNK_BYTES, _POLL_S):
                self._deliver(data)

    @property
    @abstractmethod
    def address(self) -> str:
        """What another program connects to."""

    @abstractmethod
    def _open(self) -> None:
        """Take the port or the pseudo-terminal."""

    @abstractmethod
    def _close(self) -> None:
        """Give it back."""

    @abstractmethod
    def _serve(self) -> None:
        """Carry bytes of clients to the board until the bridge stops."""

    @abstractmethod
    def _deliver(self, data: bytes) -> None:
        """Carry bytes of the board to the client, if there is one."""


class Bridge(_Bridge):
    """Offers a board on a TCP port of this computer, to this computer only.

    Args:
        board: A started virtual board, or an open link.
        port: The port; 0 takes a free one.
    """

    def __init__(self, board: Machine | Link, port: int = 0) -> None:
        super().__init__(board)
        self.port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._refused: list[socket.socket] = []

    @property
    def address(self) -> str:
        """What another program connects to, as pyserial and mpremote write it."""
        return f"socket://127.0.0.1:{self.port}"

    def _open(self) -> None:
        if not 0 <= self.port <= 65535:
            raise UsageError("bridge_port_wrong", port=self.port)
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", self.port))
            listener.listen(4)
        except OSError as exc:
            listener.close()
            raise LinkError("bridge_port_busy", port=self.port) from exc
        # Whoever knocked may be gone before the door is opened.
        listener.setblocking(False)
        self.port = listener.getsockname()[1]
        self._listener = listener

    def _close(self) -> None:
        self._drop_client()
        while self._refused:
            self._refused.pop().close()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _serve(self) -> None:
        listener = self._listener
        while listener is not None and not self._stopping.is_set():
            client = self._client
            watched = [listener] if client is None else [listener, client]
            try:
                ready, _, _ = select.select(watched, [], [], _POLL_S)
            except (OSError, ValueError):
                # The other thread has just dropped the client.
                continue
            if client is not None and client in ready:
                self._take(client)
            if listener in ready:
                self._admit(listener)

    def _admit(self, listener: socket.socket) -> None:
        try:
            arrived, _ = listener.accept()  # limited: the socket does not block
        except OSError:
            return
        # The last words of a client that has just left may still wait here.
        for _ in range(_LAST_WORDS):
            if self._client is None or not self._take(self._client):
                break
        if self._client is not None:
            self._refuse(arrived, self._client)
            return
        arrived.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        arrived.setblocking(False)
        _acknowledge(arrived)
        self._client = arrived

    def _refuse(self, arrived: socket.socket, client: socket.socket) -> None:
        """Say who has the board, and hang up."""
        said = busy_line(client_of(client)) + text("bridge_refused.taken").encode() + b"\r\n"
        arrived.settimeout(_POLL_S)
        with suppress(OSError):
            arrived.sendall(said)  # limited: by the time-out one line above
            arrived.shutdown(socket.SHUT_WR)
        # Closed with words of the other side unread, it would take ours back.
        self._refused.append(arrived)
        while len(self._refused) > _REFUSED_MAX:
            self._refused.pop(0).close()

    def _take(self, client: socket.socket) -> bool:
        try:
            data = client.recv(_CHUNK_BYTES)  # limited: the socket does not block
            _acknowledge(client)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data or not self._give(data):
            self._drop_client()
        return True

    def _deliver(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self._stopping.is_set():
            client = self._client
            if client is None:
                # As on USB: what a board says while nobody listens is gone.
                return
            try:
                _, ready, _ = select.select([], [client], [], _POLL_S)
                if ready:
                    rest = rest[client.send(rest) :]
            except BlockingIOError:
                continue
            except (OSError, ValueError):
                return

    def _drop_client(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _acknowledge(client: socket.socket) -> None:
    # pyserial leaves Nagle's algorithm on: its second small write waits for our acknowledgement,
    # 40 ms later when the system delays that. Linux takes the wish once for each time.
    if sys.platform == "linux":
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class PtyBridge(_Bridge):
    """Offers a board as a pseudo-terminal, a file such as ``/dev/pts/5`` (Linux and macOS).

    Args:
        board: A started virtual board, or an open link.
    """

    def __init__(self, board: Machine | Link) -> None:
        super().__init__(board)
        self._name = ""
        self._ours = -1
        self._theirs = -1
        self._stalled = False

    @property
    def address(self) -> str:
        """The file that another program opens."""
        return self._name

    def _open(self) -> None:
        if sys.platform == "win32":
            raise LinkError("bridge_no_pty")
        import pty
        import tty

        try:
            self._ours, self._theirs = pty.openpty()
        except OSError as exc:
            raise LinkError("bridge_no_pty") from exc
        # Held open here too: the pseudo-terminal then outlives each client, still raw.
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        self._name = os.ttyname(self._theirs)

    def _close(self) -> None:
        for handle in (self._ours, self._theirs):
            if handle >= 0:
                os.close(handle)
        self._ours = self._theirs = -1

    def _serve(self) -> None:
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._ours], [], [], _POLL_S)
            if ready:
                try:
                    data = os.read(self._ours, _CHUNK_BYTES)
                except BlockingIOError:
                    continue
                self._give(data)

    def _deliver(self, data: bytes) -> None:
        rest = memoryview(data)
        waited_s = 0.0
        while rest and not self._stopping.is_set():
            _, ready, _ = select.select([], [self._ours], [], 0 if self._stalled else _POLL_S)
            if ready:
                self._stalled = False
                try:
                    rest = rest[os.write(self._ours, rest) :]
                except BlockingIOError:
                    continue
                continue
            waited_s += _POLL_S
            if self._stalled or waited_s >= _STALL_S:
                # Nobody reads: say no more than the pseudo-terminal holds, as a board on USB.
                self._stalled = True
                return
