"""What is said next: stops and errors before results, results before chatter, the newest first.

Knows no voice and no thread, so that a test can look at every decision with a clock of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from kibako_access.wording import Lang

STALE_S = 5.0
"""Chatter that could not be said for so long is of the past, in seconds."""


class Urgency(IntEnum):
    """How urgent something is; the smaller, the sooner it is said."""

    STOP = 0
    """That something has stopped or gone wrong."""
    RESULT = 1
    """What a person asked for: a text, the end of a check."""
    CHATTER = 2
    """What a program says and shows while it runs."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say without a break, sentence by sentence."""

    sentences: tuple[str, ...]
    lang: Lang
    urgency: Urgency = Urgency.RESULT


class SpeechQueue:
    """Decides what is said next. Not thread-safe: its owner holds a lock.

    At most one utterance of each urgency waits: a newer one takes the place of an older one. What
    is being said is broken off only by something more urgent.

    Args:
        clock: The time in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: dict[Urgency, tuple[float, Utterance]] = {}
        self._last: Utterance | None = None
        self._now: Utterance | None = None

    @property
    def now(self) -> Utterance | None:
        """What is being said."""
        return self._now

    @property
    def last(self) -> Utterance | None:
        """What was begun last."""
        return self._last

    @property
    def idle(self) -> bool:
        """Whether nothing is said and nothing waits."""
        return self._now is None and not self._waiting

    def put(self, utterance: Utterance) -> bool:
        """Take something to say.

        Args:
            utterance: What to say; without sentences it is nothing.

        Returns:
            Whether what is being said has to be broken off for it.
        """
        if not utterance.sentences:
            return False
        if utterance.urgency is Urgency.STOP:
            self._waiting.pop(Urgency.CHATTER, None)  # of a program that has ended
        self._waiting[utterance.urgency] = (self._clock(), utterance)
        if self._now is not None and utterance.urgency < self._now.urgency:
            self._now = None
            return True
        return False

    def take(self) -> Utterance | None:
        """Begin what is to be said next; None while something is said, or nothing waits."""
        if self._now is not None:
            return None
        while self._waiting:
            urgency = min(self._waiting)
            since_s, utterance = self._waiting.pop(urgency)
            if urgency is Urgency.CHATTER and self._clock() - since_s > STALE_S:
                continue
            self._now = self._last = utterance
            return utterance
        return None

    def ended(self, utterance: Utterance) -> None:
        """Note that something has been said to its end; if it was broken off, nothing changes."""
        if self._now is utterance:
            self._now = None

    def again(self) -> bool:
        """Say what was said last once more, as a result.

        Returns:
            Whether what is being said has to be broken off for it.
        """
        last = self._last
        if last is None:
            return False
        breaks = self._now is not None
        self._now = None
        self._waiting[Urgency.RESULT] = (
            self._clock(),
            Utterance(last.sentences, last.lang, Urgency.RESULT),
        )
        return breaks

    def silence(self) -> None:
        """Forget what is said and what waits; what comes later is said again."""
        self._now = None
        self._waiting.clear()
