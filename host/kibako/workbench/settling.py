"""How things are, told once they stay so for a moment: what changes all the time would flood."""

import math

STAYS_S = 0.3
"""How long a thing stays as it is before that is told, in seconds."""


class Settling:
    """Keeps the newest line about each thing until it has stayed for its moment.

    It has no clock of its own: the caller passes the time, in seconds.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[float, str]] = {}
        self._last: dict[str, str] = {}

    def put(self, thing: str, line: str, now_s: float) -> None:
        """Take how a thing is from now on.

        Args:
            thing: What it is about, such as ``display``; there are as many as the board has.
            line: How it is; "": what waits is not told.
            now_s: The time.
        """
        if line:
            self._waiting[thing] = (now_s + STAYS_S, line)
        else:
            self._waiting.pop(thing, None)

    def take(self, until_s: float = math.inf) -> list[str]:
        """Return the lines that are due by a time, none that was the last of its thing."""
        told: list[str] = []
        for thing, (due_s, line) in list(self._waiting.items()):
            if due_s <= until_s:
                del self._waiting[thing]
                if line != self._last.get(thing):
                    self._last[thing] = line
                    told.append(line)
        return told

    def due_s(self) -> float | None:
        """Return when the first of what waits is due; None when nothing waits."""
        return min((due_s for due_s, _ in self._waiting.values()), default=None)

    def clear(self) -> None:
        """Forget everything: what was told before is news again."""
        self._waiting.clear()
        self._last.clear()
