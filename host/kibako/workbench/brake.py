"""A brake for a virtual board that prints without end, so that it leaves the computer to others."""

import time
from collections.abc import Callable

TEXTS = 25
"""So many pieces of text, lines as a rule, pass at once."""
SPAN_S = 0.005
"""They may come once in this time: 5000 lines a second, three times what a real cable carries."""


class Brake:
    """Holds the board's thread for a moment when its program prints faster than a cable could.

    A real board is held by its cable. Without this, a loop of nothing but ``print`` takes a whole
    processor from the screen that is to show it, and the key that is to stop it.

    Args:
        clock: The wall clock in seconds.
        sleep: Waits so many seconds; short enough that a stop comes in time.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._passed = 0
        self._since_s = clock()

    def text(self) -> None:
        """Count a piece of text; called on the board's thread."""
        self._passed += 1
        if self._passed < TEXTS:
            return
        early_s = self._since_s + SPAN_S - self._clock()
        if early_s > 0:
            self._sleep(early_s)
        self._passed = 0
        self._since_s = self._clock()
