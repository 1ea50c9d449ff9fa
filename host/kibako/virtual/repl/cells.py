"""How wide text is on a terminal, and which code points belong to one visible character."""

import unicodedata

_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_PRESENTATION = "\ufe0f"


def joins(cluster: str, char: str) -> bool:
    """Return whether a code point belongs to the visible character before it.

    Args:
        cluster: The visible character so far, not empty.
        char: The next code point.

    Returns:
        True for combining marks, joiners, skin tones, and the second half of a flag.
    """
    if unicodedata.category(char) in ("Mn", "Me"):
        return True
    if char == _ZERO_WIDTH_JOINER or "\U0001f3fb" <= char <= "\U0001f3ff":
        return width(cluster) == 2
    if cluster.endswith(_ZERO_WIDTH_JOINER):
        return _wide(char) or unicodedata.category(char) == "So"
    return len(cluster) == 1 and _regional(cluster) and _regional(char)


def width(cluster: str) -> int:
    """Return the number of terminal columns of one visible character.

    Args:
        cluster: A code point with the ones that join it.

    Returns:
        0, 1 or 2.
    """
    base = cluster[0]
    if unicodedata.category(base) in ("Mn", "Me", "Cf"):
        return 0
    symbol = _EMOJI_PRESENTATION in cluster and unicodedata.category(base) == "So"
    flag = len(cluster) > 1 and _regional(base) and _regional(cluster[1])
    if symbol or flag or _wide(base):
        return 2
    return 1


def clusters(text: str) -> list[str]:
    """Split text into visible characters.

    Args:
        text: Any text.

    Returns:
        The clusters; joined together they are the text.
    """
    found: list[str] = []
    for char in text:
        if found and joins(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
