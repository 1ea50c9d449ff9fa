"""Editing a program by the numbers of its lines."""

from kibako.errors import UsageError

MAX_CODE = 1_000_000
"""How many characters a program may have."""


def split(code: str) -> list[str]:
    """Return the lines of a program; the line end of the last one makes no line more."""
    lines = code.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def join(lines: list[str]) -> str:
    """Return lines as a program, each with its line end."""
    code = "".join(f"{line}\n" for line in lines)
    if len(code) > MAX_CODE:
        raise UsageError("code_large", limit=MAX_CODE)
    return code


def number(word: str, lowest: int, highest: int) -> int:
    """Return the number of a line that was typed.

    Raises:
        UsageError: It is no number, or there is no such line.
    """
    if word.isdecimal() and len(word) < 7 and lowest <= int(word) <= highest:
        return int(word)
    if highest < lowest:
        raise UsageError("code_empty")
    raise UsageError("line_expected", word=word or "-", lowest=lowest, highest=highest)


def replace(code: str, at: int, new: list[str]) -> str:
    """Put other lines in the place of line ``at`` (counted from 1)."""
    lines = split(code)
    return join(lines[: at - 1] + new + lines[at:])


def insert(code: str, at: int, new: list[str]) -> str:
    """Put lines before line ``at``; one past the end puts them behind all."""
    lines = split(code)
    return join(lines[: at - 1] + new + lines[at - 1 :])


def delete(code: str, first: int, last: int) -> str:
    """Take the lines from ``first`` to ``last`` out."""
    lines = split(code)
    return join(lines[: first - 1] + lines[last:])
