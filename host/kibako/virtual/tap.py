"""Where all that a program gets from outside can be listened to, or be given instead."""

from collections.abc import Callable
from typing import Protocol


class Tap(Protocol):
    """Between an interpreter and what it asks; used on the board's thread."""

    def begins(self, code: bytes, pump: Callable[[], object]) -> None:
        """A program begins.

        Args:
            code: The program.
            pump: Has interrupts handled at its next step, whether one waits or not.
        """
        ...

    def ask(self, name: str, payload: str, answer: Callable[[], str]) -> str:
        """Answer what the interpreter asks.

        Args:
            name: What it asks for: a host call, or a system function (``wasi.time``).
            payload: The details.
            answer: Gives the answer that the board itself has.

        Returns:
            The answer that the interpreter gets.
        """
        ...
