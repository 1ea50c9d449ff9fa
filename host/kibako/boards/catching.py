"""Bringing a board that may hang to its prompt, within a time that was announced."""

from dataclasses import dataclass
from typing import Literal

from kibako.boards.board import Board
from kibako.boards.limited import Clock, LimitedLink
from kibako.boards.ways import Way
from kibako.errors import BoardError, KibakoError, LinkBusy, LinkError, RemoteProtocolError
from kibako.protocol.burst import Burst
from kibako.protocol.events import PromptSeen
from kibako.protocol.probe import PromptProbe

How = Literal["gentle", "hard"]

GENTLE_S = 3.0
"""How long a board is asked in the ordinary way before the burst begins."""
_CONNECT_S = 2.0
_WRITE_S = 0.5
_LOOK_S = 0.05
_RESTART_EVERY_S = 4.0
_ABSENT_S = 2.0
"""How long a board that is not there is waited for, unless a hand may bring it."""
_SETTLE_S = 6.0
"""How long a port that has just come may refuse us: the system is still giving out its permission,
and ModemManager asks each new port whether it is a modem."""
_FOREIGN = ("board_circuitpython", "board_not_micropython")
_HOPELESS = (
    "link_permission",
    "link_permission_login",
    "link_many_boards",
    "link_no_host",
    "label_unknown",
)
"""What does not get better by waiting for the board."""
_NO_MEMORY = ("board_program_too_large", "board_memory", "board_raised")


@dataclass(slots=True)
class Caught:
    """What came of it.

    Attributes:
        board: The board at its prompt, connected; None: it was not caught.
        how: Whether it stopped in the ordinary way, or only for the burst or a new start.
        seen: Whether the board was there at all.
        said: The error code for what the board was doing.
        error: Why nothing can be done from here: another program has the port, no permission.
    """

    board: Board | None = None
    how: How = "hard"
    seen: bool = False
    said: str = ""
    error: KibakoError | None = None

    @property
    def foreign(self) -> bool:
        """Whether something answered that is no MicroPython."""
        return self.said in _FOREIGN


def catch(
    way: Way,
    until: float,
    clock: Clock,
    *,
    gentle: bool,
    restart: bool,
    waits: bool,
    patient: bool = False,
) -> Caught:
    """Bring a board to its prompt, whether it stays plugged in or comes back.

    Args:
        way: The way to it.
        until: When to give up, on the clock.
        clock: The clock.
        gentle: Ask in the ordinary way first.
        restart: Start it anew from here, again and again.
        waits: Wait for a board that is not there: somebody may plug it in.
        patient: Wait for a port that is taken: a call of ours that hung may still have it.

    Returns:
        The board at its prompt, or why not.
    """
    found = Caught()
    link: LimitedLink | None = None
    began = restart_at = clock.now()
    refused_at: float | None = None
    while clock.now() < until and found.board is None:
        try:
            if link is None:
                link = LimitedLink(way.open(), until, clock)
                found.seen = True
            if gentle:
                gentle = False
                _ask(link, found, min(until, clock.now() + GENTLE_S), clock)
                if found.foreign:
                    break
                if found.board is not None:
                    found.how = "gentle"
                continue
            if restart and clock.now() >= restart_at:
                restart_at = clock.now() + _RESTART_EVERY_S
                link.link = way.restart(link.link)
            ends_at = min(until, restart_at) if restart else until
            _burst(link, found, ends_at, clock)
        except LinkError as error:
            busy = isinstance(error, LinkBusy) and not patient
            if busy or error.code in _HOPELESS:
                refused_at = clock.now() if refused_at is None else refused_at
                grace_s = _SETTLE_S if waits or found.seen else 0.0
                if clock.now() >= refused_at + grace_s:
                    found.error = error
                    break
            else:
                refused_at = None
            if link is not None:
                link.drop()
                link = None
            elif not found.seen and not waits and clock.now() >= began + _ABSENT_S:
                break
            clock.pause(_LOOK_S)
    if link is not None and found.board is None:
        link.drop()
    return found


def _ask(link: LimitedLink, found: Caught, until: float, clock: Clock) -> None:
    """Ask in the ordinary way, as every command does."""
    probe = PromptProbe(clock.now(), max(0.0, until - clock.now()))
    try:
        while not probe.done:
            now = clock.now()
            if keys := probe.bytes_to_send(now):
                link.write(keys, _WRITE_S)
            data = link.read(4096, max(0.0, min(_LOOK_S, probe.wake_at(now) - now)))
            if any(isinstance(e, PromptSeen) for e in probe.receive_data(data, clock.now())):
                found.board = _connected(link, found)
                return
    except RemoteProtocolError as error:
        found.said = error.code


def _burst(link: LimitedLink, found: Caught, until: float, clock: Clock) -> None:
    """Send Ctrl-C as fast as a board can hear it, until it is at its prompt."""
    burst = Burst(clock.now())
    while (now := clock.now()) < until:
        if keys := burst.bytes_to_send(now):
            link.write(keys, _WRITE_S)
        data = link.read(4096, burst.wait_s(now))
        if burst.receive_data(data, clock.now()):
            found.board = _connected(link, found)
            if found.board is not None or found.foreign:
                return
            burst.go_on(clock.now())


def _connected(link: LimitedLink, found: Caught) -> Board | None:
    """Return the board behind a prompt, None where what stood there was none of a board."""
    board = Board(link)
    for clear in (False, True):
        try:
            board.connect(_CONNECT_S, clear=clear)
        except (RemoteProtocolError, BoardError) as error:
            found.said = error.code
            if error.code not in _NO_MEMORY:
                return None
            continue  # the stopped program still has the memory
        link.held = False
        return board
    return None
