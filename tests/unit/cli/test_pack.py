"""``kibako pack`` as an author and a mentor use it."""

import json
import os
import shutil
import sys

import pytest
from kibako import resources, strings
from kibako.cli import asking
from kibako.cli.main import main


@pytest.fixture
def mine(kibako):
    """A pack of an author, in the folder where the commands run."""
    folder = kibako.folder / "my-light"
    shutil.copytree(resources.data_root() / "lessons" / "first-light", folder)
    told = folder / "pack.toml"
    told.write_text(told.read_text("utf-8").replace('"first-light"', '"my-light"'), "utf-8")
    return folder


@pytest.fixture(autouse=True)
def language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", [])


def test_an_author_builds_and_a_mentor_adds(kibako, mine) -> None:
    built = kibako("pack", "build", "my-light")
    assert (built.status, built.text) == (0, "my-light-1.0.0.kibakopack\n"), built.messages
    assert kibako("pack", "build", "my-light").status == 4  # there is one already
    again = kibako("pack", "build", "my-light", "-o", "again", "--json")
    assert json.loads(again.text)["sha256"] in built.messages
    alone = kibako("pack", "add", "my-light-1.0.0.kibakopack")
    assert (alone.status, alone.text) == (2, "")
    assert "Licence: CC-BY-4.0" in alone.messages and "--yes" in alone.messages
    added = kibako("pack", "add", "my-light-1.0.0.kibakopack", "--yes", "--json")
    assert added.status == 0, added.messages
    told = json.loads(added.text)
    assert [told["id"], told["change"], told["added"]] == ["my-light", "new", True]
    assert "my-light\t" in kibako("lesson", "list").text
    assert kibako("pack", "remove", "my-light").status == 2
    assert kibako("pack", "remove", "my-light", "--yes").status == 0
    assert "my-light\t" not in kibako("lesson", "list").text


def test_wrong_words_for_packs(kibako, mine) -> None:
    assert kibako("pack", "ad", "x").status == 2
    assert kibako("pack").status == 2
    assert kibako("pack", "add").status == 2
    assert kibako("pack", "build", "nothing").status == 4
    assert kibako("pack", "add", "http://127.0.0.1:1/x", "--yes").status == 4
    (mine / "heart" / "text.ja.md").unlink()
    broken = kibako("pack", "add", "my-light", "--yes")
    assert broken.status == 4 and "heart/text.ja.md is missing" in broken.messages


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
    mine, tmp_path, monkeypatch, capsys
) -> None:
    def kibako(*words: str) -> tuple[int, str, str]:
        status = main([*words, "--lang", "en"])
        said = capsys.readouterr()
        return status, said.out, said.err

    monkeypatch.chdir(mine.parent)
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "author"))
    typed = ["geheim", "geheimm", "geheim", "geheim", "geheim", "wrong"]
    monkeypatch.setattr(asking, "secret", lambda question: typed.pop(0))
    assert kibako("pack", "keys", "new", "club")[0] == 2  # nobody is there
    monkeypatch.setattr(asking, "can_answer", lambda: True)
    assert kibako("pack", "keys", "new", "club")[0] == 2  # typed differently
    status, key, _ = kibako("pack", "keys", "new", "club")
    assert (status, key[:2]) == (0, "RW")
    assert kibako("pack", "build", "my-light", "--sign", "club")[0] == 0
    assert kibako("pack", "build", "my-light", "--sign", "club", "--force")[0] == 4
    assert kibako("pack", "build", "my-light", "--sign", "nobody")[0] == 4
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "mentor"))
    file = "my-light-1.0.0.kibakopack"
    monkeypatch.setattr(asking, "answer", lambda question: "n")
    assert f"not known here: {key.strip()}" in kibako("pack", "add", file)[2]
    assert kibako("pack", "keys", "trust", "Aki", "RW")[0] == 2
    assert kibako("pack", "keys", "trust", "Aki", key.strip())[0] == 0
    assert kibako("pack", "keys")[1] == f"trusted\tAki\t{key}"
    assert "Signed by Aki" in kibako("pack", "add", file, "--yes")[2]
    # The same pack of somebody who has not signed it.
    status, _, said = kibako("pack", "add", "my-light", "--yes")
    assert status == 4 and "CAREFUL" in said
    assert "Nothing was added" in kibako("pack", "add", "my-light")[2]
    monkeypatch.setattr(asking, "answer", lambda question: "my-light")
    assert "is added" in kibako("pack", "add", "my-light")[2]
    assert kibako("pack", "keys", "distrust", "Aki")[0] == 0
    assert kibako("pack", "keys")[1] == ""
