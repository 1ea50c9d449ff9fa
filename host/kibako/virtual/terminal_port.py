"""The board's own serial side, as far as the world around it may move it.

A micro:bit has one UART, and its console is on it: a program that talks to a part takes the
console along. The board's thread is the only one that moves it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Sender = Callable[[bytes], int]
"""Takes what the board sends, and tells how many microseconds that takes."""


class TerminalPort:
    """Where the console of a board is."""

    def __init__(self) -> None:
        self._sender: Sender | None = None
        self.inside: Callable[[], AbstractContextManager[None]] = nullcontext
        self.hears_cable = True
        self.receive: Callable[[bytes], None] = lambda data: None

    def move(self, sender: Sender | None, *, hears_cable: bool) -> None:
        """Put the console somewhere else.

        Args:
            sender: Takes what the board sends from now on; None: it goes through the cable.
            hears_cable: Whether what comes through the cable reaches the board.
        """
        self._sender, self.hears_cable = sender, hears_cable

    @property
    def on_pins(self) -> bool:
        """Whether what the board sends goes somewhere else than through the cable."""
        return self._sender is not None

    def send(self, data: bytes) -> int:
        """Send bytes to where the console is, if that is not the cable.

        Args:
            data: The bytes.

        Returns:
            How many microseconds that takes.
        """
        with self.inside():
            return 0 if self._sender is None else self._sender(data)
