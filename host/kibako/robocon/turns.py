"""Whose turn it is: boards on threads of their own, of which one runs at a time.

A board that has come to the end of a step passes the turn on by itself, on its own thread; the last
one moves the arena, and goes on at once if it is the first in the next step. To wake another thread
takes longer than a step of the arena does, so a single robot never waits for any.
"""

import threading
import time
from collections.abc import Callable, Sequence

from kibako.robocon.bodies import STEP_MS
from kibako.virtual.board import VirtualBoard

_STUCK_S = 20.0
"""How long a program may keep this computer busy without getting anywhere."""
_LOOK_S = 0.5

Step = Callable[[int], bool]
"""Moves everything else on to a moment (in ms), and returns whether it goes on from there."""


class Turns:
    """Boards in lock step with something that moves in steps.

    Args:
        boards: The boards: switched on, and held at their beginning.
        step: Called when all boards have come to a step's end.
        lost: Called with the number of a board that is stuck and was switched off.
    """

    def __init__(
        self, boards: Sequence[VirtualBoard], step: Step, lost: Callable[[int], None]
    ) -> None:
        self._boards = boards
        self._step, self._lost = step, lost
        self._t_us = STEP_MS * 1000
        self._left = list(range(len(boards)))
        self._others = [[each for each in self._left if each != number] for number in self._left]
        self._turn = -1
        self._over = threading.Event()
        self._error: Exception | None = None

    def run(self) -> None:
        """Run until the step says that it is over."""
        for number, board in enumerate(self._boards):
            board.clock.on_reached = self._reached_by(number)
        try:
            self._pass_on()
            while not self._over.wait(_LOOK_S):
                self._watch()
        finally:
            self._over.set()
        if self._error is not None:
            raise self._error

    def _reached_by(self, number: int) -> Callable[[], int | None]:
        """Return what a board asks when it has come to its moment."""

        def reached() -> int | None:
            if self._turn != number or self._over.is_set():
                return None
            try:
                return self._pass_on()
            except Exception as error:  # noqa: BLE001 - it is raised where run() was called
                self._error = error
                self._over.set()
                return None

        return reached

    def _pass_on(self) -> int | None:
        """Find who is next, and wake it; return the moment to run to if it is the same board."""
        before, number = self._turn, self._next()
        if number is None:
            self._over.set()
            return None
        self._turn = number
        if number == before:
            return self._t_us
        self._boards[number].clock.hold_at_us(self._t_us)
        return None

    def _next(self) -> int | None:
        """Return the next board that has something to do, and move on; None: it is over."""
        while True:
            while self._left:
                number = self._left.pop()
                board = self._boards[number]
                acts_us = None if board.state == "closed" else board.clock.acts_at_us()
                if acts_us is not None and acts_us < self._t_us:
                    return number
            if not self._step(self._t_us // 1000):
                return None
            self._t_us += STEP_MS * 1000
            # The one that runs just now is taken first: that saves a change of threads.
            turn = max(self._turn, 0)
            self._left = [*self._others[turn], turn]

    def _watch(self) -> None:
        """Look after the board whose turn it is, for as long as it gets nowhere."""
        number, at_us = self._turn, self._t_us
        board, end_s = self._boards[number], time.monotonic() + _STUCK_S
        before_us = board.clock.now_us()
        while board.state != "closed" and time.monotonic() < end_s:
            if self._over.wait(_LOOK_S) or (self._turn, self._t_us) != (number, at_us):
                return
            if board.clock.now_us() != before_us:
                return
        if (self._turn, self._t_us) == (number, at_us):
            self._turn = -1  # whatever its thread does, it has no say any more
            board.close()
            self._lost(number)
            self._pass_on()
