"""The message catalogues: every string for people, in Japanese and English.

One TOML file a room and language lies in ``kibako/messages/`` (``<room>.<lang>.toml``), with
one table a message group. A message is named ``group.key``; ``{fields}`` are filled by
``str.format``. A test holds that both languages have the same keys and the same fields.
"""

import os
import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("ja", "en")
"""The complete languages; the first is the default."""

_current: list[str] = []


def language() -> str:
    """Return the language that messages are given in.

    Returns:
        What :func:`set_language` was last given; before that, ``KIBAKO_LANG``; else Japanese,
        unless the locale names another language (``C`` and ``POSIX`` name none).
    """
    if _current:
        return _current[-1]
    wanted = os.environ.get("KIBAKO_LANG", "")
    if wanted in LANGUAGES:
        return wanted
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = os.environ.get(name, "").split(".")[0]
        if locale and locale not in ("C", "POSIX"):
            return "ja" if locale.startswith("ja") else "en"
    return LANGUAGES[0]


def set_language(lang: str) -> None:
    """Choose the language of all messages from now on.

    Args:
        lang: One of :data:`LANGUAGES`.

    Raises:
        ValueError: The language has no catalogue.
    """
    if lang not in LANGUAGES:
        raise ValueError(lang)
    _current[:] = [lang]


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return every message of a language.

    Args:
        lang: One of :data:`LANGUAGES`.

    Returns:
        Message templates by ``group.key``.
    """
    found: dict[str, str] = {}
    folder = files("kibako.messages")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if not entry.name.endswith(f".{lang}.toml"):
            continue
        for group, messages in tomllib.loads(entry.read_text(encoding="utf-8")).items():
            for key, template in messages.items():
                found[f"{group}.{key}"] = template
    return found


def text(name: str, lang: str | None = None, /, **fields: object) -> str:
    """Return one message, its fields filled in.

    Args:
        name: ``group.key`` of the message.
        lang: The language; the current one when left out.
        **fields: Values of the ``{fields}`` in the message.

    Returns:
        The message.

    Raises:
        KeyError: No catalogue has that message: a fault of ours, found by the tests.
    """
    return catalogue(lang or language())[name].format(**fields)


def has(name: str) -> bool:
    """Return whether a message of that name exists."""
    return name in catalogue(LANGUAGES[0])
