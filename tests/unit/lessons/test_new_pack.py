"""A new pack is a whole lesson, whatever its author says of it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.cli import pack_new
from kibako.errors import FileError, UsageError
from kibako.lessons.checks import run_check
from kibako.lessons.lint.linting import lint
from kibako.lessons.manifest import parse_manifest
from kibako.lessons.new_pack import NewPack
from kibako.lessons.pack import read_pack


def test_a_new_pack_has_nothing_to_mend_and_works_on_every_board(tmp_path, capsys):
    folder = tmp_path / "some-where" / "my-pack"
    words = ["--title-ja", '木《き》の "', "--title-en", "A\\B", "--author", "私", "--json"]
    assert pack_new.run([str(folder), "--board", "pico", "--board", "microbit", *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == "my-pack"
    assert all((folder / name).is_file() for name in told["files"])
    assert lint(folder).remarks == ()
    pack = read_pack(folder)
    assert (pack.title.ja, pack.title.en) == ('木《き》の "', "A\\B")
    assert (pack.manifest.boards, pack.manifest.authors) == (["pico", "microbit"], ["私"])
    step = pack.steps[0]
    for board in pack.manifest.boards:
        assert run_check(pack, step, step.solution_for(board), board=board).passed
        found = {
            wrong.name: run_check(pack, step, wrong.code, board=board).finding
            for wrong in step.wrong_for(board)
        }
        assert found == step.says


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["My Pack"], "pack_new_name"),
        (["a" * 33], "pack_new_name"),
        (["a", "--title-ja", "木"], "pack_new_reading"),
        (["a", "--title-en", "a\nb"], "pack_new_words"),
        (["a", "--author", "a" * 81], "pack_new_words"),
        (["a", "--level", "1"], "pack_new_level"),
        (["a", "--board", "arduino"], "virtual_unknown"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_written(tmp_path, monkeypatch, words, code):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        pack_new.run(words)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(FileError, match="already"):
        pack_new.run([str(tmp_path / "a")])


@given(st.text(max_size=20), st.text(max_size=20), st.lists(st.text(max_size=9), max_size=2))
def test_any_words_make_a_manifest_or_are_refused(title_ja, title_en, authors):
    try:
        files = NewPack("a", title_ja, title_en, authors=authors).files()
    except UsageError:
        return
    manifest = parse_manifest(files["pack.toml"], Path("a"))
    assert manifest.authors == authors
    assert (manifest.title.ja, manifest.title.en) == (title_ja or "A", title_en or "A")
