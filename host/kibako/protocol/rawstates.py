"""The states of a conversation in the raw REPL.

docs/protocol.md draws them; :mod:`kibako.protocol.rawrepl` goes through them.
"""

from enum import Enum, auto


class State(Enum):
    """Where a session stands."""

    FRIENDLY = auto()
    """The board shows ``>>>``; only :meth:`RawRepl.enter` is allowed."""
    ENTERING = auto()
    """Ctrl-A is out, the raw banner is awaited."""
    READY = auto()
    """The raw prompt is there."""
    ASKING = auto()
    """Raw paste was asked for."""
    FALLING_BACK = auto()
    """The board does not know raw paste and repeats its banner."""
    PASTING = auto()
    """The program goes out by raw paste, window by window."""
    SENDING = auto()
    """The program goes out in plain raw REPL, chunk by chunk."""
    AWAITING_OK = auto()
    """The program is out, the board's ``OK`` is awaited."""
    OUTPUT = auto()
    """The program runs; its output comes in."""
    ERROR = auto()
    """The output is over, the traceback comes in."""
    CLOSING = auto()
    """The program is over, the raw prompt is awaited."""
    RESETTING = auto()
    """A soft reset was asked for, the raw banner is awaited."""
    BROKEN = auto()
    """The board broke the protocol or started anew: probe for the prompt again."""


TIMED = {
    State.ENTERING, State.ASKING, State.FALLING_BACK, State.PASTING, State.SENDING,
    State.AWAITING_OK, State.ERROR, State.CLOSING, State.RESETTING,
}  # fmt: skip
"""The states that end with an error when the board says nothing for too long."""
