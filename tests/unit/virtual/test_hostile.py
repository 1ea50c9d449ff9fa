"""Programs that no board likes: each ends with a clear word, and the board lives on."""

from pathlib import Path

import pytest
from kibako.virtual.serial import OUTPUT_LIMIT_BYTES

from .boards import Talk, let_it_go_on, talk

PROGRAMS = {
    "recursion": ("def f(): f()\nf()", "RuntimeError: maximum recursion depth exceeded"),
    "heap": ("l = []\nwhile True: l.append(bytearray(1000))", "MemoryError"),
    "one big": ("x = [0] * 100000000", "MemoryError"),
    "string": ("x = 'a'\nwhile True: x += x", "MemoryError"),
    "nul": ("print('a')\n\0", "SyntaxError: invalid syntax"),
    "syntax": ("if", "SyntaxError: invalid syntax"),
    "deep": ("(" * 5000 + ")" * 5000, ""),
    "no utf-8": (b"print('\xff\xfe')", ""),
    "exit": ("import sys\nclass E(BaseException): pass\nraise E('x')", "E: x"),
    "hidden": ("import _kibako\n_kibako._call('sys.boot', '1 2 3')", ""),
    "nonsense call": ("import _kibako\n_kibako.call('sys.sleep', 'x')", "ValueError"),
    "unknown call": ("import _kibako\n_kibako.call('no.such', 'x')", "NotImplementedError"),
}


@pytest.mark.parametrize("profile", ["pico", "microbit"])
@pytest.mark.parametrize(("code", "word"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_it_ends_and_the_board_lives(
    tmp_path: Path, profile: str, code: str | bytes, word: str
) -> None:
    with talk(tmp_path, profile) as board:
        _, error = board.run(code)
        assert word in error
        if word:
            assert error.splitlines()[-1].startswith(word.split(":")[0])
        assert board.line("1 + 1") == "2"
        board.type("\x04")
        assert board.line("1 + 1") == "2"


def test_a_megabyte_of_source(pico: Talk) -> None:
    _, error = pico.run("x = 1\n" * 170_000)
    assert "MemoryError" in error
    assert pico.line("1 + 1") == "2"


def test_a_heap_that_stays_full_still_has_a_prompt(pico: Talk) -> None:
    pico.run("l = []\nwhile True: l.append(bytearray(64))")
    assert pico.line("len(l) > 1000") == "True"
    assert pico.line("l = None") == ""
    assert pico.run("x = bytearray(50000)\nprint(len(x))")[0] == "50000\n"


def test_a_flood_of_output_waits_for_its_reader(pico: Talk) -> None:
    pico.begin("i = 0\nwhile True:\n print(i)\n i += 1\n")
    pico.until(b"1000\r\n")
    let_it_go_on(0.2)
    assert len(pico.board.serial._output) <= 2 * OUTPUT_LIMIT_BYTES
    pico.board.feed(b"\x03")
    assert pico.end()[1].splitlines()[-1] == "KeyboardInterrupt: "


def test_a_flood_that_nobody_reads_is_forgotten(tmp_path: Path) -> None:
    from kibako.virtual.board import VirtualBoard

    (tmp_path / "flash").mkdir()
    (tmp_path / "flash" / "main.py").write_text("for i in range(60000): print(i)\n")
    with VirtualBoard("pico", flash_dir=tmp_path / "flash") as board:
        assert board.wait_idle(20)
        assert len(board.serial._output) <= OUTPUT_LIMIT_BYTES
        assert board.drain().endswith(b">>> ")


def test_one_print_larger_than_every_buffer(pico: Talk) -> None:
    pico.begin("print('x' * 100, end='')\nfor i in range(50): print('y' * 4000, end='')\n")
    out, error = pico.end()
    assert (len(out), error) == (200_100, "")
