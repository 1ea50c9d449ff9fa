"""Which program a process is, in a person's words: ``kibako bridge`` rather than ``python3``."""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from kibako.visible import visible

_INTERPRETER = re.compile(r"(python|pypy)[\d.]*w?")
_WITH_A_VALUE = ("-X", "-W")
_VERB = re.compile(r"[a-z][a-z-]{0,15}")
_NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Process:
    """A running program.

    Attributes:
        name: What a person would call it: ``mpremote connect``.
        pid: The system's number for it.
    """

    name: str
    pid: int


def this_process() -> Process:
    """Return the program that asks."""
    return Process(name_of(sys.orig_argv), os.getpid())


def find_process(pid: int) -> Process | None:
    """Return a running program, or None where the system does not tell (Linux does).

    Args:
        pid: The system's number for it.
    """
    folder = Path("/proc") / str(pid)
    try:
        words = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        name = name_of(words) or (folder / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return None
    return Process(name, pid) if name else None


def name_of(words: Sequence[str]) -> str:
    """Return what a person would call a program.

    Args:
        words: Its command line. Of ``python3 -P -m kibako run heart.py`` the name is
            ``kibako run``: the program and what it was told to do, not who interprets it.

    Returns:
        The name, empty when there are no words.
    """
    left = [word for word in words if word]
    if not left:
        return ""
    name = _stem(left.pop(0))
    if _INTERPRETER.fullmatch(name):
        while left:
            word = left.pop(0)
            if word in _WITH_A_VALUE:
                del left[:1]
            elif word == "-m" and left:
                name = left.pop(0)
                break
            elif word == "-c":
                return name
            elif not word.startswith("-"):
                name = _stem(word)
                break
    verb = f" {left[0]}" if left and _VERB.fullmatch(left[0]) else ""
    return visible(f"{name}{verb}")[:_NAME_MAX]


def _stem(path: str) -> str:
    name = PurePath(path.replace("\\", "/"))
    if name.stem == "__main__" and name.parent.name:
        return name.parent.name
    return name.stem if name.suffix.lower() in (".py", ".pyw", ".exe") else name.name
