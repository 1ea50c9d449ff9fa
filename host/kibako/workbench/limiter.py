"""A brake between a board that talks without end and faces that must keep answering.

An ordinary program's events pass at once and one by one. When one source says more than a face
can use, its events of a short window are joined: text is put together (and bounded, with a note
of how much was left out), of anything else the newest wins.
"""

import threading
import time
from collections.abc import Callable

from kibako.events import Event, EventSink

WINDOW_S = 0.1
"""How long a window is, in seconds."""
EVENTS_A_WINDOW = 30
"""How many events of one source pass at once in a window."""
MAX_PENDING_CHARS = 8192
"""How much text of one window is kept; the rest is left out and counted."""


class Limiter:
    """Lets a board's events through, joined when there are too many. Thread-safe.

    Args:
        sink: Gets the events, on the thread that offers them or on a timer's.
        clock: The wall clock in seconds.
    """

    def __init__(self, sink: EventSink, clock: Callable[[], float] = time.monotonic) -> None:
        self._sink = sink
        self._clock = clock
        self._lock = threading.RLock()
        self._window_start: dict[tuple[str, str], float] = {}
        self._passed: dict[tuple[str, str], int] = {}
        self._pending: dict[tuple[str, str], Event] = {}
        self._line = ""
        self._line_t_ms = 0
        self._skipped = 0
        self._timer: threading.Timer | None = None

    def text(self, t_ms: int, text: str) -> None:
        """Take what the program wrote; whole lines pass as ``program print`` events.

        Args:
            t_ms: When it was written.
            text: The text, in pieces of any size.
        """
        with self._lock:
            lines = text.split("\n")
            if not self._line:
                self._line_t_ms = t_ms
            self._line += lines[0]
            for line in lines[1:]:
                whole = self._line.removesuffix("\r") + "\n"
                self._offer(Event(self._line_t_ms, "program", "print", whole))
                self._line, self._line_t_ms = line, t_ms
            if len(self._line) > MAX_PENDING_CHARS:
                self._offer_partial_line()
            if self._line:
                self._wake_later()

    def event(self, event: Event) -> None:
        """Take any other event of the board."""
        with self._lock:
            self._offer(event)

    def flush(self) -> None:
        """Let everything through that waits: at the end of a program, and when a window ends."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._offer_partial_line()
            pending, self._pending = self._pending, {}
            skipped, self._skipped = self._skipped, 0
            for event in sorted(pending.values(), key=lambda event: event.t_ms):
                if event.what == "print" and skipped:
                    self._sink(Event(event.t_ms, "program", "skipped", skipped))
                self._sink(event)

    def _offer(self, event: Event) -> None:
        key = (event.source, event.what)
        now = self._clock()
        if now - self._window_start.get(key, -WINDOW_S) >= WINDOW_S:
            self._window_start[key] = now
            self._passed[key] = 0
        if key not in self._pending and self._passed[key] < EVENTS_A_WINDOW:
            self._passed[key] += 1
            self._sink(event)
            return
        self._pending[key] = self._joined(self._pending.get(key), event)
        self._wake_later()

    def _joined(self, before: Event | None, event: Event) -> Event:
        """Return the pending event of a source after one more."""
        if event.what != "print" or before is None:
            return event
        text = f"{before.value}{event.value}"
        if len(text) > 2 * MAX_PENDING_CHARS:
            cut = text.find("\n", len(text) - MAX_PENDING_CHARS) + 1 or MAX_PENDING_CHARS
            self._skipped += cut
            text = text[cut:]
        return Event(event.t_ms, "program", "print", text)

    def _offer_partial_line(self) -> None:
        if self._line:
            line, self._line = self._line, ""
            self._offer(Event(self._line_t_ms, "program", "print", line))

    def _wake_later(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(WINDOW_S, self._wake)
            self._timer.daemon = True
            self._timer.start()

    def _wake(self) -> None:
        with self._lock:
            self._timer = None
            self.flush()
