"""What was seen of a board during a check: pictures, text and every other event, all bounded."""

import threading
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from kibako.events import Event, JsonValue
from kibako.lessons.fault import ProgramFault
from kibako.lessons.findings import DARK
from kibako.tables import Words

MAX_FRAMES = 20_000
"""How many pictures are remembered; a program that draws more is looked at no further."""
MAX_TEXT_CHARS = 65_536
"""How much printed text is remembered from its beginning."""
MAX_TAIL_CHARS = 4096
"""How much is remembered of the end of a longer text."""
MAX_EVENTS = 5000
"""How many events of one kind are remembered."""
MAX_KINDS = 500

VISIBLE_MS = 20
"""How long a picture has to stand to be seen."""

Hand = Literal["", "held", "released"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture on the display, from a time on."""

    t_ms: int
    rows: str


@dataclass(slots=True)
class Series:
    """The events of one kind, in the order of time.

    Attributes:
        entries: When, and the value; bounded.
        start: Where those begin that a check looks at; what is before is only what was so then.
        last: The last value, also when there is no more room.
    """

    entries: list[tuple[int, JsonValue]] = field(default_factory=list[tuple[int, JsonValue]])
    start: int = 0
    last: JsonValue = None

    def add(self, t_ms: int, value: JsonValue) -> None:
        """Take one event."""
        self.last = value
        if len(self.entries) < MAX_EVENTS:
            self.entries.append((t_ms, value))

    def forget(self) -> None:
        """Look at nothing that came until now; only what is so now is kept."""
        self.entries = self.entries[-1:]
        if self.entries:
            self.entries[0] = (self.entries[0][0], self.last)
        self.start = len(self.entries)

    def fresh(self) -> list[tuple[int, JsonValue]]:
        """Return the events that a check looks at."""
        return self.entries[self.start :]

    def before(self) -> JsonValue:
        """Return the value before those, None if there was none."""
        return self.entries[self.start - 1][1] if self.start else None


@dataclass(slots=True)
class Observation:
    """What was seen since the program began. Written on the board's thread, read at rest.

    Attributes:
        frames: The pictures in the order of time, the first one at the program's start.
        display: The picture on the display now.
        now_ms: How long the program has run.
        fault: The exception that ended the program, if one did.
        ended_ms: When the program ended; None while it runs.
        hand: What was last done to a button.
        button: What a person calls that button.
        hand_ms: When that was.
        did: A sentence on what the check did last; None for nothing.
        since_ms: From when on a check looks.
        start_ms: The board's time at which the program began.
    """

    frames: list[Frame] = field(default_factory=lambda: [Frame(0, DARK)])
    display: str = DARK
    now_ms: int = 0
    fault: ProgramFault | None = None
    ended_ms: int | None = None
    hand: Hand = ""
    button: Words | None = None
    hand_ms: int = 0
    did: Words | None = None
    since_ms: int = 0
    start_ms: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    _head: str = ""
    _tail: str = ""
    _series: dict[tuple[str, str], Series] = field(default_factory=dict[tuple[str, str], Series])

    def take(self, event: Event) -> None:
        """Take an event of the board."""
        with self.lock:
            t_ms = event.t_ms - self.start_ms
            if event.source == "display" and event.what == "frame":
                self.display = str(event.value)
                if len(self.frames) < MAX_FRAMES:
                    self.frames.append(Frame(t_ms, self.display))
            elif event.source == "stdout":
                self._print(str(event.value))
            else:
                kind = (event.source, event.what)
                series = self._series.get(kind)
                if series is None:
                    if len(self._series) >= MAX_KINDS:
                        return
                    series = self._series[kind] = Series()
                series.add(t_ms, event.value)

    def series(self, source: str, what: str) -> Series:
        """Return the events of one kind; an empty series when there was none."""
        with self.lock:
            return self._series.get((source, what)) or Series()

    def sources(self, what: str) -> list[str]:
        """Return who told events of this name, in the order in which they first did."""
        with self.lock:
            return [source for source, name in self._series if name == what]

    def forget(self) -> None:
        """Look at nothing that happened until now."""
        with self.lock:
            self.since_ms = self.now_ms
            self.frames = [Frame(self.now_ms, self.display)]
            self._head = self._tail = ""
            for series in self._series.values():
                series.forget()

    @property
    def text(self) -> str:
        """What the program printed; of a very long text its beginning and its end."""
        return self._head + self._tail

    def visible(self) -> list[Frame]:
        """Return the pictures that stood long enough for an eye to see them."""
        seen: list[Frame] = []
        ends_ms = [frame.t_ms for frame in self.frames[1:]]
        for frame, end_ms in zip_longest(self.frames, ends_ms):
            if end_ms is not None and end_ms - frame.t_ms < VISIBLE_MS:
                continue
            if not seen or seen[-1].rows != frame.rows:
                seen.append(frame)
        return seen

    def _print(self, text: str) -> None:
        room = MAX_TEXT_CHARS - len(self._head)
        self._head += text[:room]
        self._tail = (self._tail + text[room:])[-MAX_TAIL_CHARS:]
