"""Tab completion at the prompt: which word is meant, and what the candidates do to the line."""

import re
from typing import Literal

_IMPORT = re.compile(r"\s*(?:import(?:\s+[\w.,\s]*)?|from)\s+$")
_SLOT_COLUMNS = 16
_LINE_COLUMNS = 4 * _SLOT_COLUMNS


def word_before(text: str) -> tuple[str, Literal["name", "module"]]:
    """Return the dotted word that ends a text, and what it names.

    Args:
        text: The line up to the cursor.

    Returns:
        The word, and ``module`` when it follows ``import`` or ``from``.
    """
    start = len(text)
    while start and (
        text[start - 1] == "." or text[start - 1].isidentifier() or text[start - 1].isdigit()
    ):
        start -= 1
    kind: Literal["name", "module"] = "module" if _IMPORT.match(text[:start]) else "name"
    return text[start:], kind


def extension(text: str, names: list[str]) -> str | None:
    """Return what Tab adds to the line.

    Args:
        text: The line up to the cursor.
        names: The candidates for the last part of the word.

    Returns:
        The text to insert; empty when nothing fits; None when the candidates are to be shown.
    """
    word, _ = word_before(text)
    part = word.rpartition(".")[2]
    fitting = [name for name in names if name.startswith(part)]
    if not fitting:
        keyword = "import "
        return keyword[len(text) :] if word == text and text and keyword.startswith(text) else ""
    common = _common_start(fitting)
    if len(common) > len(part) or len(fitting) == 1:
        return common[len(part) :]
    return None


def columns(names: list[str]) -> str:
    """Lay out candidates as the board does: in columns of sixteen, lines of sixty-four.

    Args:
        names: The candidates.

    Returns:
        Lines; a line break comes before each line and after the last.
    """
    out: list[str] = []
    used = _LINE_COLUMNS
    for name in names:
        gap = -used % _SLOT_COLUMNS
        if gap < 2:
            gap += _SLOT_COLUMNS
        if used + gap + len(name) <= _LINE_COLUMNS:
            out.append(" " * gap + name)
            used += gap + len(name)
        else:
            out.append("\r\n" + name)
            used = len(name)
    return "".join(out) + "\r\n"


def _common_start(names: list[str]) -> str:
    first, last = min(names), max(names)
    for at, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:at]
    return first
