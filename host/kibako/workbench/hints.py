"""What a person may look for in a line where a program stopped, besides the board's own words."""

import re
import unicodedata
from itertools import groupby

from kibako import strings

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|#.*")
_NEAREST = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "「": '"', "」": '"'}
WIDE_SPACE = "\u3000"
SHOWN_REPEATS = 3


def wide_sign(line: str) -> tuple[str, str] | None:
    """Find a sign that an input method has made wide, as （ or １, outside quotes and comments.

    Args:
        line: A line of a program.

    Returns:
        The sign, and the one that Python knows; None when there is no such sign.
    """
    for sign in _QUOTED.sub("", line):
        plain = _NEAREST.get(sign) or unicodedata.normalize("NFKC", sign)
        if plain != sign and plain.isascii():
            return sign, plain
    return None


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


def hint(code: str, number: object) -> str:
    """Return a sentence about the line where a program stopped; "" when there is none to say.

    Args:
        code: The program.
        number: The line, counted from 1; anything else is no line.
    """
    lines = code.split("\n")
    if not isinstance(number, int) or not 1 <= number <= len(lines):
        return ""
    found = wide_sign(lines[number - 1])
    if found is None:
        return ""
    sign, plain = found
    if sign == WIDE_SPACE:
        return strings.text("hint.wide_space")
    return strings.text("hint.wide_sign", sign=sign, plain=plain)
