"""Every Japanese string for learners has its readings, and numbers are read with their units."""

import importlib.util
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.lessons.lint.yomi import reading_remarks
from kibako_access import numerals, readings, ruby

MESSAGES = Path(__file__).parents[3] / "host" / "kibako" / "messages"
FOR_MENTORS = {
    "bench", "bridge", "cli", "flash", "images", "kit", "lint", "publishing", "robocon", "site",
}  # fmt: skip
"""Rooms whose words only a mentor meets: at the command line, or writing a pack or rules."""


def learners_messages() -> Iterator[tuple[str, str]]:
    for path in sorted(MESSAGES.glob("*.ja.toml")):
        if path.name.split(".")[0] in FOR_MENTORS:
            continue
        for group, messages in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for key, said in messages.items():
                yield f"{path.name} {group}.{key}", said


def test_every_message_for_learners_has_its_readings() -> None:
    """Packs are held to the same by their own test: ``kibako pack test``."""
    lacking = {where: ruby.without_reading(said) for where, said in learners_messages()}
    assert {where: words for where, words in lacking.items() if words} == {}
    assert len(lacking) > 1500


@pytest.mark.skipif(importlib.util.find_spec("pyopenjtalk") is None, reason="kibako[yomi]")
def test_the_readings_of_messages_are_those_of_a_dictionary() -> None:
    text = "\n\n".join(said for _, said in learners_messages())
    assert [remark.sentence for remark in reading_remarks("messages", text)] == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3こ", "さんこ"),
        ("20センチ", "にじゅっセンチ"),
        ("1.5びょう", "いってんごびょう"),
        ("0.3びょう", "れいてんさんびょう"),
        ("くりかえし 10かい", "くりかえし じゅっかい"),
        ("1ほん 2ほん 3ほん", "いっぽん にほん さんぼん"),
        ("45ぷん 5ぷん 30ぷん", "よんじゅうごふん ごふん さんじゅっぷん"),
        ("8さい", "はっさい"),
        ("600こ", "ろっぴゃくこ"),
        ("14にん 2にん 3つ", "じゅうよにん ふたり みっつ"),
        ("-5ど", "マイナスごど"),
        ("80 %", "はちじゅっパーセント"),
        ("262Hz", "にひゃくろくじゅうにヘルツ"),
        ("ステップ 1/5", "ステップ ごの うち いち"),
        ("1,000 20000", "せん にまん"),
        ("GP15 pin0 1.2.3", "GP15 pin0 1.2.3"),
    ],
)
def test_numbers_are_read_with_their_units(written: str, said: str) -> None:
    assert readings.spoken(written, "ja") == said


def test_a_word_is_read_once_and_as_it_sounds() -> None:
    assert readings.spoken("光《ひかり》は　ボタンＡ", "ja") == "ひかりは ボタン A"
    assert readings.by_sound("ひかりは がっこうへ、 はは へや") == "ひかりわ がっこうえ、 はわ へや"
    assert readings.spoken("光《ひかり》 3", "en") == "ひかり 3"


@given(st.integers(0, 10**18), st.sampled_from(["", "こ", "ほん", "ふん", "つ", "びょう"]))
def test_every_number_can_be_read(value: int, counter: str) -> None:
    said = numerals.counted(str(value), counter)
    assert said
    assert not any(letter.isdecimal() for letter in said)


@given(st.text(max_size=80))
def test_any_text_can_be_spoken(text: str) -> None:
    readings.by_sound(readings.spoken(text, "ja"))
