"""Programs with a mistake: the real interpreter's report gets the right explanation."""

import re
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kibako import strings
from kibako.boards.board import Board
from kibako.lessons.explain.explanation import Explanation, explain_fault, explain_text
from kibako.lessons.explain.names import of_module
from kibako.lessons.readings import without_reading
from kibako.links.virtual import VirtualLink
from kibako.virtual.options import VirtualOptions

HERE = Path(__file__).parent
LIMIT_S = 60.0


@dataclass(frozen=True)
class Program:
    """A program, the line where its mistake is (0: unknown), and the kind of mistake."""

    board: str
    name: str
    line: int
    kind: str
    code: str


def programs() -> list[Program]:
    """Return the programs of ``explained.upy``."""
    text = (HERE / "explained.upy").read_text(encoding="utf-8")
    found: list[Program] = []
    for part in re.split(r"(?m)^# --- ", text)[1:]:
        head, _, code = part.partition("\n")
        board, name, line, kind = head.split()
        found.append(Program(board, name, int(line), kind, code))
    return found


ALL = programs()


@pytest.fixture(scope="module", params=["microbit", "pico"])
def board(request: pytest.FixtureRequest) -> Iterator[tuple[str, Board]]:
    """A connected virtual board of each kind, and its kind."""
    profile = {"microbit": "microbit-v2", "pico": "pico"}[request.param]
    link = VirtualLink(profile, profile, VirtualOptions(pace="fast", ephemeral=True))
    found = Board(link)
    found.connect()
    yield request.param, found
    found.close()


def run(board: Board, code: str) -> tuple[str, str]:
    """Run a program; return what it printed and its traceback."""
    late = threading.Event()
    limit = threading.Timer(LIMIT_S, late.set)
    limit.start()
    try:
        result = board.run(code, stop=late)
    finally:
        limit.cancel()
    assert not late.is_set(), code
    return result.output.decode(), result.error.decode()


def said(found: Explanation) -> list[str]:
    """Return all sentences, and hold that both languages have them and the Japanese is readable."""
    sentences = [say(lang) for say in (found.what, found.advice) for lang in ("ja", "en")]
    assert all(sentence.strip() for sentence in sentences)
    assert without_reading("\n".join(sentences[::2])) == ()
    return sentences


def test_there_are_enough_kinds() -> None:
    assert len({program.kind for program in ALL}) >= 100


def test_each_program_is_explained(board: tuple[str, Board]) -> None:
    kind, connected = board
    wrong: list[str] = []
    for program in ALL:
        if program.board != kind:
            continue
        report = run(connected, program.code)[1]
        found = explain_fault(report, program.code, kind)
        assert found is not None, program.name
        said(found)
        if (found.kind, found.line or 0) != (program.kind, program.line):
            wrong.append(f"{program.name}: {found.kind} in {found.line}: {report}")
    assert wrong == []


def test_the_names_of_modules_are_those_of_the_board(board: tuple[str, Board]) -> None:
    kind, connected = board
    home = "machine" if kind == "pico" else "microbit"
    names = {
        module: of_module(module, kind) for module in (home, "random", "neopixel", "math", "time")
    }
    asked = "".join(f"import {module}\nprint(*dir({module}))\n" for module in names)
    for (module, known), line in zip(
        names.items(), run(connected, asked)[0].splitlines(), strict=True
    ):
        assert known <= set(line.split()), module


TEXTS = tomllib.loads((HERE / "board_texts.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("firmware", TEXTS)
def test_the_texts_of_older_firmware_are_known(firmware: str) -> None:
    wrong: list[str] = []
    for text, kind in TEXTS[firmware].items():
        report = f'Traceback (most recent call last):\r\n  File "<stdin>", line 3\r\n{text}\r\n'
        (found,) = explain_text(report)
        said(found)
        if found.kind != kind or found.line != 3:
            wrong.append(f"{text}: {found.kind}")
    assert wrong == []


def test_every_explanation_can_be_read_alone() -> None:
    """Readings for all kanji, and no field that nobody fills."""
    groups = {name.split(".")[0] for name in strings.catalogue("ja")}
    kinds = [group for group in groups if group.startswith("explain_")]
    texts = [strings.catalogue("ja")[f"{kind}.{key}"] for kind in kinds for key in ("what", "try")]
    assert without_reading("\n".join(texts)) == ()
    assert len(kinds) >= 140
