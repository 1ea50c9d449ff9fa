"""What a learner may have meant by a name: from the program and from what boards offer."""

import difflib
import keyword
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

_FILE = Path(__file__).with_name("names.toml")
_WORD = re.compile(r"[A-Za-z_]\w*")
_STRING_OR_COMMENT = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|#.*")
_IMPORTED = re.compile(r"^\s*(?:from|import)\s+([\w.]+)", re.MULTILINE)
_MAX_WORDS = 5000
_NEAR = 0.7
_HOMES = {
    "microbit": ("microbit", "random", "neopixel", "math", "time"),
    "pico": ("machine", "time", "neopixel", "random", "math"),
}
"""Where a name is most likely meant to come from."""


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    microbit: dict[str, str]
    pico: dict[str, str]
    pico_w: dict[str, str] = msgspec.field(name="pico-w")
    types: dict[str, str]

    def modules(self, family: str) -> dict[str, str]:
        """Return the modules of a kind of board; of all when it is not known."""
        if family == "microbit":
            return self.microbit
        pico = {**self.pico_w, **self.pico}
        return pico if family == "pico" else {**pico, **self.microbit}


def family_of(code: str) -> str:
    """Guess from what a program imports for which kind of board it is; "" when it does not tell."""
    imported = {name.partition(".")[0] for name in _IMPORTED.findall(code)}
    names = _names()
    if "microbit" in imported:
        return "microbit"
    if imported & ((set(names.pico) | set(names.pico_w)) - set(names.microbit)):
        return "pico"
    return "microbit" if imported & (set(names.microbit) - set(names.pico)) else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return what a name was probably meant to be; "" when nothing is near.

    Args:
        name: What was written.
        known: What could have been meant.
    """
    others = sorted({each for each in known if each != name})
    for each in others:
        if each.lower() == name.lower():
            return each
    close = difflib.get_close_matches(name, others, 1, _NEAR)
    return close[0] if close else ""


def in_program(code: str) -> set[str]:
    """Return the names that a program has outside quotes and comments."""
    words = _WORD.findall(_STRING_OR_COMMENT.sub(" ", code))[:_MAX_WORDS]
    return {word for word in words if not keyword.iskeyword(word)}


def in_use(code: str, family: str) -> set[str]:
    """Return all names that a program could use: its own, what it imports, what is built in."""
    found = in_program(code) | {"True", "False", "None", *_builtins()}
    modules = _names().modules(family)
    for module in _IMPORTED.findall(code):
        found |= set(modules.get(module, "").split())
    if family != "pico":  # a child may have forgotten the import too
        found |= set(modules.get("microbit", "").split())
    return found


def of_module(module: str, family: str) -> set[str]:
    """Return the names of a module."""
    return set(_names().modules(family).get(module, "").split())


def of_type(type_name: str) -> set[str]:
    """Return the names of what has a type, as far as they are known."""
    return set(_names().types.get(type_name, "").split())


def modules(family: str) -> set[str]:
    """Return the modules of a kind of board, without the old names of some (``utime``)."""
    known = _names().modules(family)
    return {name for name in known if not (name[0] == "u" and name[1:] in known)}


def other_board(module: str, family: str) -> str:
    """Return which other kind of board has a module.

    Args:
        module: The module.
        family: The kind of board that has not; "" when that is not known.

    Returns:
        ``microbit``, ``pico``, ``pico-w``; "" when there is no other, or more than one.
    """
    names = _names()
    known = {"microbit": names.microbit, "pico": names.pico, "pico-w": names.pico_w}
    having = [kind for kind, its in known.items() if module in its and kind != family]
    return having[0] if len(having) == 1 else ""


def board_of_name(name: str, module: str, family: str) -> str:
    """Return which other kind of board has a name in a module; "" when none has.

    Args:
        name: The name.
        module: The module.
        family: The kind of board that has not.
    """
    for kind in ("microbit", "pico"):
        if family and kind != family and name in of_module(module, kind):
            return kind
    return ""


def import_for(name: str, family: str) -> str:
    """Return the statement that makes a name known; "" when there is none.

    Args:
        name: The name, as it must be written.
        family: The kind of board.
    """
    known = _names().modules(family)
    if name in known:
        return f"import {name}"
    for home in _HOMES.get(family, _HOMES["microbit"]):
        if name in known.get(home, "").split():
            return "from microbit import *" if home == "microbit" else f"from {home} import {name}"
    return ""


def _builtins() -> tuple[str, ...]:
    return (
        *("abs", "bool", "bytes", "chr", "dict", "enumerate", "float", "input", "int", "len"),
        *("list", "max", "min", "open", "ord", "print", "range", "reversed", "round", "set"),
        *("sorted", "str", "sum", "tuple", "type", "zip", "isinstance", "map", "divmod"),
    )


@cache
def _names() -> _Names:
    return msgspec.toml.decode(_FILE.read_bytes(), type=_Names)
