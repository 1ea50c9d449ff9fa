"""``kibako bench`` with wrong words: one sentence and a next step, before a board is touched."""

from pathlib import Path

import pytest

from .conftest import Kibako


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--label", "fox"], 2, "no place for the number"),
        (["--label", "a{n}", "--labels", "x"], 2, "--labels"),
        (["--labels", "nowhere.txt"], 4, "nowhere.txt"),
        (["--labels", "empty.txt"], 4, "no label"),
        (["--files", "nowhere"], 4, "nowhere"),
        (["--image", "nowhere"], 4, "nowhere"),
        (["--csv", "notes.txt"], 4, "no file that kibako bench wrote"),
        (["--labels-sheet", "notes.txt"], 4, "no file that kibako bench wrote"),
        (["--csv", "nowhere/boards.csv"], 4, "no folder nowhere"),
        (["--labels-sheet", "notes.txt/labels.html"], 4, "notes.txt is no folder"),
        (["--virtual", "0"], 2, "--virtual"),
        (["--at-once", "0"], 2, "--at-once"),
        (["--board-kind", "arduino"], 2, "pico / pico-w"),
        (["--trouble", "mix"], 2, "--virtual"),
        (["--virtual", "3", "--trouble", "sulks"], 2, "sulks"),
    ],
)
def test_wrong_words(kibako: Kibako, words: list[str], status: int, says: str) -> None:
    Path(kibako.folder, "empty.txt").write_text("\n \n")
    Path(kibako.folder, "notes.txt").write_text("mine")
    done = kibako("bench", *words)
    assert done.status == status
    assert says in done.messages
    assert len(done.messages.strip().splitlines()) == 2
    assert Path(kibako.folder, "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["radio"], 2, "listen / send / status / on / off / remove"),
        (["flash", "--image", "microbit"], 2, "--drive / --board"),
        (["run", "notes.txt", "--events", "nowhere/e.jsonl"], 4, "no folder nowhere"),
        (["boards", "name", "virtual:pico", "cat"], 3, "a virtual board"),
        (["get", "main.py", "nowhere/main.py"], 4, "no folder nowhere"),
    ],
)
def test_what_is_missing_is_named(kibako: Kibako, words: list[str], status: int, says: str) -> None:
    Path(kibako.folder, "notes.txt").write_text("x = 1")
    done = kibako(*words)
    assert (done.status, says in done.messages) == (status, True), done.messages
    assert len(done.messages.strip().splitlines()) == 2


def test_no_board_at_all(kibako: Kibako) -> None:
    done = kibako("bench", "--idle", "1", "--csv", "made.csv", "--json")
    assert (done.status, "No board was found" in done.messages) == (3, True)
    assert '"what": "finished"' in done.text.splitlines()[-1]
    assert Path(kibako.folder, "made.csv").read_text("utf-8-sig").startswith("when,number,label")
