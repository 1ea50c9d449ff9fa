"""The hints of a step: three sections of one file, from a nudge to code with gaps."""

import re

HINTS = 3
"""How many hints a step has; the fourth is its solution."""
_SECTION = re.compile(r"^##[ \t]+(\d)[ \t]*$", re.MULTILINE)


def parse_hints(text: str) -> tuple[str, ...]:
    """Return the hints in the order of their numbers.

    Args:
        text: Markdown with the sections ``## 1``, ``## 2`` and ``## 3``.

    Returns:
        The texts of those that are there and not empty, from 1 up to the first that is missing.
    """
    _, *parts = _SECTION.split(text)
    told = dict(zip(parts[::2], parts[1::2], strict=True))
    found: list[str] = []
    for number in range(1, HINTS + 1):
        hint = told.get(str(number), "").strip()
        if not hint:
            break
        found.append(hint)
    return tuple(found)
