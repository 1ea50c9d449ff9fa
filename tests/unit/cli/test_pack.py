"""``kibako pack`` as an author and a mentor use it."""

import errno
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from kibako import resources, strings
from kibako.cli import asking
from kibako.cli.main import main
from kibako.workbench import local


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    text: str
    messages: str


@pytest.fixture
def here(monkeypatch, capsys, kibako):
    """Runs commands in this process, which is much sooner done."""
    monkeypatch.setattr(strings, "_current", [])
    monkeypatch.chdir(kibako.folder)
    monkeypatch.setenv("KIBAKO_HOME", str(kibako.home))

    def run(*words: str) -> Said:
        status = main([*words, "--lang", "en"])
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return run


@pytest.fixture
def mine(here, kibako) -> Path:
    """A new pack of an author, in the folder where the commands run."""
    assert here("pack", "new", "my-light").status == 0
    return kibako.folder / "my-light"


def test_an_author_builds_and_a_mentor_adds(here, mine) -> None:
    built = here("pack", "build", "my-light", "--no-test")
    assert (built.status, built.text) == (0, "my-light-0.1.0.kibakopack\n"), built.messages
    assert here("pack", "build", "my-light", "--no-test").status == 4  # there is one already
    again = here("pack", "build", "my-light", "-o", "again", "--no-test", "--json")
    assert json.loads(again.text)["sha256"] in built.messages
    alone = here("pack", "add", "my-light-0.1.0.kibakopack")
    assert (alone.status, alone.text) == (2, "")
    assert "Licence: CC-BY-4.0" in alone.messages and "--yes" in alone.messages
    other = here("pack", "add", "again", "--yes", "--sha256", "0" * 64)
    assert other.status == 4 and "another file" in other.messages
    added = here("pack", "add", "my-light-0.1.0.kibakopack", "--yes", "--json")
    assert added.status == 0, added.messages
    told = json.loads(added.text)
    assert [told["id"], told["change"], told["added"]] == ["my-light", "new", True]
    assert "my-light\t" in here("lesson", "list").text
    assert here("pack", "remove", "my-light").status == 2
    assert here("pack", "remove", "my-light", "--yes").status == 0
    assert "my-light\t" not in here("lesson", "list").text


def test_a_pack_that_fails_its_own_test_is_not_built(here, kibako, mine) -> None:
    solution = mine / "hello" / "solution.py"
    good = solution.read_text("utf-8")
    solution.write_text("print('x')\n", "utf-8")
    told = here("pack", "build", "my-light")
    assert (told.status, told.text) == (1, "")
    assert "solution.py" in told.messages and "Nothing was built" in told.messages
    assert sorted(path.name for path in kibako.folder.iterdir()) == ["my-light"]
    solution.write_text(good, "utf-8")
    (mine / "my-light-0.0.1.kibakopack").write_bytes(b"built before")
    (mine / "notes.docx").write_text("x", "utf-8")
    told = here("pack", "build", "my-light", "--no-test")
    assert told.status == 1 and "notes.docx" in told.messages
    (mine / "notes.docx").unlink()
    assert here("pack", "build", "my-light").text == "my-light-0.1.0.kibakopack\n"


def test_an_author_checks_one_program_or_the_solutions(here, mine, monkeypatch) -> None:
    starter = mine / "hello" / "starter.py"
    solved = here("pack", "check", "my-light")
    assert (solved.status, solved.text) == (0, "Step 1: passed. Well done!\n"), solved.messages
    failed = here("pack", "check", "my-light", "--program", str(starter))
    assert failed.status == 1 and failed.text.startswith("Step 1: not yet. ")
    name = failed.text.rstrip("]\n").rpartition("[")[2]
    told = json.loads(here("pack", "check", "./my-light", "--program", str(starter), "--json").text)
    assert told["finding"] == name and told["finding"].startswith("check_")
    monkeypatch.chdir(mine)
    (mine / "hello" / "solution.py").write_text("1 / 0\n", "utf-8")
    broken = here("pack", "check", "--step", "1", "--board", "microbit-v2", "--json")
    assert broken.status == 1
    assert [each["finding"] for each in json.loads(broken.text)] == ["check_error"]
    for words in (["--step", "2"], ["--csv", "x.csv"], ["--many", ".", "--board", "pico"]):
        assert here("pack", "check", *words).status == 2


@pytest.mark.parametrize("deed", ["check", "test"])
@pytest.mark.parametrize("board", ["pico", "virtual:pico-w", "somewhere"])
def test_a_board_that_a_pack_is_not_for(here, mine, deed, board) -> None:
    said = here("pack", deed, str(mine), "--board", board)
    assert said.status == 2
    assert board in said.messages and "microbit-v2, microbit-v1" in said.messages


def test_a_family_and_a_virtual_name_are_boards_of_a_pack(here, mine) -> None:
    for board in ("microbit", "virtual:microbit", "microbit-v1"):
        assert here("pack", "check", str(mine), "--board", board).status == 0


def test_wrong_words_for_packs(here, mine) -> None:
    assert here("pack", "ad", "x").status == 2
    assert here("pack").status == 2
    assert here("pack", "add").status == 2
    assert here("pack", "build", "nothing").status == 4
    for source in ("", "gone", "a\0b", "https://", "ftp://a/b", "."):
        assert here("pack", "add", source, "--yes").status == 4
    assert here("pack", "add", "http://127.0.0.1:1/x", "--yes").status == 4
    (mine / "hello" / "text.ja.md").unlink()
    broken = here("pack", "add", "my-light", "--yes")
    assert broken.status == 4 and "hello/text.ja.md" in broken.messages


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(("typed", "status_line"), [(b"y\n", "is added"), (b"\n", "Nothing was")])
def test_a_person_is_asked(kibako, mine, typed, status_line) -> None:
    ours, theirs = os.openpty()
    os.write(ours, typed)
    with kibako.begin("pack", "add", "my-light", stdin=theirs) as process:
        _, messages = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert "Add it?" in messages.decode() and status_line in messages.decode()


def test_an_author_signs_with_a_passphrase_and_a_mentor_trusts(
    here, mine, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "author"))
    typed = ["geheim", "geheimm", "geheim", "geheim", "geheim", "wrong"]
    monkeypatch.setattr(asking, "secret", lambda question: typed.pop(0))
    assert here("pack", "keys", "new", "club").status == 2  # nobody is there
    monkeypatch.setattr(asking, "can_answer", lambda: True)
    assert here("pack", "keys", "new", "club").status == 2  # typed differently
    made = here("pack", "keys", "new", "club")
    key = made.text
    assert (made.status, key[:2]) == (0, "RW")
    assert here("pack", "build", "my-light", "--no-test", "--sign", "club").status == 0
    assert here("pack", "build", "my-light", "--no-test", "--sign", "club", "--force").status == 4
    assert here("pack", "build", "my-light", "--no-test", "--sign", "nobody").status == 4
    typed.append("geheim")
    assert here("pack", "site", "site", "--packs", "my-light", "--sign", "club").status == 0
    offered = Path("site", "files", "my-light-0.1.0.kibakopack").read_bytes()
    assert offered == Path("my-light-0.1.0.kibakopack").read_bytes()
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "mentor"))
    file = "my-light-0.1.0.kibakopack"
    monkeypatch.setattr(asking, "answer", lambda question: "n")
    assert f"not known here: {key.strip()}" in here("pack", "add", file).messages
    assert here("pack", "keys", "trust", "Aki", "RW").status == 2
    assert here("pack", "keys", "trust", "Aki", key.strip()).status == 0
    assert here("pack", "keys").text == f"trusted\tAki\t{key}"
    assert "Signed by Aki" in here("pack", "add", file, "--yes").messages
    # The same pack of somebody who has not signed it.
    other = here("pack", "add", "my-light", "--yes")
    assert other.status == 4 and "CAREFUL" in other.messages
    assert "Nothing was added" in here("pack", "add", "my-light").messages
    monkeypatch.setattr(asking, "answer", lambda question: "my-light")
    assert "is added" in here("pack", "add", "my-light").messages
    assert here("pack", "keys", "distrust", "Aki").status == 0
    assert here("pack", "keys").text == ""


def wheel(folder: Path, name: str, entry: str, files: dict[str, bytes]) -> Path:
    """Write a wheel, as a build tool does."""
    about = f"{name}-2.0.dist-info"
    files = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.0\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": f"[kibako.packs]\n{entry}\n".encode(),
    }
    listed = "".join(f"{each},,\n" for each in (*files, f"{about}/RECORD"))
    path = folder / f"{name}-2.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for each, data in {**files, f"{about}/RECORD": listed.encode()}.items():
            archive.writestr(each, data)
    return path


def test_packs_come_in_python_packages_of_which_nothing_runs(kibako, mine, tmp_path) -> None:
    # Whoever imports this package ends.
    carried = {"club_packs/__init__.py": b"raise SystemExit('the package was imported')\n"}
    for path in sorted(mine.rglob("*")):
        if path.is_file():
            name = path.relative_to(mine).as_posix()
            carried[f"club_packs/data/my-light/{name}"] = path.read_bytes()
    first = resources.data_root() / "lessons" / "first-light" / "pack.toml"
    carried["club_packs/data/first-light/pack.toml"] = first.read_bytes()
    wheels = [
        wheel(tmp_path, "club_packs", "club = club_packs.data", carried),
        wheel(tmp_path, "no_packs", "none = no_packs.data:packs", {"no_packs.py": b""}),
    ]
    target = tmp_path / "target"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    options = ["--no-compile", "--disable-pip-version-check", "--target", str(target)]
    subprocess.run([*pip, *options, *map(str, wheels)], check=True, timeout=60)
    kibako.extra["PYTHONPATH"] = str(target)
    listed = kibako("lesson", "list")
    assert "my-light\t" in listed.text, listed.messages
    assert "first-light in club_packs 2.0 is not used" in listed.messages
    assert listed.status == 4 and '"none" cannot be used' in listed.messages
    stays = kibako("pack", "remove", "my-light")
    assert stays.status == 4 and "pip uninstall" in stays.messages
    # What was added by hand comes before what a package brings, and is told.
    added = kibako("pack", "add", "my-light", "--yes")
    assert "in place of the one in club_packs 2.0" in added.messages
    assert "my-light in club_packs 2.0 is not used" in kibako("lesson", "list").messages


def test_half_a_new_pack_is_not_left_behind(here, kibako, monkeypatch) -> None:
    from kibako.cli import local
    from kibako.errors import FileError

    write, left = local.write_bytes, [5]

    def full(path: Path, content: bytes, **how: bool) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise FileError("local_unwritable", path=str(path), reason="full")
        write(path, content, **how)

    monkeypatch.setattr(local, "write_bytes", full)
    assert here("pack", "new", "my-light").status == 4
    assert not (kibako.folder / "my-light").exists()
    left[0] = 99
    assert here("pack", "new", "my-light").status == 0


def test_an_author_is_told_what_to_mend_and_where(here, mine, monkeypatch) -> None:
    monkeypatch.chdir(mine)
    (mine / "hello" / "check.py").unlink()
    for words in (("test",), ("build", ".")):
        said = here("pack", *words)
        assert said.status == 4 and "hello/check.py is missing" in said.messages
        assert "kibako pack lint" in said.messages and "Send this" not in said.messages
    (mine / "pack.toml").unlink()
    for words in (("lint",), ("test",), ("build", ".")):
        said = here("pack", *words)
        assert said.status == 4 and "no pack.toml" in said.messages, words


def test_what_is_refused_has_a_next_step(here, mine, monkeypatch) -> None:
    said = here("pack", "lint", str(mine.parent / "my-light" / "pictures"))
    assert said.status == 4 and "kibako pack new" in said.messages
    for deed in ("build", "preview"):
        assert "no pack.toml" in here("pack", deed).messages
        assert "There is no folder nix" in here("pack", deed, "nix").messages
        assert "mean my-light?" in here("pack", deed, "my-ligth").messages
    said = here("--plain", "pack", "list")
    assert said.status == 2 and "Leave it out" in said.messages
    assert here("--circuit", "traffic-light", "pack", "lst").messages.count("pack list") == 1

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(local, "replace_file", full)
    said = here("pack", "build", "my-light", "--no-test")
    assert said.status == 4 and "disk is full" in said.messages and "Remove" in said.messages


def test_a_key_or_a_name_that_cannot_be_is_said_before_the_tests(here, mine) -> None:
    said = here("pack", "build", "my-light", "--sign", "sakura")
    assert said.status == 4 and "kibako pack keys new sakura" in said.messages
    (mine.parent / "taken").write_text("mine")
    said = here("pack", "build", "my-light", "-o", "taken")
    assert said.status == 4 and "Testing" not in said.messages
    assert (mine.parent / "taken").read_text() == "mine"


def test_a_broken_check_is_told_to_its_author_with_the_line(here, mine) -> None:
    text = "from check import board, expect\n\nboard.run()\nexpect.lamp('lmp')\n"
    (mine / "hello" / "check.py").write_text(text, "utf-8")
    said = here("pack", "check", "my-light")
    assert said.status == 4
    assert "in line 4 the check raised ValueError: lmp: no pin or part" in said.messages
    assert "Mend it" in said.messages and "mentor" not in said.messages
    said = here("pack", "test", "./my-light", "--board", "microbit")
    assert "in line 4 the check raised ValueError: lmp" in said.text


def test_what_is_bad_says_what_pack_toml_says(here, mine) -> None:
    toml = mine / "pack.toml"
    told = toml.read_text("utf-8").replace('"check_prints_nothing"', '"check_ended"')
    toml.write_text(told, "utf-8")
    starter, solution = mine / "hello" / "starter.py", mine / "hello" / "solution.py"
    starter.write_bytes(solution.read_bytes())
    words = ("pack", "test", "./my-light", "--board", "microbit")
    for text in (here(*words).text, here("pack", "build", "my-light").messages):
        assert "starter.py (microbit-v2)  the check lets it pass, and should not" in text
        assert "[check_prints_nothing]; pack.toml says check_ended" in text


def test_a_check_that_never_ends_is_tried_once(here, mine, monkeypatch) -> None:
    from kibako.lessons import check_machine

    monkeypatch.setattr(check_machine, "MAX_CHECK_S", 1.0)
    (mine / "hello" / "check.py").write_text("while True:\n    pass\n")
    said = here("pack", "test", "./my-light")
    assert said.status == 1 and said.text.count("does a loop in it never end?") == 1
    assert said.text.count("not tried, as the check does not end") == 9
    assert "Good: 1 of 11." in said.messages
