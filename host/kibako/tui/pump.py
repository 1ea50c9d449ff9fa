"""From the threads where events happen to the screen: bounded, and drained at a steady pace.

A program such as ``while True: print(i)`` makes events faster than any terminal can show them.
They wait here in a box of fixed size; the screen takes them about twenty times a second.
"""

import threading
from collections import deque
from collections.abc import Callable

from kibako.events import Event

MAX_EVENTS = 512
"""How many events wait at most; an older one goes when the box is full."""
MAX_TEXT = 32_768
"""How many characters of printed text wait at most; the oldest go first."""
DRAIN_S = 0.05
"""How often the screen takes what waits."""


URGENT = ("program", "check", "error")
"""Sources whose events a person waits for: they are shown at once, not at the next round."""


class Pump:
    """A box of events with one side for every thread and one for the screen.

    Args:
        wake: Called, on any thread, when something came that should be shown at once.
    """

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._text: deque[str] = deque()
        self._text_size = 0
        self._changed = False

    def put(self, event: Event) -> None:
        """Take an event; called on any thread, returns at once."""
        with self._lock:
            self._changed = True
            if event.source == "program" and event.what == "print":
                self._put_text(str(event.value))
            elif event.source not in ("stdout", "display"):
                # The picture and the text have a way of their own: the view, and the line above.
                if event.what == "start" and event.source == "program":
                    self._text.clear()
                    self._text_size = 0
                self._events.append(event)
                if event.source in URGENT:
                    self._wake()

    def _put_text(self, text: str) -> None:
        text = text[-MAX_TEXT:]
        self._text.append(text)
        self._text_size += len(text)
        while self._text_size > MAX_TEXT:
            self._text_size -= len(self._text.popleft())

    def take(self) -> tuple[bool, list[Event], str]:
        """Take all that waits; called by the screen.

        Returns:
            Whether anything happened since the last time, the events, and the printed text.
        """
        with self._lock:
            changed, self._changed = self._changed, False
            events = list(self._events)
            self._events.clear()
            text = "".join(self._text)
            self._text.clear()
            self._text_size = 0
        return changed, events, text
