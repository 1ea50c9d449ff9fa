"""The catalogues: whole in both languages, and every message that the code names is there."""

import ast
import importlib
import string
import tomllib
from collections.abc import Iterator

import pytest
from kibako import strings
from kibako.errors import KibakoError

from .source import HOST, module_name, modules

MESSAGES = HOST / "kibako" / "messages"
ROOMS = sorted({path.name.split(".")[0] for path in MESSAGES.glob("*.toml")})
SAYERS = ("text", "say")
"""Functions whose first argument names a message in full."""


def fields(template: str) -> set[str]:
    """Return the fields that a message fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def load(room: str, lang: str) -> dict[str, str]:
    path = MESSAGES / f"{room}.{lang}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{group}.{key}": said for group, keys in tables.items() for key, said in keys.items()}


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_say_the_same_things(room: str) -> None:
    japanese, english = load(room, "ja"), load(room, "en")
    assert japanese.keys() == english.keys()
    differing = [name for name in japanese if fields(japanese[name]) != fields(english[name])]
    assert differing == []
    assert all(said.strip() for said in (*japanese.values(), *english.values()))


def test_no_message_is_written_twice() -> None:
    seen: dict[str, str] = {}
    twice: list[str] = []
    for room in ROOMS:
        for name in load(room, "ja"):
            if name in seen:
                twice.append(f"{name} in {seen[name]} and {room}")
            seen[name] = room
    assert twice == []


def error_classes() -> set[str]:
    """Return the names of all our errors, of every room."""
    for path in modules():
        if path.startswith("kibako/") and not path.startswith("kibako/__main__"):
            importlib.import_module(module_name(path))
    found: set[str] = set()
    waiting: list[type[KibakoError]] = [KibakoError]
    while waiting:
        kind = waiting.pop()
        found.add(kind.__name__)
        waiting += kind.__subclasses__()
    return found


def raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Yield where an error is made, its code, and its fields when all are written there."""
    classes = error_classes()
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func)
            code = node.args[0]
            is_error = called.rpartition(".")[2] in classes
            if is_error and isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = {keyword.arg for keyword in node.keywords}
                known = None if None in names else {str(name) for name in names}
                yield f"{path}:{node.lineno}", code.value, known


def test_every_error_says_what_happened_and_what_next() -> None:
    known = strings.catalogue("ja")
    missing: list[str] = []
    count = 0
    for where, code, given in raised():
        count += 1
        for part in ("what", "next"):
            template = known.get(f"{code}.{part}")
            if template is None:
                missing.append(f"{where} {code}.{part} is in no catalogue")
            elif given is not None and not fields(template) <= given:
                missing.append(f"{where} {code}.{part} lacks {fields(template) - given}")
    assert missing == []
    assert count > 30


def test_every_message_that_is_said_exists() -> None:
    known = strings.catalogue("ja")
    missing: list[str] = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            name = node.args[0]
            if called not in SAYERS or not isinstance(name, ast.Constant):
                continue
            if not (isinstance(name.value, str) and name.value.count(".") == 1):
                continue
            if " " not in name.value and name.value not in known:
                missing.append(f"{path}:{node.lineno} {name.value}")
    assert missing == []
