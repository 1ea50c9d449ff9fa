"""The earlier programs of a step: what each run had, and how it differs from what there is now."""

import difflib
import time
from dataclasses import dataclass
from typing import Literal

SHOWN_MAX = 30
"""So many runs are told, the newest first."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A program as it was at a run."""

    number: int
    """Its snapshot's number: a later one has a higher one."""
    when_s: float
    """When that was, in seconds since 1970."""
    text: str

    @property
    def clock(self) -> str:
        """The day and the time, as a person reads them."""
        return time.strftime("%m-%d %H:%M", time.localtime(self.when_s))


@dataclass(frozen=True, slots=True)
class Change:
    """A line that only one of two programs has."""

    sign: Literal["+", "-"]
    """``+``: putting the earlier one back brings it; ``-``: that takes it away."""
    line: int
    """Its number in the program that has it, counted from 1."""
    text: str


def changes(now: str, earlier: str) -> tuple[Change, ...]:
    """Return what putting an earlier program back would change.

    Args:
        now: The program as it is.
        earlier: The program as it was.
    """
    old, new = now.splitlines(), earlier.splitlines()
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=True)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            found += [Change("-", at + 1, old[at]) for at in range(i1, i2)]
            found += [Change("+", at + 1, new[at]) for at in range(j1, j2)]
    return tuple(found)
