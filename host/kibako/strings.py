"""The message catalogues: every string for people, in Japanese and English.

One TOML file a room and language lies in ``kibako/messages/`` (``<room>.<lang>.toml``), with
one table a message group. A message is named ``group.key``; ``{fields}`` are filled by
``str.format``. A test holds that both languages have the same keys and the same fields.
"""

import os
import re
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

LANGUAGES = ("ja", "en")
"""The complete languages; the first is the default."""

_FOLDER = Path(__file__).parent / "messages"
_HEAD = re.compile(r"^\[(\w+)\]$", re.MULTILINE)
"""The head of a table of messages; a test holds that nothing else in a catalogue looks like one."""

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


@contextmanager
def speaking(lang: str) -> Generator[None]:
    """Give messages in a language for a while: for what is made in both languages at once.

    Args:
        lang: One of :data:`LANGUAGES`.
    """
    before = list(_current)
    set_language(lang)
    try:
        yield
    finally:
        _current[:] = before


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
    return {name: said for group in _tables(lang) for name, said in _group(lang, group).items()}


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
    return _group(lang or language(), name.partition(".")[0])[name].format(**fields)


def has(name: str) -> bool:
    """Return whether a message of that name exists."""
    return name in _group(LANGUAGES[0], name.partition(".")[0])


@cache
def _group(lang: str, group: str) -> dict[str, str]:
    """Return the messages of one group, by ``group.key``.

    Only these are read: a command says a few messages out of a thousand, and should not wait
    10 ms for them.
    """
    found: dict[str, str] = {}
    for table in _tables(lang).get(group, ()):
        messages = tomllib.loads(table)
        found.update({f"{group}.{key}": template for key, template in messages.items()})
    return found


@cache
def _tables(lang: str) -> dict[str, list[str]]:
    """Return the text of every table of a language, without its head, by the group that it is."""
    found: dict[str, list[str]] = {}
    for path in sorted(_FOLDER.glob(f"*.{lang}.toml")):
        _, *parts = _HEAD.split(path.read_text(encoding="utf-8"))
        for group, table in zip(parts[::2], parts[1::2], strict=True):
            found.setdefault(group, []).append(table)
    return found
