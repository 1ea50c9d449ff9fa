"""Boards in lock step on one clock: which of them may run, and how far.

One board runs at a time, each on its own thread, in fast pace. It is always the one that may act
first, and it may go as far as nothing can reach it: to the moment at which the next of the others
may act, and the time that it takes from there to here (`post.py`). A board that sleeps until a
moment lets the others run up to it. When the running board sends something, it may no
longer go on than an answer takes.

Who runs, and how far, follows from what the boards do alone: the events are the same to the byte
on any computer, with any number of cores. This is the conservative method of Chandy, Misra and
Bryant.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kibako.errors import BoardError
from kibako.virtual.together.post import LATENCY_US, Post

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

_STUCK_S = 60.0
"""How long one board may run on this computer's clock without getting anywhere."""
_ALONE_US = 1_000_000
"""How far a board goes at once when the others have nothing to do any more."""
_LOOK_S = 0.5
_TICK_S = 0.01


class Lockstep:
    """Runs boards that are switched on and held at their beginning.

    Args:
        boards: The boards, in the order that decides between two of one time.
    """

    def __init__(self, boards: list["VirtualBoard"]) -> None:
        self._boards = boards
        self._stopped = False
        self.post = Post(self._held_back)

    def stop(self) -> None:
        """End soon; for any thread."""
        self._stopped = True

    def run(self, end_us: int | None, *, real: bool, told: Callable[[int], None]) -> bool:
        """Run to the end.

        Args:
            end_us: When; None: when no board has anything left to do.
            real: Whether a second of the boards is to take a second.
            told: Called often, with the time before which nothing happens any more.

        Returns:
            Whether the end was reached (False: no board has anything left to do).

        Raises:
            BoardError: A board computes in C code without end.
        """
        started_s = time.monotonic()
        while not self._stopped:
            until_us = end_us
            if real:
                wall_us = int((time.monotonic() - started_s) * 1e6)
                until_us = wall_us if end_us is None else min(end_us, wall_us)
            state = self._run_to(until_us, told)
            if state == "over" or (state == "reached" and until_us == end_us):
                return state == "reached"
            time.sleep(_TICK_S)
        return True

    def _run_to(self, until_us: int | None, told: Callable[[int], None]) -> str:
        """Let the boards run until all stand at a moment, or have nothing to do."""
        while not self._stopped:
            acts = [(at, index) for index, at in enumerate(self._acts()) if at is not None]
            if not acts:
                running = any(board.state == "running" for board in self._boards)
                return "reached" if running and until_us is not None else "over"
            first_us, index = min(acts)
            told(first_us)
            if until_us is not None and first_us >= until_us:
                return "reached"
            others = [at for at, other in acts if other != index]
            limit_us = min(others) + LATENCY_US if others else first_us + _ALONE_US
            if until_us is not None:
                limit_us = min(limit_us, until_us)
            self._go(self._boards[index], limit_us)
        return "reached"

    def _acts(self) -> list[int | None]:
        """Return when each board may act next; None: not by itself."""
        return [
            board.clock.acts_at_us() if board.state == "running" else None for board in self._boards
        ]

    def _go(self, board: "VirtualBoard", limit_us: int) -> None:
        """Let one board run to its limit or to its end."""
        clock = board.clock
        before_us, end_s = clock.now_us(), time.monotonic() + _STUCK_S
        clock.hold_at_us(limit_us)
        with board.changed:
            while not board.changed.wait_for(
                lambda: clock.held or board.state != "running", _LOOK_S
            ):
                if self._stopped:
                    return
                if clock.now_us() != before_us:
                    before_us, end_s = clock.now_us(), time.monotonic() + _STUCK_S
                if time.monotonic() > end_s:
                    raise BoardError("world_stuck", name=board.port_name)

    def _held_back(self, sender: "VirtualBoard", arrives_us: int) -> None:
        """What the sender sent can be answered: it may run to the first moment of an answer."""
        answer_us = arrives_us + LATENCY_US
        hold_us = sender.clock.hold_us
        if hold_us is None or hold_us > answer_us:
            sender.clock.hold_at_us(answer_us)
