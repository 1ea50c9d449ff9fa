"""docs/virtual-board.md lists what the virtual boards have, and marks it truly."""

import importlib.util
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from kibako.virtual.board import VirtualBoard

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = Path(__file__).parent / "documented"
LIMIT_S = 60.0
PROFILES = {"microbit-v1": "microbit", "microbit-v2": "microbit", "pico": "pico", "pico-w": "pico"}

# Sent once: what the board is then asked with. `ask` tells which names are there; one that is
# marked absent is also called, indexed and looked into: at the latest then it has to say so.
FUNCTIONS = """\
def look(path):
    first, *rest = path.split(".")
    thing = __import__(first)
    for part in rest:
        thing = getattr(thing, part[:-2])() if part[-2:] == "()" else getattr(thing, part)
    return thing

def refused(name, use):
    try:
        use()
    except (AttributeError, ImportError, NotImplementedError) as error:
        print("@-", name, error)
        return True
    except Exception:
        pass

def offer(path):
    if refused("", lambda: look(path)):
        return
    thing = look(path)
    if type(thing).__name__ == "Real":
        return
    for name in dir(thing):
        if name[0] != "_":
            print("@+", name)

def ask(path, names):
    for name in names.split():
        if not refused(name, lambda: getattr(look(path), name)):
            print("@=", name)
            part = getattr(look(path), name)
            if type(part) is type and not issubclass(part, Exception):
                if [n for n in dir(part) if n[0] != "_"]:
                    print("@class", name)

def use(path, names):
    for name in names.split():
        thing = getattr(look(path), name)
        for way in (lambda: thing(), lambda: thing(0, 0).send(None), lambda: thing[0]):
            refused(name, way)
"""
NAMES_AT_ONCE = 6


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("build_calls", ROOT / "firmware/build_calls.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Seen:
    """What one virtual board said about itself, by path."""

    def __init__(self, calls, profile, flash_dir):
        self.offered = defaultdict(set)
        self.classes = defaultdict(set)
        self.there = defaultdict(set)
        self.refused = defaultdict(dict)
        self._board = VirtualBoard(profile, flash_dir=flash_dir, pace="fast")
        self.modules = self._board.profile.importable
        with self._board:
            self._board.feed(b"\x01")
            self._read_until(b"exit\r\n>")
            self._do(FUNCTIONS)
            for section in calls.sections:
                marks = section.marks(profile)
                for path in section.paths(profile):
                    self._look_at(path, marks)

    def _look_at(self, path, marks):
        self._run(path, f"offer({path!r})")
        names = list(marks)
        for start in range(0, len(names), NAMES_AT_ONCE):
            self._run(path, f"ask({path!r}, {' '.join(names[start : start + NAMES_AT_ONCE])!r})")
        lacking = [name for name in names if marks[name] == "absent" and name in self.there[path]]
        self._run(path, f"use({path!r}, {' '.join(lacking)!r})")

    def _run(self, path, code):
        output, error = self._do(code)
        if "MemoryError" in error:
            # A board with little memory cannot have all its modules, or all tunes, at once.
            self._board.feed(b"\x04")
            self._read_until(b"exit\r\n>")
            self._do(FUNCTIONS)
            output, error = self._do(code)
        assert not error, f"{path}: {error}"
        for line in output.splitlines():
            kind, _, said = line.partition(" ")
            name, _, reason = said.partition(" ")
            if kind == "@+":
                self.offered[path].add(name)
            elif kind == "@class":
                self.classes[path].add(name)
            elif kind == "@=":
                self.there[path].add(name)
            elif kind == "@-":
                self.refused[path][name] = reason

    def _do(self, code):
        self._board.feed(code.encode() + b"\x04")
        output, error, _ = self._read_until(b"\x04>").decode().removeprefix("OK").split("\x04")
        return output, error

    def _read_until(self, end):
        said = b""
        while not said.endswith(end):
            said += self._board.read(65536, LIMIT_S)
        return said


@pytest.fixture(scope="module", params=PROFILES)
def seen(request, builder, tmp_path_factory):
    """A profile, its table, and what its board said."""
    calls = builder.read_calls(PROFILES[request.param])
    flash_dir = tmp_path_factory.mktemp("flash") / request.param
    return request.param, calls, Seen(calls, request.param, flash_dir)


def test_the_page_is_up_to_date(builder):
    """Run `python firmware/build_calls.py` when this fails."""
    assert builder.PAGE.read_text(encoding="utf-8") == builder.page()


def test_what_a_board_offers_is_listed(seen):
    profile, calls, board = seen
    unlisted = [
        f"{path}.{name}"
        for section in calls.sections
        for path in section.paths(profile)
        for name in sorted(board.offered[path] - set(section.marks(profile)))
    ]
    assert unlisted == []


def test_each_mark_is_true(seen):
    profile, calls, board = seen
    wrong = []
    for section in calls.sections:
        for path in section.paths(profile):
            for name, mark in section.marks(profile).items():
                reason = board.refused[path].get(name)
                there = reason is None and name in board.there[path]
                if mark in ("exact", "approximate") and not there:
                    wrong.append((path, name, mark, reason))
                if mark == "absent" and (reason is None or name not in reason):
                    wrong.append((path, name, mark, reason))
    assert wrong == []


def test_what_only_the_other_board_has_is_not_there(seen):
    profile, calls, board = seen
    there = []
    for section in calls.sections:
        if section.on and profile not in section.on:
            there += [path for path in section.paths(profile) if "" not in board.refused[path]]
    assert there == []


def test_all_modules_and_classes_of_a_board_are_in_its_table(seen):
    profile, calls, board = seen
    listed = {path for section in calls.sections for path in section.paths(profile)}
    language = {"__main__", "builtins"}
    assert {name for name in board.modules if name[0] != "_"} - listed - language == set()
    inside = {
        f"{section.name}.{name}"
        for section in calls.sections
        for name in board.classes[section.name]
        if section.marks(profile).get(name) != "extra"
    }
    assert inside - {path.removesuffix("()") for path in listed} == set()


def test_what_the_documentation_names_is_listed(seen):
    profile, calls, _ = seen
    text = (DOCUMENTED / f"{profile}.toml").read_text(encoding="utf-8")
    named = {path: names.split() for path, names in tomllib.loads(text).items()}
    listed = {section.name: section.marks(profile) for section in calls.sections}
    missing = [
        f"{path}.{name}"
        for path, names in named.items()
        for name in names
        if listed.get(path, {}).get(name, "extra") == "extra"
    ]
    assert len(named) > 20
    assert missing == []
