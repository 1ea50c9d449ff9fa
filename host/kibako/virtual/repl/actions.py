"""What the terminal asks of the board that it belongs to."""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["single", "raw", "paste"]
"""How a program came: one statement at the prompt, the raw REPL (raw paste too), paste mode."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send bytes to the other side.

    Attributes:
        data: The bytes, ready for the wire.
    """

    data: bytes


@dataclass(frozen=True, slots=True)
class Execute:
    """Run a program; the answer is ``Terminal.executed``.

    Attributes:
        code: The program, UTF-8 if the other side kept to it.
        mode: ``single`` prints the value of an expression; ``raw`` and ``paste`` are whole files.
    """

    code: bytes
    mode: Mode


@dataclass(frozen=True, slots=True)
class Complete:
    """Find the names that a word at the prompt may become; the answer is ``completions``.

    Attributes:
        prefix: The dotted word so far, such as ``machine.P``.
        kind: ``module`` after ``import`` and ``from``, else ``name``.
    """

    prefix: str
    kind: Literal["name", "module"] = "name"


@dataclass(frozen=True, slots=True)
class SoftReset:
    """Start the interpreter again; the answer is ``Terminal.booted``."""


Action = Send | Execute | Complete | SoftReset


@dataclass(frozen=True, slots=True)
class Step:
    """What came of some bytes.

    Attributes:
        actions: What to do, in order.
        rest: The bytes that were not consumed, because the last action has to be answered first.
    """

    actions: tuple[Action, ...]
    rest: bytes = b""
