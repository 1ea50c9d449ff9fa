"""What code on a board may ask of the world, taken apart carefully.

The payload of a host call comes from a program that a child (or a stranger) wrote: every
number is checked here before a part of the board sees it.
"""

from collections.abc import Callable

MAX_PAYLOAD_CHARS = 65_536
"""Longer payloads are refused: no part needs them."""

MAX_TIME_MS = 0x3FFF_FFFF
"""The longest time a program can name, as on the real boards (12 days)."""

HostFunction = Callable[[str], str]
"""One thing that the world answers: payload in, short answer out."""


class HostCallError(Exception):
    """The board's code asked for something that the board cannot do.

    Args:
        exception_name: The exception to raise on the board, such as ``ValueError``.
        message: Its text, as the real board words it.
    """

    def __init__(self, exception_name: str, message: str) -> None:
        super().__init__(f"{exception_name}: {message}")
        self.exception_name = exception_name
        self.message = message

    @property
    def reply(self) -> str:
        """The answer that makes the board's code raise: ``!ValueError:the text``."""
        return f"!{self.exception_name}:{self.message}"


def value_error(message: str) -> HostCallError:
    """Return the error that becomes a ``ValueError`` on the board."""
    return HostCallError("ValueError", message)


def integers(payload: str, count: int) -> list[int]:
    """Read ``count`` whole numbers, separated by single spaces.

    Args:
        payload: The text from the board.
        count: How many numbers there must be.

    Returns:
        The numbers.

    Raises:
        HostCallError: There are more or fewer, or one of them is no number.
    """
    words = payload.split(" ", count)
    if len(words) != count:
        raise value_error("wrong number of values")
    return [integer(word) for word in words]


def integer(word: str) -> int:
    """Read one whole number of at most twelve characters.

    Args:
        word: The text from the board.

    Returns:
        The number.

    Raises:
        HostCallError: It is no whole number, or far too long.
    """
    digits = word.removeprefix("-")
    if len(word) > 12 or not (digits.isascii() and digits.isdigit()):
        raise value_error("not a whole number")
    return int(word)


def bounded(value: int, low: int, high: int, message: str) -> int:
    """Return ``value`` if it lies between the bounds (both included).

    Args:
        value: The number to look at.
        low: The smallest allowed value.
        high: The largest allowed value.
        message: What the board says otherwise.

    Returns:
        The same number.

    Raises:
        HostCallError: The number lies outside.
    """
    if not low <= value <= high:
        raise value_error(message)
    return value


def duration_ms(value: int) -> int:
    """Return a time in milliseconds, held between 1 and the longest that a board can name."""
    return min(max(value, 1), MAX_TIME_MS)
