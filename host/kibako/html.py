"""HTML built in code: what is no :class:`Html` yet is escaped, so a pack can smuggle nothing in.

Packs come from strangers. With a template language one forgotten filter is a hole; here text
becomes a page only through :func:`tag`, and the types tell what is text and what is HTML.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import Final

EMPTY: Final = frozenset({"br", "img", "input", "link", "meta"})
"""Elements that have no end and hold nothing."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Letters that HTML forbids, and marks that turn the direction of writing around."""


class Html(str):
    """Text that is HTML already: its letters are safe where an element may stand."""

    __slots__ = ()


Inside = Html | str | Iterable["Inside"] | None
"""What an element may hold: HTML, text that is still to be escaped, several of them, nothing."""


def tag(
    name: str,
    /,
    *inside: Inside,
    attributes: dict[str, str | int | bool | None] | None = None,
    **named: str | int | bool | None,
) -> Html:
    """Return an element.

    Args:
        name: What it is, such as ``p``; ours, never a stranger's.
        *inside: What it holds.
        attributes: Attributes whose names are no Python names, such as ``data-board``.
        **named: Attributes; a ``_`` at the end is dropped (``class_``), other ``_`` become ``-``.
            True is an attribute without a value; False and None leave it out.
    """
    pairs = {key.rstrip("_").replace("_", "-"): value for key, value in named.items()}
    pairs |= attributes or {}
    words = "".join(_attribute(key, value) for key, value in pairs.items())
    if name in EMPTY:
        return Html(f"<{name}{words}>")
    return Html(f"<{name}{words}>{join(inside)}</{name}>")


def join(parts: Iterable[Inside]) -> Html:
    """Return several parts as one, text escaped."""
    return Html("".join(_part(part) for part in parts))


def visible(text: str) -> str:
    """Return a stranger's text without letters that cannot be seen or turn others around."""
    return _UNSEEN.sub("\ufffd", text)


def _part(part: Inside) -> str:
    if part is None:
        return ""
    if isinstance(part, Html):
        return part
    if isinstance(part, str):
        return escape(visible(part), quote=False)
    return join(part)


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{escape(visible(str(value)), quote=True)}"'
