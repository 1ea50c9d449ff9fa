"""The programs of a group: found, checked, written as a table that harms no spreadsheet."""

import csv
import io
import json
import os
from pathlib import Path

import pytest
from kibako.cli import main
from kibako.errors import ExitStatus, FileError
from kibako.lessons import crowd, workers
from kibako.lessons.crowd import Task, Verdict, check_all
from kibako.lessons.mutants import excused, mutants
from kibako.lessons.pack import read_pack
from kibako.lessons.proving import boards_of, prove, survivors
from kibako.lessons.submissions import Row, as_csv, find_submissions

CHECK = "from check import *\nboard.run()\nexpect.no_error()\nexpect.prints('yes')\n"


@pytest.fixture
def pack(tiny):
    tiny.replace('title = { ja = "ひとつめ", en = "One" }', TWO)
    for step in ("one", "two"):
        for name in ("text.ja.md", "text.en.md", "starter.py"):
            tiny.write(f"{step}/{name}", "# text\n")
        tiny.write(f"{step}/check.py", CHECK)
        tiny.write(f"{step}/solution.py", "for n in range(2):\n    print('yes')\n")
        tiny.write(f"{step}/wrong/no.py", "print('no')\n")
    return read_pack(tiny.folder)


TWO = """title = { ja = "ひとつめ", en = "One" }
[steps.wrong]
no = "check_prints_other"
[[steps]]
id = "two"
title = { ja = "ふたつめ", en = "Two" }
[steps.wrong]
no = "check_prints_nothing"
"""


@pytest.fixture
def handed_in(tmp_path):
    folder = tmp_path / "handed in"
    (folder / "ren").mkdir(parents=True)
    (folder / "ren" / "two.py").write_text("print('yes')\n")
    (folder / "ren" / "one.py").write_text("print('no')\n")
    (folder / "=HYPERLINK(1)").mkdir()
    (folder / "=HYPERLINK(1)" / "main.py").write_text("print('yes')\n")
    (folder / "aoi.py").write_text("print('yes')\n")
    (folder / "mio.py").write_bytes(b"print('\xff')")
    (folder / "sora.py").write_text("x" * 300_000)
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "yui").mkdir()
    (folder / "yui" / "two.py").symlink_to(folder / "aoi.py")
    (folder / ".hidden.py").write_text("print('yes')\n")
    (folder / "notes.txt").write_text("no program")
    return folder


def test_a_folder_holds_a_file_or_a_folder_for_each_child(pack, handed_in):
    found = find_submissions(handed_in, pack, None)
    assert [(each.name, each.step, each.problem) for each in found] == [
        ("=HYPERLINK(1)", 0, ""),
        ("aoi", 0, ""),
        ("link", 0, "submission_link"),
        ("mio", 0, "submission_no_text"),
        ("ren", 0, ""),
        ("ren", 1, ""),
        ("sora", 0, "submission_large"),
        ("yui", 1, "submission_link"),
    ]
    only = find_submissions(handed_in, pack, 1)
    assert [each.path.name for each in only if each.name == "ren"] == ["two.py"]


def test_a_folder_without_programs_is_an_error(pack, tmp_path):
    with pytest.raises(FileError, match="no program"):
        find_submissions(tmp_path / "packs", pack, None)


def test_the_command_writes_a_private_table(pack, handed_in, tmp_path, capsys):
    table = tmp_path / "table.csv"
    words = ["lesson", "check", str(pack.folder), "--many", str(handed_in), "--csv", str(table)]
    assert main.main([*words, "--json"]) == ExitStatus.FILE
    told = json.loads(capsys.readouterr().out)
    assert [(each["name"], each["passed"]) for each in told] == [
        ("=HYPERLINK(1)", True),
        ("aoi", True),
        ("link", False),
        ("mio", False),
        ("ren", False),
        ("ren", True),
        ("sora", False),
        ("yui", False),
    ]
    assert told[2]["finding"] == "submission_link" and "not followed" in told[2]["seen"]
    assert told[4]["seen"] == 'The last thing your program printed was "no".'
    assert table.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert rows[0]["name"] == "'=HYPERLINK(1)"
    assert [row["passed"] for row in rows] == [
        *("yes", "yes", "no", "no", "no", "yes", "no", "no"),
    ]
    assert main.main(words) == ExitStatus.FILE
    assert "table.csv" in capsys.readouterr().err


def test_a_cell_is_no_formula():
    cells = as_csv([Row("-1+1", 1, True, "", "@x", "\tx")]).decode("utf-8-sig").splitlines()[1]
    assert cells == "'-1+1,1,yes,,'@x,'\tx"


def test_many_programs_are_shared_among_workers_and_come_in_order(pack, monkeypatch):
    monkeypatch.setattr(crowd, "_START_S", 0.0)
    monkeypatch.setattr(crowd.os, "cpu_count", lambda: 2)
    tasks = [Task(pack.folder, 0, f"print('{word}')") for word in ("yes", "no", "yes", "no", "yes")]
    assert [verdict.passed for verdict in check_all(tasks)] == [True, False, True, False, True]


def test_a_pack_is_proven_on_every_variant(pack, tiny):
    proofs = list(prove(pack, boards_of(pack), [0, 1]))
    assert boards_of(pack) == ("microbit-v2", "microbit-v1")
    bad = [(proof.step, proof.board, proof.program) for proof in proofs if not proof.ok]
    assert bad == [(2, "microbit-v2", "wrong/no.py"), (2, "microbit-v1", "wrong/no.py")]
    assert len(proofs) == 2 + 2 * 2 * 3


def test_a_circuit_that_does_not_fit_a_board_is_said_for_that_board(tiny):
    tiny.circuit("line-follower")
    proofs = list(prove(read_pack(tiny.folder), ["microbit-v2"], [0]))
    assert [(proof.program, proof.ok) for proof in proofs][1:] == [("circuit.toml", False)]


def test_the_command_tells_each_proof(pack, capsys):
    assert main.main(["pack", "test", str(pack.folder), "--board", "microbit-v2"]) == 1
    said = capsys.readouterr()
    assert "bad  step 2  wrong/no.py (microbit-v2)" in said.out
    assert any(
        "]; pack.toml says " in line for line in said.out.splitlines() if line.startswith("bad")
    )
    assert "Good: 7 of 8." in said.err
    words = ["pack", "test", str(pack.folder), "--step", "1", "--board", "microbit-v1", "--json"]
    assert main.main(words) == ExitStatus.DONE
    assert len(json.loads(capsys.readouterr().out)) == 4
    assert main.main(["pack", "test", str(pack.folder), "--board", "pico"]) == ExitStatus.USAGE


PROGRAM = """from microbit import *
n = 0
while n < 3 and True:
    if not button_a.is_pressed():
        display.show("x")
    n = n + 1
"""


def test_mutants_are_small_mistakes():
    made = {mutant.name for mutant in mutants(PROGRAM)}
    assert {
        "2: n = 0 -> n = 1",
        "3: while n < 3 and True: -> while n < 10 and True:",
        "3: while n < 3 and True: -> while n >= 3 and True:",
        "3: while n < 3 and True: -> while n < 3 or True:",
        "4: if not button_a.is_pressed(): -> if button_a.is_pressed():",
        "6: n = n + 1 -> n = n - 1",
        "6: - n = n + 1",
        "3: - while n < 3 and True:",
    } <= made
    assert len({mutant.code for mutant in mutants(PROGRAM)}) == len(mutants(PROGRAM))
    assert all(mutant.code != PROGRAM for mutant in mutants(PROGRAM))


def test_survivors_are_told_with_their_reasons(pack, tiny, capsys):
    count, lived = survivors(pack, ["microbit-v2"], [0])
    names = [each.mutant.name for each in lived]
    assert names == ["1: for n in range(2): -> for n in range(7):"]
    assert count == 4
    words = ["pack", "test", str(pack.folder), "--mutants", "--step", "1"]
    assert main.main(words) == ExitStatus.PROGRAM
    reason = 'schema = 1\n[survivors]\n"one *range(7):" = "once is enough"\n'
    tiny.write("survivors.toml", reason)
    assert excused(tiny.folder) == {"one *range(7):": "once is enough"}
    assert main.main(words) == ExitStatus.DONE
    assert "once is enough" in capsys.readouterr().out


def test_a_worker_that_is_killed_costs_only_the_program_it_was_at():
    found = list(workers.shared(killed_at_3, range(8), 2, -1))
    assert found == [0, 10, 20, -1, 40, 50, 60, 70]


def killed_at_3(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), 9)
    return 10 * number


def test_a_worker_that_was_killed_once_is_no_loss(tmp_path):
    once = [(tmp_path / "killed", number) for number in range(6)]
    assert list(workers.shared(killed_once, once, 2, -1)) == [0, 1, 2, 3, 4, 5]


def killed_once(task: tuple[Path, int]) -> int:
    mark, number = task
    if number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), 9)
    return number


def test_what_was_checked_before_an_interrupt_is_in_the_table(
    pack, handed_in, tmp_path, monkeypatch, capsys
):
    def interrupted(tasks):
        yield Verdict()
        raise KeyboardInterrupt

    monkeypatch.setattr(crowd, "check_all", interrupted)
    table = tmp_path / "table.csv"
    words = ["lesson", "check", str(pack.folder), "--many", str(handed_in), "--csv", str(table)]
    assert main.main([*words, "--json"]) == main.INTERRUPTED
    said = capsys.readouterr()
    assert [each["passed"] for each in json.loads(said.out)] == [True]
    assert "Checked 1 of 8." in said.err
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 2


def test_a_program_whose_check_was_lost_is_named(pack, handed_in, monkeypatch, capsys):
    lost = [Verdict(broken="It was lost.", lost=True), *[Verdict()] * 3]
    monkeypatch.setattr(crowd, "check_all", lambda tasks: iter(lost))
    words = ["lesson", "check", str(pack.folder), "--many", str(handed_in), "--json"]
    assert main.main(words) == ExitStatus.FILE
    told = json.loads(capsys.readouterr().out)
    assert [each["finding"] for each in told][:2] == ["submission_lost", ""]


def test_what_is_no_file_is_no_program(pack, handed_in):
    """A named pipe would be read for ever."""
    os.mkfifo(handed_in / "pipe.py")
    assert "pipe" not in [each.name for each in find_submissions(handed_in, pack, None)]
