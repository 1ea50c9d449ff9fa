"""A board behind a TCP socket: a bridge, an emulator, a board on the network."""

import select
import socket
import time
from contextlib import suppress
from typing import cast

from kibako.errors import LinkError, LinkLost
from kibako.links.taken import LINE_BYTES_MAX, read_busy

_OPEN_S = 5.0


class TcpLink:
    """The way to a board at ``tcp:HOST:PORT``.

    Args:
        host: A name or an address.
        port: 1 to 65535.
    """

    def __init__(self, host: str, port: int) -> None:
        self.description = f"tcp:{host}:{port}"
        self._host = host
        # Bytes for the look-up spare the load of IDNA (5 ms); typeshed knows only of text.
        self._address = cast("str", host.encode()) if host.isascii() else host
        self._port = port
        self._socket: socket.socket | None = None
        self._first = b""

    def open(self) -> None:
        """Connect, within five seconds.

        Raises:
            LinkError: No such host, nobody answers there, or not in time.
        """
        fields = {"port": self.description, "host": self._host}
        try:
            opened = socket.create_connection((self._address, self._port), _OPEN_S)
        except socket.gaierror as exc:
            raise LinkError("link_no_host", **fields) from exc
        except TimeoutError as exc:
            raise LinkError("link_no_answer", **fields) from exc
        except (OSError, UnicodeError) as exc:
            raise LinkError("link_refused", **fields) from exc
        # Without it each small packet waits for the answer to the last: 40 ms a round trip.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setblocking(False)
        self._first = b""
        self._socket = opened

    def close(self) -> None:
        """Close the connection; closing twice is no error."""
        opened, self._socket = self._socket, None
        if opened is not None:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has come in, waiting for the first byte at most ``timeout_s``.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait, in seconds.

        Raises:
            LinkLost: The other side closed the connection.
            LinkBusy: It did, because another program has the board.
        """
        opened = self._opened()
        try:
            readable, _, _ = select.select([opened], [], [], timeout_s)
            if not readable:
                return b""
            data = opened.recv(max_bytes)  # limited: the socket does not block
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as exc:
            raise self._gone() from exc
        if not data:
            raise self._gone()
        self._first = (self._first + data)[:LINE_BYTES_MAX]
        return data

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send all of ``data``.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the other side to take them, in seconds.

        Raises:
            LinkLost: The other side is gone, or took nothing for ``timeout_s``.
        """
        opened = self._opened()
        left = memoryview(data)
        ends_at = time.monotonic() + timeout_s
        while left:
            try:
                _, writable, _ = select.select(
                    [], [opened], [], max(0.0, ends_at - time.monotonic())
                )
                if not writable:
                    raise LinkLost("link_stuck", port=self.description, seconds=timeout_s)
                sent = opened.send(left)
            except BlockingIOError:
                continue
            except (OSError, ValueError) as exc:
                raise self._gone() from exc
            left = left[sent:]
            ends_at = time.monotonic() + timeout_s

    def _gone(self) -> LinkError:
        """Return why there is no connection any more: a bridge may have turned us away."""
        lost = LinkLost("link_lost", port=self.description)
        return read_busy(self._first, self.description) or lost

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise LinkLost("link_lost", port=self.description)
        return self._socket
