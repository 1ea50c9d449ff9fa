"""A board's traceback, shortened for a person."""

from itertools import groupby

from kibako import strings

SHOWN_REPEATS = 3


def short_traceback(text: str) -> str:
    """Return a board's traceback without a hundred times the same line, as recursion makes it.

    Args:
        text: The traceback.
    """
    short: list[str] = []
    for line, same in groupby(text.split("\n")):
        count = sum(1 for _ in same)
        short += [line] * min(count, SHOWN_REPEATS)
        if count > SHOWN_REPEATS:
            short.append(strings.text("hint.repeated", count=count - SHOWN_REPEATS))
    return "\n".join(short)
