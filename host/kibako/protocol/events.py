"""What a session tells its caller: frozen values, one for each thing that happened."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PromptSeen:
    """The friendly prompt ``>>>`` stands there and the board waits."""


@dataclass(frozen=True, slots=True)
class RawReady:
    """The raw prompt stands there: the board takes the next program."""


@dataclass(frozen=True, slots=True)
class Started:
    """The board has the whole program and runs it.

    Attributes:
        raw_paste: Whether it was sent with raw paste (flow control by the board).
    """

    raw_paste: bool


@dataclass(frozen=True, slots=True)
class Output:
    """Bytes that the program printed.

    Attributes:
        data: The bytes, never empty; they may end inside a character.
    """

    data: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """The program is over.

    Attributes:
        error: The board's traceback, empty when the program ended well.
    """

    error: bytes


@dataclass(frozen=True, slots=True)
class Restarted:
    """The board started anew while the program ran (``machine.reset()``, the reset button)."""


ProtocolEvent = PromptSeen | RawReady | Started | Output | Ended | Restarted
"""Everything that a session can tell."""
