"""Asks a reference board what the documents leave open: ``python -m tests.reference.asking``.

The questions are in ``asked/questions.toml``, the answers in ``asked/v2.json``: for each question
what its value looks like (``= 5``), what was printed, or which exception came (``! ValueError:
index out of bounds``).
"""

import ast
import json
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

from kibako.boards.board import Board
from kibako.errors import KibakoError

from .microbit_v2 import MicrobitV2
from .reference_board import ReferenceBoard

FOLDER = Path(__file__).parent / "asked"

_ASK = """\
def _ask(text, value):
    try:
        if value:
            print('=', repr(eval(text)))
        else:
            exec(text)
    except BaseException as e:
        print('!', type(e).__name__ + ':', ', '.join(repr(a) for a in e.args))
"""

LIMIT_S = 20.0
ENDLESS = "... (it goes on until it is interrupted)"
GONE = "... (the board stops answering)"
Answers = dict[str, list[list[str]]]
"""For each table of the questions, pairs of a question and its answer, in order."""


def questions() -> dict[str, tuple[str, list[str]]]:
    """Return, for each table, its setup and its questions."""
    read = tomllib.loads((FOLDER / "questions.toml").read_text("utf-8"))
    return {name: (table.get("setup", ""), table["ask"]) for name, table in read.items()}


def ask_all(new_board: Callable[[], ReferenceBoard], only: Sequence[str] = ()) -> Answers:
    """Ask everything, or some tables of it.

    Args:
        new_board: Makes a board; a new one is made when the last one no longer answers.
        only: The tables; none stands for all of them.
    """
    found: Answers = {}
    for name, (setup, asked) in questions().items():
        if not only or name in only:
            found[name] = []
            waiting = list(asked)
            while waiting:
                with new_board() as reference:
                    _ask_until_it_ends(reference, setup, waiting, found[name])
    return found


def _ask_until_it_ends(
    reference: ReferenceBoard, setup: str, waiting: list[str], found: list[list[str]]
) -> None:
    """Ask what is waiting, in order, until nothing is or the board is gone."""
    board = reference.connect()
    board.exec(setup)
    board.exec(_ASK)
    while waiting:
        question = waiting.pop(0)
        try:
            found.append([question, ask(board, question)])
        except KibakoError:
            found.append([question, GONE])
            return
    board.close()


def ask_table(board: Board, table: str) -> list[list[str]]:
    """Ask one table's questions of a board that answers them all, and return the pairs."""
    setup, asked = questions()[table]
    board.exec(setup)
    board.exec(_ASK)
    return [[each, ask(board, each)] for each in asked]


def ask(board: Board, question: str) -> str:
    """Return what the board answers to one question."""
    try:
        ast.parse(question, mode="eval")
        has_value = True
    except SyntaxError:
        has_value = False
    said = board.exec(f"_ask({question!r}, {has_value})", timeout_s=LIMIT_S)
    text = said.decode("utf-8", "backslashreplace").replace("\r\n", "\n").strip()
    return ENDLESS if text.endswith("! KeyboardInterrupt:") else text


def known(version: str) -> Answers:
    """Return the answers that are on file for a board."""
    path = FOLDER / f"{version}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write(version: str, answers: Answers) -> None:
    """Put answers on file."""
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    (FOLDER / f"{version}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    for table in sys.argv[1:] or questions():
        write("v2", known("v2") | ask_all(MicrobitV2, [table]))
