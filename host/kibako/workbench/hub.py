"""The place where events go out: every subscriber gets every event, in one order."""

import threading
from collections.abc import Callable

from kibako.errors import KibakoError
from kibako.events import Event, EventSink, JsonValue


class EventHub:
    """Hands events to subscribers. Thread-safe; all subscribers see the same order.

    A subscriber must not block, must not raise, and must not send a command from inside its call.

    Args:
        now_ms: The time that events of the workbench itself carry.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._lock = threading.RLock()
        self._sinks: tuple[EventSink, ...] = ()

    def subscribe(self, sink: EventSink) -> None:
        """Let a sink have every event from now on."""
        with self._lock:
            self._sinks = (*self._sinks, sink)

    def unsubscribe(self, sink: EventSink) -> None:
        """Take a sink off; one that is not there is no error."""
        with self._lock:
            self._sinks = tuple(known for known in self._sinks if known != sink)

    def publish(self, event: Event) -> None:
        """Hand an event to every subscriber."""
        with self._lock:
            for sink in self._sinks:
                sink(event)

    def emit(self, source: str, what: str, value: JsonValue = None) -> None:
        """Hand out an event of the workbench itself, with the board's present time."""
        self.publish(Event(self._now_ms(), source, what, value))

    def error(self, error: KibakoError) -> None:
        """Tell an error in the current language."""
        self.emit(
            "error",
            "raised",
            {"code": error.code, "what": error.what, "next": error.next_step},
        )
