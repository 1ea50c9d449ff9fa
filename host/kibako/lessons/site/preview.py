"""A server on this computer only, for an author: the page of a pack, new after every save."""

import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from kibako.errors import FileError
from kibako.lessons.site.index_page import INDEX
from kibako.lessons.site.preview_page import Pages
from kibako.lessons.site.watching import Watch

HOST = "127.0.0.1"
LISTENERS_MAX = 16
"""How many pages may wait for changes at once; each takes a thread."""
HEARTBEAT_S = 10.0
"""How often a page that waits is told that we are still here, in seconds."""
REQUEST_S = 15.0


class Preview:
    """Serves the pages of one pack until it is closed.

    Args:
        folder: The folder of the pack.
        port: The port; 0 takes any that is free.

    Raises:
        FileError: The port is taken.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.watch = Watch(folder)
        self._pages = Pages(folder)
        # The language of messages belongs to the whole program: one page after the other.
        self._one = threading.Lock()
        self.listeners = threading.BoundedSemaphore(LISTENERS_MAX)
        try:
            self._server = _Server((HOST, port), _Handler)
        except OSError as error:
            raise FileError("bridge_port_busy", port=port) from error
        self._server.preview = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="preview", daemon=True
        )

    @property
    def port(self) -> int:
        """The port that it is served on."""
        return self._server.server_port

    @property
    def address(self) -> str:
        """What to type into a browser."""
        return f"http://{HOST}:{self.port}/"

    def __enter__(self) -> Self:
        self.watch.start()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.watch.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(2.0)

    def wait(self, limit_s: float) -> None:
        """Wait, and raise what went wrong in the server meanwhile.

        Args:
            limit_s: How long, in seconds.
        """
        if self._server.failed.wait(limit_s) and self._server.failure is not None:
            raise self._server.failure

    def page(self, lang: str) -> str:
        """Return the page in a language, as the pack is now."""
        self.watch.look()
        with self._one:
            return self._pages.page(lang, self.watch.version)

    def changes(self, since: int) -> Iterator[str]:
        """Yield an event stream: once that the pack has changed, until then that we are here.

        Args:
            since: The state that the page shows.
        """
        yield "retry: 500\n\n"
        while not self.watch.closed:
            newer = self.watch.newer(since, HEARTBEAT_S)
            if newer is not None:
                yield f"data: {newer}\n\n"
                return
            yield ": here\n\n"


class _Server(ThreadingHTTPServer):
    """Notes what goes wrong, instead of writing it across an author's terminal."""

    daemon_threads = True
    block_on_close = False
    preview: Preview
    failure: BaseException | None = None

    def __init__(self, place: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.failed = threading.Event()
        super().__init__(place, handler)

    def handle_error(self, request: object, client_address: object) -> None:
        import sys

        error = sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1]
        if not isinstance(error, OSError):  # those are browsers that went away
            self.failure = error
            self.failed.set()


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser."""

    server_version = "Kibako"
    sys_version = ""
    timeout = REQUEST_S
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        """Answer a request for a page, or for the news that it changed."""
        if not self._is_meant_for_us():
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, "")
            return
        try:
            asked = urlsplit(self.path)
            since = parse_qs(asked.query, max_num_fields=4).get("since", [""])[0]
        except ValueError:
            self._answer(HTTPStatus.BAD_REQUEST, "")
            return
        pages = {f"/{lang}.html": lang for lang in INDEX}
        if asked.path == "/":
            self._answer(HTTPStatus.OK, self.server.preview.page(next(iter(INDEX))))
        elif asked.path in pages:
            self._answer(HTTPStatus.OK, self.server.preview.page(pages[asked.path]))
        elif asked.path == "/changes":
            self._tell_changes(since)
        else:
            self._answer(HTTPStatus.NOT_FOUND, "")

    def _is_meant_for_us(self) -> bool:
        """Refuse pages of the web: those whose name was turned to this computer, and all others."""
        port = self.server.server_port
        ours = self.headers.get("Host", "") in (f"{HOST}:{port}", f"localhost:{port}")
        return ours and self.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")

    def _tell_changes(self, since: str) -> None:
        if not (since.isascii() and since.isdigit() and len(since) < 20):
            self._answer(HTTPStatus.BAD_REQUEST, "")
            return
        preview = self.server.preview
        if not preview.listeners.acquire(blocking=False):
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, "")
            return
        try:
            self._begin(HTTPStatus.OK, "text/event-stream; charset=utf-8")
            for piece in preview.changes(int(since)):
                self.wfile.write(piece.encode())
                self.wfile.flush()
        finally:
            preview.listeners.release()

    def _answer(self, status: HTTPStatus, text: str) -> None:
        content = text.encode() or f"{status} {status.phrase}\n".encode()
        kind = "text/html" if text else "text/plain"
        self._begin(status, f"{kind}; charset=utf-8", length=len(content))
        self.wfile.write(content)

    def _begin(self, status: HTTPStatus, kind: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the author's terminal is for the author."""
