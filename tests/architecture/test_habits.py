"""Habits that a reader of the code may count on."""

import ast

from .source import HOST, PACKAGES, modules

LINES_MAX = 350
SPEAKERS = ("kibako/cli/", "kibako/line/", "kibako/setup/", "kibako/__main__.py")
"""Those that may print; the TUI draws, and everything else tells events or raises."""
EXITS = {("kibako/__main__.py", "sys.exit"), ("kibako/tui/leaving.py", "os._exit")}
"""Where the program ends; the second after a hang-up, when the terminal lets nobody go."""


def test_modules_stay_small() -> None:
    sizes = {
        path.as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for package in PACKAGES
        for path in package.rglob("*.py")
    }
    assert {path: size for path, size in sizes.items() if size > LINES_MAX} == {}


def test_only_faces_print_and_nobody_exits() -> None:
    found: list[str] = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called == "print" and not path.startswith(SPEAKERS):
                found.append(f"{path}:{node.lineno} {called}")
            if called in ("sys.exit", "exit", "quit", "os._exit") and (path, called) not in EXITS:
                found.append(f"{path}:{node.lineno} {called}")
    assert found == []


def test_nothing_is_promised_instead_of_done() -> None:
    marks = tuple("TODO FIXME XXX".split())
    for path in HOST.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not any(mark in text for mark in marks), path


def test_every_file_is_utf8_text_in_the_packages() -> None:
    for package in PACKAGES:
        for path in package.rglob("*.toml"):
            path.read_text(encoding="utf-8")
