"""A packet may end in the middle of a character: text comes through right, both ways."""

import threading
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.errors import BoardError
from kibako.links.base import Link
from kibako.links.open import open_link

from .cable import opened

NAME = "やまだ はな子🌸"


class Crumbs:
    """A link whose packets hold one byte each."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.description = link.description
        self.open = link.open
        self.close = link.close

    @property
    def machine(self) -> object:
        return getattr(self._link, "machine", None)

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        return self._link.read(1, timeout_s)

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        for at in range(len(data)):
            self._link.write(data[at : at + 1], timeout_s)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))


@pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit", "virtual:microbit-v1"])
def test_text_byte_by_byte(moniker: str) -> None:
    board = Board(Crumbs(open_link(moniker)))
    board.connect()
    shown: list[str] = []
    asked = threading.Event()

    def show(data: bytes) -> None:
        shown.append(data.decode())  # never half a character
        if "".join(shown).endswith("なまえは？ ") and not asked.is_set():
            asked.set()
            board.send_input(f"{NAME}\r".encode())

    done = board.run(
        "a=input('なまえは？ ')\nprint('こんにちは、'+a+'。', len(a))\n", on_output=show
    )
    assert done.ok, done.error
    assert f"こんにちは、{NAME}。 {len(NAME)}" in "".join(shown)
    text = f"# {NAME}\n".encode() * 9
    name = "にっき.txt"
    board.write_file(name, text)
    assert board.read_file(name) == text
    assert [info.name for info in board.list_files()] == [name]
    board.close()


@pytest.mark.parametrize(
    ("moniker", "name"),
    [
        ("virtual:microbit", "あ" * 41),
        ("virtual:microbit", "lib/motor.py"),
        ("virtual:microbit-v1", "n" * 121),
        ("virtual:pico", "あ" * 86),
        ("virtual:pico", "../main.py"),
        ("virtual:pico", "tab\t.py"),
        ("virtual:pico", ""),
    ],
)
def test_a_name_that_the_board_cannot_hold_is_told_before_a_byte_is_sent(
    moniker: str, name: str
) -> None:
    board, cable = opened(moniker)
    before = cable.sent
    with pytest.raises(BoardError) as raised:
        board.put_file(name, b"x = 1\n")
    assert raised.value.code in ("board_name_bad", "board_no_folders")
    assert cable.sent == before
    board.close()
