"""Links and deeds that keep to a time: whatever a board or a port does, they are over by then."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kibako.errors import LinkError, LinkLost
from kibako.links.base import Link

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock and a way to wait; another one for tests.

    Attributes:
        now: Returns the time in seconds; it never goes back.
        pause: Waits that many seconds.
    """

    now: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep


REAL = Clock()
"""The computer's own clock."""


class LimitedLink:
    """An open link of which nothing is read or written after a certain time.

    A board that uses it may open it again: it stays as it is.

    Args:
        link: The link, open.
        until: When it ends, on the clock.
        clock: The clock.
    """

    def __init__(self, link: Link, until: float, clock: Clock) -> None:
        self.until = until
        self.description = link.description
        self.link = link
        self.held = True
        """Whether :meth:`close` leaves it open: a board that fails to connect closes its link."""
        self._clock = clock

    @property
    def machine(self) -> "VirtualBoard | None":
        """The virtual board behind the link, None for a real one."""
        return getattr(self.link, "machine", None)

    def open(self) -> None:
        """Do nothing: it is open."""

    def close(self) -> None:
        """Close the link, unless it is held; closing twice is no error."""
        if not self.held:
            self.link.close()

    def drop(self) -> None:
        """Close the link, held or not."""
        self.link.close()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what has come in; see :class:`Link`.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait for the first byte, in seconds.

        Raises:
            LinkLost: The other side is gone, or the time is over.
        """
        return self.link.read(max_bytes, min(timeout_s, self._left_s()))

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        """Send all of ``data``; see :class:`Link`.

        Args:
            data: The bytes.
            timeout_s: How long to wait for the other side to take them, in seconds.

        Raises:
            LinkLost: The other side is gone or took nothing, or the time is over.
        """
        self.link.write(data, min(timeout_s, self._left_s()))

    def _left_s(self) -> float:
        left_s = self.until - self._clock.now()
        if left_s <= 0:
            raise LinkLost("link_time_over", port=self.description)
        return left_s


def within(limit_s: float, deed: Callable[[], Result], port: str) -> Result:
    """Do something that should be over in time by itself; leave it alone when it is not.

    A port whose driver hangs gives a call back only when the cable is pulled, or never. The call
    then stays behind on a thread of its own, which does not keep the program from ending.

    Args:
        limit_s: How long it may take.
        deed: What to do.
        port: What errors call the port.

    Returns:
        What the deed returns.

    Raises:
        LinkError: It was not over in time.
    """
    done: list[Result] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            done.append(deed())
        except BaseException as error:  # noqa: BLE001 - it is raised where the deed was asked for
            failed.append(error)

    thread = threading.Thread(target=work, name="rescue", daemon=True)
    thread.start()
    thread.join(limit_s)
    if failed:
        raise failed[0]
    if not done:
        raise LinkError("link_hangs", port=port, seconds=round(limit_s))
    return done[0]
