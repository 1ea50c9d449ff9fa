"""The line mode spoken: the lines that belong together are said as one thing."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from kibako_access.speech_queue import Urgency

from kibako.events import Event
from kibako.line.telling import Teller
from kibako.workbench.talk import Talk, urgency_of

LINES_MAX = 500
"""So many lines are spoken as one thing; the rest of it is there as text."""


class Hearing:
    """Gathers the lines that one event or one typed line brings, and has them spoken together.

    Args:
        talk: The voice.
        speaks: Whether the voice says an event at all.
    """

    def __init__(self, talk: Talk, speaks: Callable[[Event], bool] = lambda event: True) -> None:
        self._talk = talk
        self._speaks = speaks
        self._open = threading.local()

    def line(self, text: str) -> None:
        """Take a line that is being said; called on any thread."""
        found: list[str] | None = getattr(self._open, "lines", None)
        if found is None:
            self._talk.say([text], Urgency.CHATTER)
        elif len(found) < LINES_MAX:
            found.append(text)

    @contextmanager
    def together(self, urgency: Urgency) -> Generator[None]:
        """Have all lines that this thread says in here spoken as one thing.

        Args:
            urgency: How urgent it is.
        """
        before = getattr(self._open, "lines", None), getattr(self._open, "urgency", urgency)
        lines: list[str] = []
        self._open.lines, self._open.urgency = lines, urgency
        try:
            yield
        finally:
            if lines:
                self._talk.say(lines, urgency)
            self._open.lines, self._open.urgency = before

    def speak(self, question: str) -> None:
        """Have what this thread has said so far spoken now: somebody is asked something.

        Args:
            question: What is asked. Alone it is the prompt, which is said when nothing else is.
        """
        lines: list[str] | None = getattr(self._open, "lines", None)
        if lines is None:
            self._talk.say([question], Urgency.CHATTER)
            return
        self._talk.say([*lines, question], self._open.urgency)
        lines.clear()

    def take(self, event: Event, teller: Teller) -> None:
        """Tell an event, and have it spoken.

        Args:
            event: The event.
            teller: Puts it into lines.
        """
        self._talk.take(event)
        if (event.source, event.what) == ("speech", "again"):
            teller.again()  # among the lines of the answer to the typed word
            return
        with self.together(urgency_of(event)):
            teller.take(event)
            if not self._speaks(event):
                self._open.lines.clear()
