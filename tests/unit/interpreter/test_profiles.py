"""The same on whole boards: each profile has its own heap, its modules and our software on it.

Every program of the corpus runs there under pressure, and must say what it says on the bare
interpreter with a big heap and no pressure. Left out is what a board cannot run: a program that
imports a module that the profile does not have, and the few in ``LEFT_OUT``.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from kibako.boards.opening import open_board
from kibako.virtual.options import VirtualOptions
from kibako.virtual.profile import VirtualProfile, find_profile

from tests.unpaused import unpaused

from . import harness
from .corpus import Program, programs
from .test_corpus import FACTS

PRESSURES = {"microbit-v1": 300, "microbit-v2": 64, "pico": 64, "pico-w": 300}
"""After how many bytes each profile's board collects: each family often, and seldom. At every 16
bytes the bare interpreter runs the same corpus, with less to collect each time."""
PROFILES = tuple(PRESSURES)

LEFT_OUT = {
    ("microbit", "data: time structures"): "a micro:bit's time has no gmtime",
    ("microbit", "executing: import of built in modules"): "imports json by exec()",
}
"""Programs that a family of boards cannot run, though it has what they import; and why."""

TOO_LARGE_MOST = {"microbit-v1": 8}
"""How many programs a heap of 10 KB may be too small for: these end in MemoryError, and the board
lives. Which they are shifts with a few bytes of our own modules."""
TOO_LARGE_KINDS = ("executing: ", "recursion: ")
"""Of which kinds they are: programs that make large programs or deep structures of themselves."""

LEFT_OUT_MOST = {"microbit": 70, "pico": 0}
"""How many programs a family of boards may leave out at most, those for want of modules too."""

_IMPORT = re.compile(r"^\s*(?:import ([\w, ]+)|from (\w+) import)", re.MULTILINE)


def imports(program: Program) -> set[str]:
    """Return the modules that a program imports."""
    found: set[str] = set()
    for names, name in _IMPORT.findall(program.source):
        found.update(word.split()[0] for word in (names or name).split(","))
    return found


def can_run(profile: VirtualProfile, program: Program) -> bool:
    """Return whether a board has what a program needs."""
    has = profile.importable | profile.modules
    return imports(program) <= has and (profile.firmware, program.name) not in LEFT_OUT


@pytest.fixture(scope="module")
def expected(run: Callable[..., harness.Outcome]) -> dict[str, str]:
    """What each program says when nothing presses."""
    return {program.name: run(program.source).output for program in [*FACTS, *programs()]}


@pytest.mark.parametrize(("name", "threshold"), PRESSURES.items())
def test_the_whole_corpus_on_a_whole_board(
    name: str,
    threshold: int,
    expected: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    unpaused(monkeypatch)
    profile = find_profile(name)
    different: list[str] = []
    too_large: list[str] = []
    board = open_board(f"virtual:{name}", virtual=VirtualOptions(pace="fast"))
    try:
        for program in filter(lambda p: can_run(profile, p), [*FACTS, *programs()]):
            result = board.run(f"import gc;gc.threshold({threshold})\n{program.source}")
            output = result.output.decode().replace("\r\n", "\n")
            if b"\nMemoryError" in result.error and name in TOO_LARGE_MOST:
                too_large.append(program.name)
            elif result.error or output != expected[program.name]:
                different.append(f"{program.name}: {output} {result.error.decode()}")
    finally:
        board.close()
    assert not different
    assert len(too_large) <= TOO_LARGE_MOST.get(name, 0), too_large
    assert all(each.startswith(TOO_LARGE_KINDS) for each in too_large), too_large


@pytest.mark.parametrize("name", PROFILES)
def test_little_is_left_out(name: str) -> None:
    profile = find_profile(name)
    left_out = [p.name for p in programs() if not can_run(profile, p)]
    assert len(left_out) <= LEFT_OUT_MOST[profile.firmware]
    assert len(list(programs())) - len(left_out) >= 300


def test_each_program_left_out_by_name_exists() -> None:
    names = {program.name for program in programs()}
    assert {name for _, name in LEFT_OUT} <= names
