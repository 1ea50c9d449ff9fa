"""A real Pico MicroPython in an emulator, where the tester has one: ``--pico-uf2 PATH``.

The essential part of the contract: the emulator runs at a quarter of the real speed.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.errors import KibakoError
from kibako.images.image import ImagePart, read_image

from ..reference.pico_uf2 import PicoUf2, need_emulator
from ..reference.reference_board import EMULATED_V1
from ..unit.images.making import uf2_file

pytestmark = EMULATED_V1
ANSWER_S = 60.0


@pytest.fixture(scope="module")
def path(request: pytest.FixtureRequest) -> Path:
    """The image that the tester named."""
    given = request.config.getoption("--pico-uf2")
    if not given:
        pytest.skip("no registry has a Pico's MicroPython: download one, and name it: --pico-uf2")
    need_emulator()
    return Path(given)


@pytest.fixture(scope="module")
def part(path: Path) -> ImagePart:
    """What the image holds for a Pico."""
    for found in read_image(path.read_bytes(), path.name).parts:
        if found.version and {"pico", "pico-w"} & set(found.boards):
            return found
    pytest.fail(f"{path.name} is no MicroPython for a Pico")


@pytest.fixture(scope="module")
def board(path: Path, part: ImagePart) -> Iterator[Board]:
    with PicoUf2(path.resolve(), part.boards[0]) as pico:
        connected = Board(pico.new_link())
        connected.connect(ANSWER_S)
        yield connected
        connected.close()


def test_the_image_says_what_the_board_says(board: Board, part: ImagePart) -> None:
    assert board.profile.id in part.boards
    assert part.version in board.identity.release
    assert board.identity.implementation == "micropython"


def test_programs_run_and_fail(board: Board) -> None:
    assert (
        board.exec("print('こんにちは', 6 * 7)", timeout_s=ANSWER_S).decode() == "こんにちは 42\r\n"
    )
    result = board.run("print('before')\n1 / 0\n")
    assert not result.ok
    assert b"before" in result.output
    assert b"ZeroDivisionError" in result.error


def test_files_are_written_read_and_removed(board: Board) -> None:
    text = "日本語 と 長い行\n".encode() * 100
    board.put_file("try.txt", text)
    assert board.read_file("try.txt") == text
    assert "try.txt" in {found.path.lstrip("/") for found in board.list_files()}
    board.remove("try.txt")
    assert "try.txt" not in {found.path.lstrip("/") for found in board.list_files()}


def test_a_loop_is_stopped(board: Board) -> None:
    stop = threading.Event()
    loop = "print('go')\nwhile True:\n    pass\n"
    assert board.run(loop, on_output=lambda _data: stop.set(), stop=stop).stopped
    assert board.exec("print(1)", timeout_s=ANSWER_S) == b"1\r\n"


def test_a_soft_reset_forgets_and_keeps_files(board: Board) -> None:
    board.put_file("kept.txt", b"kept")
    board.exec("x = 1", timeout_s=ANSWER_S)
    board.soft_reset()
    assert board.exec("print('x' in globals())", timeout_s=ANSWER_S) == b"False\r\n"
    assert board.read_file("kept.txt") == b"kept"
    board.remove("kept.txt")


@pytest.mark.skipif(os.name == "nt", reason="the emulator's package is for Linux")
def test_the_emulator_itself_starts_and_a_program_without_a_prompt_is_told(tmp_path: Path) -> None:
    """What can be tried without a MicroPython: a Pico whose program does nothing at all."""
    need_emulator()
    (tmp_path / "still.uf2").write_bytes(uf2_file(bytes(256) + b"\xfe\xe7" * 128))  # b .
    with PicoUf2(tmp_path / "still.uf2", "pico") as pico:
        board = Board(pico.new_link())
        with pytest.raises(KibakoError) as raised:
            board.connect(1.0)
        assert raised.value.code == "board_silent"
        board.close()
