"""Braille: known words, and that any text keeps to its lines and cells."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.cli.main import main
from kibako_access import braille


def dots(cells: str) -> str:
    """Return cells as dots: ``16 2345``; a blank is ``0``."""
    found = (ord(cell) - 0x2800 for cell in cells)
    return " ".join("".join(str(n + 1) for n in range(8) if c >> n & 1) or "0" for c in found)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("がっこうへ", "5 16 2 246 25 124"),
        ("ひかり", "1236 16 125"),
        ("きょう", "4 246 25"),
        ("ぱんだ", "6 136 356 5 135"),
        ("ぎょうを", "45 246 25 35"),
        ("ランプは", "15 356 6 1346 3"),
        ("30センチ", "3456 14 245 12456 356 1235"),
        ("3りん", "3456 14 36 125 356"),
        ("1.5びょう", "3456 1 2 15 45 2346 25"),
        ("ボタンA", "5 2346 135 356 56 6 1"),
        ("おもう", "24 23456 14"),
        ("あ。い", "1 256 0 0 12"),
        ("光《ひかり》", "1236 16 125"),
    ],
)
def test_kana_is_written_as_it_sounds(written: str, expected: str) -> None:
    assert dots(braille.prose(written, "ja")) == expected


def test_english_and_code() -> None:
    assert dots(braille.prose("Hi 12.", "en")) == "6 125 24 0 3456 1 12 256"
    assert dots(braille.code("aA1_@`")) == "1 17 2 456 47 4"
    assert len({braille.code(chr(sign)) for sign in range(32, 127)}) == 95


@given(st.text(max_size=120), st.sampled_from(["ja", "en"]))
def test_prose_is_six_dots_and_can_be_a_file(text: str, lang: str) -> None:
    cells = braille.prose(text, "ja" if lang == "ja" else "en")
    lines = braille.lines(cells)
    assert all(len(line) <= braille.WIDTH for line in lines)
    assert "".join(lines).replace(braille.BLANK, "") == cells.replace(braille.BLANK, "")
    assert braille.brf(lines).isascii()


@given(st.text(max_size=80))
def test_code_is_a_cell_a_sign(line: str) -> None:
    cells = braille.code(line)
    assert all(0x2800 <= ord(cell) <= 0x287F for cell in cells)
    assert len(cells) >= len(line)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["braille", "ひかり", "--lang", "ja"]) == 0
    assert dots(capsys.readouterr().out.strip()) == "1236 16 125"
    program, out = tmp_path / "a.py", tmp_path / "a.brf"
    program.write_text("x = 1\n", encoding="utf-8")
    assert main(["braille", str(program)]) == 0
    assert capsys.readouterr().out == braille.code("x = 1") + "\n"
    assert main(["braille", str(program), "--brf", str(out)]) == 2
    assert main(["braille", "ひかり", "--lang", "ja", "--brf", str(out)]) == 0
    assert out.read_bytes() == b"V*H\r\n"
