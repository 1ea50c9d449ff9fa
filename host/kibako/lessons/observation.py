"""What was seen of a board during a check: the pictures, the text, what was pressed."""

import threading
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from kibako.events import Event
from kibako.lessons.fault import ProgramFault
from kibako.lessons.findings import DARK

MAX_FRAMES = 20_000
"""How many pictures are remembered; a program that draws more is looked at no further."""
MAX_TEXT_CHARS = 65_536
"""How much printed text is remembered."""

VISIBLE_MS = 20
"""How long a picture has to stand to be seen."""

Hand = Literal["", "held", "released"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture on the display, from a time on."""

    t_ms: int
    rows: str


@dataclass(slots=True)
class Observation:
    """What was seen since the program began. Written on the board's thread, read at rest.

    Attributes:
        frames: The pictures in the order of time, the first one at the program's start.
        text: What the program printed.
        now_ms: How long the program has run.
        fault: The exception that ended the program, if one did.
        ended_ms: When the program ended; None while it runs.
        hand: What was last done to a button.
        button: Which button that was.
        hand_ms: When that was.
    """

    frames: list[Frame] = field(default_factory=lambda: [Frame(0, DARK)])
    text: str = ""
    now_ms: int = 0
    fault: ProgramFault | None = None
    ended_ms: int | None = None
    hand: Hand = ""
    button: str = ""
    hand_ms: int = 0
    start_ms: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, event: Event) -> None:
        """Take an event of the board."""
        with self.lock:
            t_ms = event.t_ms - self.start_ms
            if event.source == "display" and event.what == "frame":
                if len(self.frames) < MAX_FRAMES:
                    self.frames.append(Frame(t_ms, str(event.value)))
            elif event.source == "stdout":
                room = MAX_TEXT_CHARS - len(self.text)
                self.text += str(event.value)[:room]

    @property
    def display(self) -> str:
        """The picture on the display now."""
        return self.frames[-1].rows

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
