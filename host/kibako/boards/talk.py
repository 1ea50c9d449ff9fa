"""A conversation with a board: the sans-IO session joined to a link, every wait limited."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from kibako.errors import BoardError, RemoteProtocolError
from kibako.links.base import Link
from kibako.protocol.events import Ended, Output, PromptSeen, RawReady, Restarted, Started
from kibako.protocol.keys import CTRL_C
from kibako.protocol.probe import PromptProbe
from kibako.protocol.rawrepl import RawPaste, RawRepl
from kibako.protocol.rawstates import State

_READ_BYTES = 4096
_STEP_S = 0.1
"""The longest time that a wish from another thread (stop) may wait for its turn."""
_INTERRUPT_EVERY_S = 0.5
CARRY_S = 10.0
"""How long a short program of ours may take, in seconds."""


class Talk:
    """One conversation with a board that hears every byte.

    One thread uses it; ``interrupt`` and ``send_input`` are for any thread.

    Args:
        link: The opened link.
        raw_paste: What is known of the board's raw paste.
        chunk_bytes: The most bytes to send at once without flow control.
        chunk_pause_s: The pause after such a chunk.
    """

    def __init__(
        self, link: Link, raw_paste: RawPaste, chunk_bytes: int, chunk_pause_s: float
    ) -> None:
        self.link = link
        self._raw_paste: RawPaste = raw_paste
        self._chunk_bytes = chunk_bytes
        self._chunk_pause_s = chunk_pause_s
        self._session: RawRepl | None = None
        self._writing = threading.Lock()
        self._waiting_input = bytearray()
        self._running = False
        self._typed = False
        self._interrupted_at = 0.0
        self.answers_by: float | None = None
        """When a board that talks on and on has been heard long enough; None: it may talk."""
        self.left: threading.Event | None = None
        """Once set, nobody waits for this board any more."""

    @property
    def raw_paste(self) -> RawPaste:
        """What is known of the board's raw paste."""
        return self._raw_paste

    def tune(self, raw_paste: RawPaste, chunk_bytes: int, chunk_pause_s: float) -> None:
        """Use these values from now on: the board is known."""
        if self._raw_paste == "ask":
            self._raw_paste = raw_paste
        self._chunk_bytes = chunk_bytes
        self._chunk_pause_s = chunk_pause_s
        if self._session is not None:
            self._session.chunk_bytes = chunk_bytes
            self._session.chunk_pause_s = chunk_pause_s

    def forget(self) -> None:
        """Take nothing for granted any more: the next :meth:`ready` looks for the prompt."""
        self._session = None

    def ready(self, timeout_s: float = 10.0) -> RawRepl:
        """Bring the board to the raw prompt, from whatever it is doing.

        Args:
            timeout_s: How long the prompt may take.

        Returns:
            The session, at the raw prompt.

        Raises:
            RemoteProtocolError: No prompt in time; the code names the cause.
            LinkLost: The board is gone.
        """
        session = self._session
        if session is not None and session.state is State.READY:
            if self._typed:
                # Input that came after the end of the last program is no part of the next one.
                self._typed = False
                self.write(session.interrupt())
            return session
        self._session = None
        ends_at = time.monotonic() + timeout_s
        while True:
            self._find_prompt(max(1.0, ends_at - time.monotonic()))
            session = RawRepl(self._raw_paste, self._chunk_bytes, self._chunk_pause_s)
            session.enter(time.monotonic())
            try:
                self._until_ready(session)
            except RemoteProtocolError:
                # What looked like a prompt was printed by a program: it has to be stopped first.
                if time.monotonic() >= ends_at:
                    raise
                continue
            self._session = session
            return session

    def soft_reset(self) -> None:
        """Clear the board's memory; it stays at the raw prompt."""
        for last in (False, True):
            session = self.ready()
            session.soft_reset(time.monotonic())
            try:
                with self._forgotten_on_error():
                    self._until_ready(session)
                return
            except RemoteProtocolError:
                # A board without flow control may have missed the one byte that asks for it.
                if last or self._raw_paste == "yes":
                    raise

    def leave(self) -> None:
        """Bring the board back to the friendly prompt, if the conversation is in order."""
        session = self._session
        if session is not None and session.state is State.READY:
            now = time.monotonic()
            session.leave(now)
            self.write(session.bytes_to_send(now))
        self._session = None

    def interrupt(self) -> None:
        """Send a running program Ctrl-C now, from any thread."""
        with self._writing:
            if self._running:
                self._interrupted_at = time.monotonic()
                self.link.write(CTRL_C)

    def send_input(self, data: bytes) -> None:
        r"""Give a running program its input, from any thread; before it runs, it waits.

        Args:
            data: The bytes, as a keyboard would send them (a line ends with ``\r``).
        """
        with self._writing:
            if not self._running:
                self._waiting_input += data
                return
            self._typed = True
            self.link.write(data)

    def write(self, data: bytes) -> None:
        """Send bytes as they are, one writer at a time."""
        if data:
            with self._writing:
                self.link.write(data)

    # inside

    def _run_once(
        self,
        source: bytes,
        on_output: Callable[[bytes], None],
        timeout_s: float | None,
        stop: threading.Event | None,
        stop_limit_s: float,
    ) -> bytes:
        session = self.ready()
        limit_at = None if timeout_s is None else time.monotonic() + timeout_s
        with self._forgotten_on_error():
            session.run(source, time.monotonic())
            try:
                error = self._follow(
                    session, self._program_started, on_output, limit_at, stop, stop_limit_s
                )
            finally:
                with self._writing:
                    self._running = False
                    self._waiting_input.clear()
        if limit_at is not None and time.monotonic() >= limit_at and b"KeyboardInterrupt" in error:
            raise BoardError("board_too_slow", seconds=round(timeout_s or 0))
        return error

    def _find_prompt(self, timeout_s: float) -> None:
        probe = PromptProbe(time.monotonic(), timeout_s)
        while not probe.done:
            now = time.monotonic()
            self.write(probe.bytes_to_send(now))
            data = self._read(probe.wake_at(now) - now)
            if any(isinstance(e, PromptSeen) for e in probe.receive_data(data, time.monotonic())):
                return

    def _until_ready(self, session: RawRepl) -> None:
        while session.state is not State.READY:
            now = time.monotonic()
            self.write(session.bytes_to_send(now))
            session.receive_data(self._read(_STEP_S), time.monotonic())

    def _follow(
        self,
        session: RawRepl,
        on_start: Callable[[], None],
        on_output: Callable[[bytes], None],
        limit_at: float | None,
        stop: threading.Event | None = None,
        stop_limit_s: float = 10.0,
    ) -> bytes:
        """Drive a session until the raw prompt is back; return the traceback."""
        stopping_since: float | None = None
        error = b""
        while session.state is not State.READY:
            now = time.monotonic()
            self.write(session.bytes_to_send(now))
            too_long = limit_at is not None and now >= limit_at
            if too_long and not self._running and session.state is State.OUTPUT:
                raise BoardError("board_too_slow", seconds=round(CARRY_S))
            if self._running and (too_long or (stop is not None and stop.is_set())):
                stopping_since = now if stopping_since is None else stopping_since
                if now - stopping_since >= stop_limit_s:
                    raise BoardError("board_will_not_stop", seconds=round(stop_limit_s))
                if now - self._interrupted_at >= _INTERRUPT_EVERY_S:
                    self.interrupt()
            wake = session.wake_at(now)
            wait_s = _STEP_S if wake is None else min(_STEP_S, max(0.0, wake - now))
            for event in session.receive_data(self._read(wait_s), time.monotonic()):
                match event:
                    case Started():
                        on_start()
                    case Output(data):
                        on_output(data)
                    case Ended(error):
                        pass
                    case Restarted():
                        raise BoardError("board_restarted")
                    case RawReady() | PromptSeen():
                        pass
        return error

    def _program_started(self) -> None:
        with self._writing:
            self._running = True
            self._interrupted_at = 0.0
            waiting, self._waiting_input = bytes(self._waiting_input), bytearray()
            if waiting:
                self._typed = True
                self.link.write(waiting)

    def _read(self, wait_s: float) -> bytes:
        if self.answers_by is not None and time.monotonic() >= self.answers_by:
            raise RemoteProtocolError("board_talks_on")
        if self.left is not None and self.left.is_set():
            raise BoardError("board_left")
        return self.link.read(_READ_BYTES, max(0.0, wait_s))

    @contextmanager
    def _forgotten_on_error(self) -> Generator[None]:
        try:
            yield
        except BaseException:
            self._session = None
            raise
