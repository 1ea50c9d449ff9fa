"""One stream of events from several boards, in the order of their time."""

import heapq

from kibako.events import PREPARING, Event, EventSink


class Merger:
    """Puts the events of boards into one order: by time, then as they came about.

    Boards run one after the other, what is sent before what is heard: so of two events of one
    millisecond the cause stands before the effect.

    Args:
        sink: Takes the events; their source is ``NAME/SOURCE``.
    """

    def __init__(self, sink: EventSink) -> None:
        self._sink = sink
        self._waiting: list[tuple[int, int, Event]] = []
        self._count = 0

    def sink_of(self, name: str) -> EventSink:
        """Return what takes the events of one board."""
        last_ms = 0

        def take(event: Event) -> None:
            nonlocal last_ms
            if (event.source, event.what) == PREPARING:
                return
            last_ms = max(last_ms, event.t_ms)
            told = Event(last_ms, f"{name}/{event.source}", event.what, event.value)
            self._count += 1
            heapq.heappush(self._waiting, (last_ms, self._count, told))

        return take

    def flush(self, before_us: int | None) -> None:
        """Tell what nothing can come before any more.

        Args:
            before_us: No board will tell anything of a time before this; None: everything.
        """
        waiting = self._waiting
        while waiting and (before_us is None or waiting[0][0] < before_us // 1000):
            self._sink(heapq.heappop(waiting)[2])
