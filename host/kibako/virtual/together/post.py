"""What goes from one board to another: it takes its time, so no board hears of another's future.

Boards run one after the other, each for a stretch (`lockstep.py`). What one of them does may
reach the others :data:`LATENCY_US` later at the soonest; that is what makes the stretches longer
than a moment.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

LATENCY_US = 100
"""How long a change on a wire takes to the other board. A real wire takes nothing, but the
programs that look at it take longer than this to look."""


class Post:
    """Carries what boards do to other boards.

    Args:
        held_back: Called on the sender's thread with the sender and the time of arrival: from
            then on an answer may come.
    """

    def __init__(self, held_back: Callable[["VirtualBoard", int], None]) -> None:
        self._held_back = held_back

    def send(
        self, sender: "VirtualBoard", to: "VirtualBoard", t_us: int, action: Callable[[], None]
    ) -> None:
        """Let something happen at another board.

        Args:
            sender: The board that did something just now.
            to: The other board.
            t_us: When it is to happen, if that is late enough.
            action: What happens there; it runs on that board's thread, inside its world.
        """
        arrives_us = max(t_us, sender.world.sockets.world.now_us() + LATENCY_US)
        to.world.at_us(arrives_us, action)
        self._held_back(sender, arrives_us)
