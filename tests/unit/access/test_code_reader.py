"""Lines of Python in words, and character by character."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako_access import code_reader
from kibako_access.code_signs import signs
from kibako_access.spelling import spell
from kibako_access.wording import Lang, table

LINES = st.one_of(st.text(max_size=60), st.text("for i(range)[{3'\"\\#:=.-　ｘ\t ", max_size=60))
LANGS = st.sampled_from(get_args(Lang))


@pytest.mark.parametrize(
    ("line", "ja", "en"),
    [
        ("for i in range(3):", "くりかえし 3かい、へんすう i", "repeat 3 times, variable i"),
        ("while True:", "ずっと くりかえし", "repeat forever"),
        ("    x += 1", "あき 4、xに 1を たす", "indent 4, add 1 to x"),
        ("elif a == 0x1F:", "そうでなくて もし a ひとしい 16しんの 1 F なら", None),
        ("    sleep(500", "あき 4、sleep かっこ 500", "indent 4, sleep open paren 500"),
        ("y = -1.5", "yに マイナス 1.5を いれる", "set y to minus 1.5"),
        ("y = a - 1", "yに a ひく 1を いれる", "set y to a minus 1"),
        ("show（1）", "show ぜんかく かっこ 1 ぜんかく かっことじ", None),
        ("ｐ(1)", "ぜんかく pを よぶ、わたすもの 1", "call wide p, with 1"),
        ("", "からの ぎょう", "empty line"),
    ],
)
def test_a_line_is_said_by_what_it_does(line: str, ja: str, en: str | None) -> None:
    assert code_reader.words(line, "ja") == ja
    if en is not None:
        assert code_reader.words(line, "en") == en


@given(LINES, LANGS)
def test_any_line_can_be_said(line: str, lang: Lang) -> None:
    assert code_reader.words(line, lang)
    assert code_reader.literal(line, lang)
    assert "".join(sign.written for sign in signs(line, lang)) == line


@given(LINES, LANGS)
def test_no_character_is_lost_or_taken_for_another(line: str, lang: Lang) -> None:
    told = spell(line, lang)
    assert sum(count for _, count in told) == len(line)
    assert len({name for name, _ in told}) == len(set(line))


def test_a_long_line_is_said_to_its_limit() -> None:
    assert code_reader.literal("a" * 5000, "en") == "a times 1000, 4000 characters more"
    assert code_reader.words("(" * 5000, "ja").endswith("、あと 4000もじ")


def test_both_languages_have_the_same_words() -> None:
    ja, en = table("code", "ja"), table("code", "en")
    assert {group: set(ja[group]) for group in ja} == {group: set(en[group]) for group in en}
