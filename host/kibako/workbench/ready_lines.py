"""Lines of a program that can be chosen instead of written: those that the lesson itself shows."""

import re

from kibako.lessons.prose import parse

_GAP = "___"
"""What stands in a hint's code for what the learner is to find: such a line is not ready."""
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


def ready_lines(text: str) -> tuple[str, ...]:
    """Return the lines of code that a text shows, in their order.

    Args:
        text: The text of a step with the hint that is shown, in Markdown.

    Returns:
        The lines with their indentation; empty ones, those with gaps, and pieces of code that were
        shown before are left out.
    """
    pieces = dict.fromkeys(
        tuple("".join(piece.text for piece in line) for line in block.lines)
        for block in parse(text)
        if block.kind == "code"
    )
    return tuple(line for piece in pieces for line in piece if line.strip() and _GAP not in line)


def numbers(line: str) -> tuple[str, ...]:
    """Return the numbers that stand in a line of a program, in their order."""
    return tuple(_NUMBER.findall(line))


def with_number(line: str, at: int, value: str) -> str:
    """Put another number into a line.

    Args:
        line: The line.
        at: Which of its :func:`numbers`, counted from 0.
        value: The digits to put there.

    Returns:
        The changed line.
    """
    found = list(_NUMBER.finditer(line))[at]
    return line[: found.start()] + value + line[found.end() :]
