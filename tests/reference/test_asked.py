"""What the real micro:bit V2 answered to the questions in asked/, asked of the virtual one.

Every answer that differs is listed in asked/differences.toml with its reason; a listed one that no
longer differs fails too.
"""

import ast
import re
import tomllib
from functools import cache

import pytest
from kibako.boards.board import Board
from kibako.links.virtual import VirtualLink
from kibako.virtual.options import VirtualOptions

from .asking import ENDLESS, FOLDER, ask_table, known, questions
from .microbit_v2 import MicrobitV2, need_pipes

# What is quick to ask again, so that a wrong answer on file is noticed.
ASKED_AGAIN = ("buttons", "compass")


@cache
def differences() -> dict[str, dict[str, object]]:
    return tomllib.loads((FOLDER / "differences.toml").read_text("utf-8"))


def same_words(answer: str) -> str:
    """Return an answer without what newer firmware only says in other words."""
    for pattern, words in differences()["words"]["same"]:
        answer = re.sub(pattern, words, answer)
    if answer.startswith("= ['") and "'__class__'" in answer:
        names: list[str] = ast.literal_eval(answer.removeprefix("= "))
        answer = f"= {[each for each in names if not each.startswith('_')]}"
    return answer


def listed(table: str) -> dict[str, str]:
    """Return the questions of a table whose answers differ, each with its reason."""
    found: dict[str, str] = {}
    for reason, entry in differences().items():
        for question in entry.get("asked", {}).get(table, ()):
            assert question not in found, f"{question} differs for one reason"
            found[question] = reason
    return found


def test_every_question_is_answered() -> None:
    """If this fails: python -m tests.reference.asking TABLE."""
    on_file = {name: [question for question, _ in pairs] for name, pairs in known("v2").items()}
    assert {name: asked for name, (_, asked) in questions().items()} == on_file
    assert all(answer != ENDLESS for pairs in known("v2").values() for _, answer in pairs)


def test_every_difference_has_a_reason() -> None:
    for reason, entry in differences().items():
        if reason != "words":
            assert str(entry["en"]).endswith(".") and str(entry["ja"]).endswith("。"), reason
            assert set(entry["asked"]) <= questions().keys()


@pytest.mark.parametrize("table", questions())
def test_the_virtual_board_answers_the_same(table: str) -> None:
    board = Board(
        VirtualLink("microbit-v2", "microbit-v2", VirtualOptions(pace="fast", ephemeral=True))
    )
    board.connect()
    try:
        answers = ask_table(board, table)
    finally:
        board.close()
    differ = {
        question: (real, ours)
        for (question, real), (_, ours) in zip(known("v2")[table], answers, strict=True)
        if same_words(real) != same_words(ours)
    }
    allowed = listed(table)
    assert {q: both for q, both in differ.items() if q not in allowed} == {}
    assert allowed.keys() - differ.keys() == set(), "listed, and there is no difference"


def test_the_answers_on_file_are_right() -> None:
    need_pipes()
    with MicrobitV2() as reference:
        for table in ASKED_AGAIN:
            board = reference.connect()
            board.soft_reset()
            assert ask_table(board, table) == known("v2")[table]
            board.close()
