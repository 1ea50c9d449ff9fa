"""Ruby: what is a reading and what is not, and the three ways to show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako_access.ruby import Segment, parse, render, without_reading

notation = st.text(alphabet="光板基々｜《》あかAb1 \n-ひ", max_size=60)


def test_a_run_of_kanji_takes_the_reading():
    assert parse("この基板《きばん》は小《ちい》さい") == (
        Segment("この"),
        Segment("基板", "きばん"),
        Segment("は"),
        Segment("小", "ちい"),
        Segment("さい"),
    )


def test_the_bar_says_where_the_word_starts():
    assert parse("とても｜光る石《ひかるいし》です") == (
        Segment("とても"),
        Segment("光る石", "ひかるいし"),
        Segment("です"),
    )


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("normal", "基板に 電気をながす"),
        ("furigana", "基板(きばん)に 電気(でんき)をながす"),
        ("kana", "きばんに でんきをながす"),
    ],
)
def test_the_three_modes(mode, shown):
    assert render("基板《きばん》に 電気《でんき》をながす", mode) == shown


def test_a_voice_gets_the_reading_once():
    assert render("人々《ひとびと》の ｜A組《えーぐみ》", "kana") == "ひとびとの えーぐみ"


@pytest.mark.parametrize(
    "text",
    [
        "かな《よみ》",
        "《よみ》",
        "光《》",
        "光《ひ\nかり》",
        "光《ひか",
        "光《ひ《か》",
        "｜《よみ》",
        "",
    ],
)
def test_what_is_no_ruby_stays_as_written(text):
    assert "".join(s.text for s in parse(text) if s.reading is None) == text


def test_words_and_readings_have_a_longest_length():
    assert parse("光" + "《" + "あ" * 65 + "》")[0].reading is None
    assert parse("光" + "《" + "あ" * 64 + "》")[0].reading == "あ" * 64
    assert parse("字" * 40 + "《じ》")[-1] == Segment("字" * 32, "じ")


def test_kanji_without_a_reading_are_found():
    assert without_reading("基板《きばん》と電気と電気、読《読》む") == ("電気", "電気", "読")
    assert without_reading("かなと ABC と 123") == ()


@given(notation)
def test_nothing_but_notation_is_lost(text):
    segments = parse(text)
    assert all(segment.text for segment in segments)
    rebuilt = "".join(s.text if s.reading is None else f"{s.text}《{s.reading}》" for s in segments)
    bars = sum(1 for s in segments if s.reading is not None)
    assert len(text) - len(rebuilt) <= bars
    assert rebuilt.replace("｜", "") == text.replace("｜", "")


@given(notation)
def test_text_without_the_notation_is_the_same_in_every_mode(text):
    plain = text.translate(str.maketrans("", "", "｜《》"))
    assert {render(plain, mode) for mode in ("normal", "furigana", "kana")} == {plain}
