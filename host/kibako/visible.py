"""Text from outside, as a terminal may show it.

A board's program, a name on USB or in the air, another program's words: each may hold an escape
sequence, which must not reach a terminal.
"""

TAB_STOP = 4


def visible(text: str) -> str:
    """Return the letters of a text that can be seen; the others are left out.

    Args:
        text: A name or a few words, from anybody.
    """
    return "".join(letter for letter in text if letter.isprintable())


def printable(text: str) -> str:
    """Return a line with a mark in place of each letter that would move a terminal's cursor.

    Args:
        text: One line, from anybody; its tabs become spaces.
    """
    if text.isprintable():
        return text
    kept = (letter if letter.isprintable() or letter == "\t" else "\ufffd" for letter in text)
    return "".join(kept).expandtabs(TAB_STOP)


def printable_text(text: str) -> str:
    """Return a text of several lines, each as :func:`printable` gives it.

    Args:
        text: The text, from anybody.
    """
    return "\n".join(map(printable, text.split("\n")))
