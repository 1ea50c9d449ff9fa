"""In which line of a TOML file a key stands: tomllib tells what a file says, and not where.

A file is scanned only when something is wrong with it. The scan splits the text into statements and
lets tomllib read the key of each, so that quoted and dotted keys come out as TOML means them.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from typing import cast

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[][{}\n]',
    re.DOTALL,
)
_KEY = re.compile(r"""\s*((?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^=#"'\n])+?)\s*=""")
_HEAD = re.compile(r"""\s*(\[\[?)\s*((?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^]#"'\n])+?)\s*\]""")
_MAX_KEYS = 10_000
"""More keys than the largest file of people has are not looked for."""


class TomlFile:
    """A TOML file as its problems name it.

    Args:
        name: What the problems call the file.
        text: What it holds; it is TOML.
    """

    def __init__(self, name: str, text: str = "") -> None:
        self.name = name
        self._text = text

    def at(self, key: str) -> str:
        """Return the file and the line of a key: ``pack.toml:12``.

        Args:
            key: Such as ``steps[2].title.ja``. What is not there is looked for around it.

        Returns:
            The place; the file alone when nothing of the key is there.
        """
        line = self.line(key)
        return f"{self.name}:{line}" if line else self.name

    def line(self, key: str) -> int:
        """Return the line of a key, counted from 1; 0 when nothing of it is there."""
        while key:
            if key in self._lines:
                return self._lines[key]
            cut = max(key.rfind("."), key.rfind("["))
            key = key[:cut] if cut > 0 else ""
        return 0

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        """The line of each key that begins a statement."""
        found: dict[str, int] = {}
        counts: dict[str, int] = {}
        table = ""
        for start, statement in _statements(self._text):
            line = start + 1
            if len(found) > _MAX_KEYS:
                break
            if head := _HEAD.match(statement):
                table = _inside(_parts(head[2]), counts)
                if head[1] == "[[":
                    counts[table] = counts.get(table, 0) + 1
                    found.setdefault(table, line)
                    table = f"{table}[{counts[table]}]"
                found.setdefault(table, line)
            elif key := _KEY.match(statement):
                path = table
                for part in _parts(key[1]):
                    path = f"{path}.{part}" if path else part
                    found.setdefault(path, line)
        return found


def first_line_of_statement(text: str, line: int) -> int:
    """Return in which line the statement begins that a line belongs to.

    Args:
        text: A file, which may be no TOML.
        line: The line, from 1.
    """
    return max(start + 1 for start, _ in _statements(text) if start < line)


def _statements(text: str) -> list[tuple[int, str]]:
    """Return each statement with its line, counted from 0; a value may go over several lines."""
    found: list[tuple[int, str]] = []
    depth = begin = begin_line = line = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth = max(depth - 1, 0)
        line += mark.count("\n")
        if mark == "\n" and not depth:
            found.append((begin_line, text[begin : token.start()]))
            begin, begin_line = token.end(), line
    return [*found, (begin_line, text[begin:])]


def _parts(key: str) -> list[str]:
    """Return the parts of a dotted key as TOML means them."""
    try:
        table: object = tomllib.loads(f"{key} = 0")
    except (ValueError, RecursionError):
        return [key]
    parts: list[str] = []
    while isinstance(table, dict):
        name, table = next(iter(cast("dict[str, object]", table).items()))
        parts.append(name)
    return parts


def _inside(parts: list[str], counts: Mapping[str, int]) -> str:
    """Return the path of a table: one below a list of tables belongs to the last of them."""
    path = ""
    for at, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if path in counts and at < len(parts) - 1:
            path = f"{path}[{counts[path]}]"
    return path
