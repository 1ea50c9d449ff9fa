"""``kibako explain``, and what ``kibako run --explain`` adds."""

import json
from pathlib import Path

import pytest
from kibako.cli.main import main

REPORT = (
    'Traceback (most recent call last):\r\n  File "<stdin>", line 1\r\nSyntaxError: invalid syntax'
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    found = tmp_path / "loop.py"
    found.write_text("while True\n    pass\n", encoding="utf-8")
    return found


def test_a_report_in_a_file(tmp_path: Path, program: Path, capsys) -> None:
    report = tmp_path / "report.txt"
    report.write_bytes(REPORT.encode())
    assert main(["explain", str(report), "--code", str(program), "--lang", "en"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "SyntaxError: invalid syntax"
    assert said[1] == "Line 1: while True"
    assert said[2].endswith("A “:” is missing at the end of the line.")
    assert main(["explain", str(report), "--code", str(program), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["line"]) == ("syntax_colon", 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_what_windows_writes(tmp_path: Path, encoding: str, capsys) -> None:
    report = tmp_path / "report.txt"
    report.write_bytes(REPORT.encode(encoding))
    assert main(["explain", str(report), "--reading", "kana", "--lang", "ja"]) == 0
    assert "1ぎょうめ" in capsys.readouterr().out.replace(" ", "")


def test_only_the_program(program: Path, tmp_path: Path, capsys) -> None:
    assert main(["explain", "--code", str(program), "--lang", "en"]) == 0
    assert "A “:” is missing" in capsys.readouterr().out
    fine = tmp_path / "fine.py"
    fine.write_text("x = 1\n", encoding="utf-8")
    assert main(["explain", "--code", str(fine), "--lang", "en"]) == 0
    assert capsys.readouterr().err == "Nothing in the program is unreadable.\n"


def test_nothing_to_explain(tmp_path: Path, capsys) -> None:
    report = tmp_path / "report.txt"
    report.write_bytes(b"\xff\xfehello\n\0")
    assert main(["explain", str(report), "--lang", "en"]) == 1
    assert "No error report" in capsys.readouterr().err
    assert main(["explain", str(tmp_path / "none.txt"), "--lang", "en"]) == 4


def test_a_run_explains_when_it_is_asked(kibako, program: Path) -> None:
    plain = kibako("run", str(program), "--pace", "fast")
    assert plain.messages.endswith("SyntaxError: invalid syntax\n")
    done = kibako("run", str(program), "--pace", "fast", "--explain")
    assert done.status == 1
    assert "SyntaxError: invalid syntax\nLine 1: while True\n" in done.messages
    assert "What happened: A “:” is missing at the end of the line." in done.messages
