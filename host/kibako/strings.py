"""The message catalogues: every string for people, in Japanese and English.

One TOML file a room and language lies in ``kibako/messages/`` (``<room>.<lang>.toml``), with
one table a message group. A message is named ``group.key``; ``{fields}`` are filled by
``str.format``. A test holds that both languages have the same keys and the same fields.

A further language is a folder with such files in it, without the language in their names
(``ko/tui.toml``): here, or in the folder that ``KIBAKO_LANGUAGES`` names. It needs no code, and
what it lacks is said in English.
"""

import os
import re
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import cast

LANGUAGES = ("ja", "en")
"""The complete languages; the first is the default."""
FALLBACK = "en"
"""What a further language lacks is said in this one."""
FOLDER_VARIABLE = "KIBAKO_LANGUAGES"
"""Names a folder with a folder for each further language."""

_FOLDER = Path(__file__).parent / "messages"
_HEAD = re.compile(r"^\[(\w+)\]$", re.MULTILINE)
"""The head of a table of messages; a test holds that nothing else in a catalogue looks like one."""

_NAME = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", re.ASCII)
"""What a language is called: ``ko``, ``pt-BR``."""
_FILE_BYTES_MAX = 1_000_000

_current: list[str] = []


def languages() -> tuple[str, ...]:
    """Return every language that can be chosen: the complete ones, then the further ones."""
    return (*LANGUAGES, *(name for name in further() if name not in LANGUAGES))


def further() -> dict[str, tuple[Path, ...]]:
    """Return the further languages, and the folders of each."""
    return _further(os.environ.get(FOLDER_VARIABLE, ""))


@cache
def _further(named: str) -> dict[str, tuple[Path, ...]]:
    found: dict[str, tuple[Path, ...]] = {}
    for place in (_FOLDER, *([Path(named)] if named else [])):
        try:
            folders = sorted(each for each in place.iterdir() if each.is_dir())
        except (OSError, ValueError):
            continue
        for folder in folders:
            if _NAME.fullmatch(folder.name) and any(folder.glob("*.toml")):
                found[folder.name] = (*found.get(folder.name, ()), folder)
    return found


def content_language() -> str:
    """Return the complete language for what no folder of messages brings: lessons, words to type.

    Returns:
        The current language, or English while a further one is spoken.
    """
    lang = language()
    return lang if lang in LANGUAGES else FALLBACK


def word_index() -> int:
    """Return which of the words of :data:`LANGUAGES` are to be typed now."""
    return LANGUAGES.index(content_language())


def own_name(lang: str) -> str:
    """Return what a language calls itself; its short name where it does not say."""
    if lang in LANGUAGES:
        return text("own_language.name", lang)
    return _group(lang, "own_language", own=True).get("own_language.name", lang)


def language() -> str:
    """Return the language that messages are given in.

    Returns:
        What :func:`set_language` was last given; before that, ``KIBAKO_LANG``; else Japanese,
        unless the locale names another language (``C`` and ``POSIX`` name none).
    """
    if _current:
        return _current[-1]
    wanted = os.environ.get("KIBAKO_LANG", "")
    if wanted in languages():
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
        lang: One of :func:`languages`.
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
        lang: One of :func:`languages`.

    Raises:
        ValueError: The language has no catalogue.
    """
    if lang not in languages():
        raise ValueError(lang)
    _current[:] = [lang]


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return every message of a language.

    Args:
        lang: One of :func:`languages`.

    Returns:
        Message templates by ``group.key``.
    """
    groups = _tables(lang if lang in LANGUAGES else FALLBACK)
    return {name: said for group in groups for name, said in _group(lang, group).items()}


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
    lang = lang or language()
    template = _group(lang, name.partition(".")[0])[name]
    try:
        return template.format(**fields)
    except (KeyError, IndexError, ValueError, AttributeError):
        if lang in LANGUAGES:
            raise
        return text(name, FALLBACK, **fields)  # a field that is not there: the folder's fault


def has(name: str) -> bool:
    """Return whether a message of that name exists."""
    return name in _group(LANGUAGES[0], name.partition(".")[0])


@cache
def _group(lang: str, group: str, *, own: bool = False) -> dict[str, str]:
    """Return the messages of one group, by ``group.key``.

    Only these are read: a command says a few messages out of a thousand, and should not wait
    10 ms for them.

    Args:
        lang: The language.
        group: The group.
        own: Whether what a further language lacks is left out, not said in English.
    """
    if lang in LANGUAGES:
        found: dict[str, str] = {}
        for table in _tables(lang).get(group, ()):
            found |= _named(group, tomllib.loads(table))
        return found
    found = {} if own else dict(_group(FALLBACK, group))
    for table in _further_tables(lang):
        messages = table.get(group)
        if isinstance(messages, dict):
            found |= _named(group, cast("dict[str, object]", messages))
    return found


def _named(group: str, messages: Mapping[str, object]) -> dict[str, str]:
    return {f"{group}.{key}": said for key, said in messages.items() if isinstance(said, str)}


def broken_files(lang: str) -> tuple[Path, ...]:
    """Return the files of a further language that could not be read: what they say is missing."""
    _further_tables(lang)
    return tuple(path for path in _broken if path.parent.name == lang)


_broken: list[Path] = []


@cache
def _further_tables(lang: str) -> tuple[dict[str, object], ...]:
    """Return what the files of a further language say; one that cannot be read is left out."""
    found: list[dict[str, object]] = []
    for folder in further().get(lang, ()):
        for path in sorted(folder.glob("*.toml")):
            try:
                if path.stat().st_size > _FILE_BYTES_MAX:
                    raise ValueError(path)
                found.append(tomllib.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError):
                _broken.append(path)
    return tuple(found)


@cache
def _tables(lang: str) -> dict[str, list[str]]:
    """Return the text of every table of a language, without its head, by the group that it is."""
    found: dict[str, list[str]] = {}
    for path in sorted(_FOLDER.glob(f"*.{lang}.toml")):
        _, *parts = _HEAD.split(path.read_text(encoding="utf-8"))
        for group, table in zip(parts[::2], parts[1::2], strict=True):
            found.setdefault(group, []).append(table)
    return found
