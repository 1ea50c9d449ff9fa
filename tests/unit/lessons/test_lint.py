"""The lint: each rule finds what it is for, in the right line, and lets right texts alone."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako import resources
from kibako.cli import pack_lint
from kibako.lessons.lint import yomi
from kibako.lessons.lint.figures import figure_remarks
from kibako.lessons.lint.japanese import easy_remarks, kanji_remarks
from kibako.lessons.lint.lines import codes, prose, sentences
from kibako.lessons.lint.linting import lint
from kibako.lessons.lint.twins import twin_remarks
from kibako.lessons.pack import check_pack
from kibako.lessons.schema import FILE, pack_schema

from tests.unit.lessons.conftest import PackFolder


def found(remarks) -> list[tuple[str, int]]:
    return [(each.rule, each.line) for each in remarks]


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("きょうは 晴《は》れです。", []),
        ("一行目《いちぎょうめ》\n漢字です。", [("no_reading", 2)]),
        ("```\n漢字 = 1\n```\n`漢字` です。", []),
        ("![光る絵](../pictures/x.svg)", [("no_reading", 1), ("no_reading", 1)]),
    ],
)
def test_words_without_reading(text, remarks):
    assert found(kanji_remarks("x.ja.md", text)) == remarks


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("ボタンを おす。", "not_polite", 1),
        ("ボタンを おしてください。\n\nひかった。", "not_polite", 3),
        ("ボタンを おさなければ なりません。", "double_negative", 1),
        ("ボタンを おして、ひかって、なって、とまって、おわります。", "many_ideas", 1),
        ("とても" + "ながい " * 20 + "ぶんです。", "long_sentence", 1),
        ("このぶんにはあきがなくてよみにくいです。", "no_spaces", 1),
        ("漢《かん》" * 14 + " です。", "many_kanji", 1),
    ],
)
def test_a_rule_of_easy_japanese(text, rule, line):
    assert (rule, line) in found(easy_remarks("x.ja.md", text))


def test_easy_japanese_is_let_alone():
    text = """# ハートを 光《ひか》らせる

**ボタンA**を おしてください。
ひかりましたか？ どこが ちがう？

- ボタン
- `sleep(500)` は 0.5秒《びょう》 まちます。

> **ヒント**：ボタンは 左《ひだり》。

- 2は 「前《まえ》」。

![ハートの 絵。](../pictures/heart.svg)

28、29、28、29と かえて みましょう。
"""
    assert found(easy_remarks("x.ja.md", text)) == []


def test_the_line_of_a_sentence_that_goes_over_lines():
    told = [(each.line, each.text) for each in sentences("# あ\nい\nう。え\n\nお。")]
    assert told == [(1, "あ"), (2, "い う。"), (3, "え"), (5, "お。")]


@pytest.mark.parametrize(
    ("en", "rules"),
    [
        ("# One\n```\nshow('b')  # b\n```\n## Two", []),
        ("# One\n```\nshow('b')\n```\n# Two", [("headings_differ", 5)]),
        ("# One\n```\nshows('b')\n```\n## Two", [("code_differs", 2)]),
        ("# One\n## Two", [("codes_differ", 0)]),
        ("# One\n```\nshow('b')\n```\n## Two\n![x](a.svg)", [("pictures_differ", 0)]),
    ],
)
def test_both_languages_are_compared(en, rules):
    ja = "# いち\n```\nshow('あ') # あ\n```\n## に"
    assert found(twin_remarks("x.en.md", ja, en)) == rules


def test_pictures_and_links(tiny):
    tiny.write("pictures/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    tiny.write("pictures/b.png", b"GIF89a")
    tiny.write("pictures/c.exe", b"MZ")
    text = """![a](../pictures/a.svg)
![](../pictures/b.png)
![x](../../secret.svg)
see ![x](../pictures/a.svg)
[ok](https://example.org) [no](http://example.org) [gone](other.md) [here](text.en.md)
"""
    told = [
        (each.rule, each.place) for each in figure_remarks(tiny.folder, {"one/text.en.md": text})
    ]
    assert told == [
        ("no_alt", "one/text.en.md:2"),
        ("no_picture", "one/text.en.md:3"),
        ("picture_inside", "one/text.en.md:4"),
        ("bad_link", "one/text.en.md:5"),
        ("dead_link", "one/text.en.md:5"),
        ("broken", "pictures/b.png"),
        ("no_picture_kind", "pictures/c.exe"),
    ]


def test_code_without_its_end(tiny):
    tiny.write("one/text.en.md", "a\n```\nx = 1\n```\nb\n```\ny = 2\n")
    told = [
        (each.level, each.place) for each in lint(tiny.folder).remarks if each.rule == "code_open"
    ]
    assert told == [("error", "one/text.en.md:6")]


def test_all_that_a_pack_lacks(tiny):
    tiny.replace(
        'licence = "CC-BY-4.0"',
        'licence = "CC-BY-4"\nparts = ["ledd"]\ncircuit = "greenhouse-pico"\naccess = ["audio"]\n'
        'course_of_study = ["8260263100000000", "8260263100000001", "x"]',
    )
    tiny.replace('en = "One" }\n', 'en = "One" }\nminutes = 4\nwrong = { bad = "check_eror" }\n')
    tiny.write("one/wrong/bad.py", "x = (\n")
    tiny.write("one/starter.py", "x = 1\nfor\n")
    tiny.write("one/text.ja.md", "![え](../pictures/x.svg)\n")
    tiny.write("one/hint.ja.md", "## 1\n")
    tiny.write("one/hints.en.md", "## 1\na\n## 2\nb\n## 3\nc\n")
    told = {(each.level, each.rule, each.place) for each in lint(tiny.folder).remarks}
    assert told == {
        ("error", "no_text", "mentor.ja.md"),
        ("error", "no_text", "mentor.en.md"),
        ("error", "no_text", "extension.ja.md"),
        ("error", "no_text", "extension.en.md"),
        ("error", "no_text", "one/hints.ja.md"),
        ("warning", "no_gap", "one/hints.en.md"),
        ("error", "no_key", "pack.toml"),
        ("error", "unknown_near", "pack.toml:8"),
        ("error", "unknown_near", "pack.toml:9"),
        ("error", "circuit_unfit", "pack.toml:10"),
        ("error", "course_unknown", "pack.toml:12"),
        ("error", "course_form", "pack.toml:12"),
        ("warning", "minutes_sum", "pack.toml:5"),
        ("error", "few_wrong", "pack.toml:18"),
        ("error", "unknown_near", "pack.toml:18"),
        ("error", "no_python", "one/starter.py:2"),
        ("warning", "no_audio", "one/audio.ja.md"),
        ("error", "no_picture", "one/text.ja.md:1"),
        ("error", "headings_differ", "one/text.en.md:1"),
        ("error", "pictures_differ", "one/text.en.md"),
        ("warning", "unread", "one/hint.ja.md"),
    }


def test_a_pack_that_cannot_be_read_names_file_and_line(tiny, capsys, monkeypatch):
    tiny.replace('version = "1.0.0"', 'verson = "1.0.0"')
    assert pack_lint.run([str(tiny.folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)[0]
    places = [(each["rule"], each["file"], each["line"]) for each in told["remarks"]]
    assert places == [("broken", "pack.toml", 3), ("broken", "pack.toml", 0)]
    assert told["remarks"][0]["sentence"] == 'there is no key "verson"; did you mean "version"?'
    assert (told["pack"], told["errors"], told["warnings"]) == ("tiny", 2, 0)
    monkeypatch.chdir(tiny.folder)
    assert pack_lint.run([]) == 1
    assert 'tiny/pack.toml:3: error: there is no key "verson"' in capsys.readouterr().out
    assert pack_lint.run([str(tiny.folder.parent)]) == 1
    assert "tiny: errors: 2" in capsys.readouterr().out


WORDS = {
    "基板": [("基板", "きばん")],
    "出します": [("出し", "だし"), ("ます", "ます")],
    "三本木": [("三", "さん"), ("本木", "もとき")],
    "何個": [("何", "なに"), ("個", "こ")],
    "一個": [("一", "いち"), ("個", "こ")],
    "人々": [("人々", "ひとびと")],
    "上手": [("上手", "じょうず")],
}


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("基板《きばん》", None),
        ("基板《きはん》", None),  # voiced or not: that changes when words are joined
        ("基板《いたばん》", ("基板", "いたばん", "きばん")),
        ("出《だ》します", None),
        ("出《で》します", ("出", "で", "だ")),
        ("一個《いっこ》", None),
        ("何個《なんこ》", None),
        ("三本《さんぼん》木《ぎ》", None),  # the dictionary cuts elsewhere: nothing to compare
        ("**人々《ひとびと》**", None),
        ("3個《こ》", None),
    ],
)
def test_readings_are_laid_beside_a_dictionary(text, odd):
    remarks = list(yomi.reading_remarks("x.ja.md", text, lambda part: WORDS.get(part, [])))
    assert len(remarks) == (odd is not None)
    if odd:
        word, told, known = odd
        assert f'"{word}" has the reading "{told}"' in remarks[0].sentence
        assert f'"{known}"' in remarks[0].sentence


def test_the_schema_for_editors_is_fresh():
    assert (resources.data_root() / FILE).read_bytes() == pack_schema()


@given(st.text(st.sampled_from("漢か《》｜。、#`*-!|[]()\n 1.>~a"), max_size=80))
def test_any_text_can_be_looked_at(text):
    lines = text.count("\n") + 1
    assert all(1 <= number <= lines for number, _ in prose(text))
    assert all(1 <= each.line <= lines for each in (*sentences(text), *codes(text)))
    for each in (*kanji_remarks("x", text), *easy_remarks("x", text), *twin_remarks("x", text, "")):
        assert each.sentence and 0 <= each.line <= lines
    assert list(yomi.reading_remarks("x", text, lambda part: [(part, "か")])) is not None


NAMES = (
    *("one/text.ja.md", "one/text.en.md", "one/hints.ja.md", "one/audio.pico.ja.md"),
    *("one/starter.py", "one/wrong/bad.py", "mentor.ja.md", "pictures/a.svg", "pictures/b.png"),
    *("circuit.toml", "one/wrong", "pictures"),
)
MARKS = st.text(
    st.sampled_from("漢か《》｜。、#`*-!|[]()/ax.svgpng \n\0\t1def:(\"'\\"), max_size=60
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(MARKS, st.binary(max_size=40))))
def test_any_folder_of_a_stranger_is_looked_through(files):
    with TemporaryDirectory() as home:
        tiny = PackFolder(Path(home) / "tiny")
        for name, content in files.items():
            if (tiny.folder / name).is_dir() or any(
                part.is_file() for part in (tiny.folder / name).parents
            ):
                continue
            tiny.write(name, content)
        linted = lint(tiny.folder)
        assert linted.remarks
        assert all(each.sentence and each.line >= 0 for each in linted.remarks)
        pack, problems = check_pack(tiny.folder)
        assert (pack is None) == bool(problems)
