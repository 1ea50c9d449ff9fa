"""Talkpoints: where one can stand, what it may say, how often, and that it moves with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.club.progress import ProgressStore
from kibako.errors import UsageError
from kibako.events import Event
from kibako.workbench.kept_talk import KeptTalk
from kibako.workbench.talk_beside import PASS_GAP_MS, VALUE_GAP_MS, Gate
from kibako.workbench.talkpoints import (
    CHARS_MAX,
    POINTS_MAX,
    Talkpoint,
    checked,
    copy_with,
    moved,
    toggled,
)

CODE = """\
# a comment
count = 0
while count < 3:
    count = count + 1
    if count == 2:
        continue
    else:
        pass
def last(words):
    global count
    return words[-1]
try:
    for word in ['a', 'b']:
        if word: last(word)
except (
    ValueError
):
    raise
x = [
    1,
]
"""


@pytest.mark.parametrize(
    ("line", "there"),
    [
        (2, "count = 0;_kibako_talk(0)"),
        (3, "while  _kibako_talk(0) or (count < 3):"),
        (5, "    if  _kibako_talk(0) or (count == 2):"),
        (6, "        _kibako_talk(0);continue"),
        (9, "    _kibako_talk(0);return words[-1]"),
        (11, "    _kibako_talk(0);return words[-1]"),
        (12, "    _kibako_talk(0)\n    for word in ['a', 'b']:"),
        (13, "        _kibako_talk(0)\n        if word: last(word)"),
        (14, "        if  _kibako_talk(0) or (word): last(word)"),
        (15, "    _kibako_talk(0);raise"),
        (20, "];_kibako_talk(0)"),
    ],
)
def test_each_kind_of_line_speaks_once_it_is_done(line: int, there: str) -> None:
    point = checked(line, "", CODE)
    copy = copy_with(CODE, [point])
    assert copy is not None
    assert f"\n{there}\n" in f"\n{copy}"
    compile(copy, "copy", "exec")
    assert copy.replace("    _kibako_talk(0)\n", "").count("\n") in (
        CODE.count("\n"),
        CODE.count("\n") - there.count("\n"),
        CODE.count("\n") + there.count("\n"),
    )


@pytest.mark.parametrize(
    ("line", "text", "code"),
    [
        (0, "", "talk_line_empty"),
        (99, "", "talk_line_empty"),
        (1, "", "talk_line_nothing"),
        (7, "", "talk_line_nothing"),
        (10, "", "talk_line_nothing"),
        (2, "x" * (CHARS_MAX + 1), "talk_too_long"),
        (2, "last(count)", "talk_only_looks"),
        (2, "(count := 3)", "talk_only_looks"),
        (2, "[count for count in x]", "talk_only_looks"),
        (2, "lambda: count", "talk_only_looks"),
        (2, "x.pop(count)", "talk_only_looks"),
    ],
)
def test_what_cannot_speak_is_refused(line: int, text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(line, text, CODE)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("", "pass", ""),
        ("count", "value", "count"),
        ("len(words) + count % 2", "value", "len(words) + count % 2"),
        ("ここだよ", "word", "ここだよ"),
        ("'count'", "word", "count"),
        ("a b", "word", "a b"),
        ("hello", "word", "hello"),
        ("3) or (count", "word", "3) or (count"),
        ("count)#", "word", "count)#"),
        ("count  # so many", "value", ""),
    ],
)
def test_a_name_of_the_program_is_a_value_and_else_it_is_a_word(
    text: str, kind: str, word: str
) -> None:
    point = Talkpoint(2, text)
    assert point.kind(CODE) == kind
    if kind == "word":
        assert point.word() == word
    else:
        copy = copy_with(CODE, [point])
        assert copy
        compile(copy, "copy", "exec")


@given(st.text(max_size=CHARS_MAX), st.sampled_from([2, 3, 4, 9, 13, 14]))
def test_whatever_is_typed_the_copy_is_a_program(text: str, line: int) -> None:
    try:
        point = checked(line, text, CODE)
    except UsageError:
        return
    copy = copy_with(CODE, [point])
    assert copy is not None
    compile(copy, "copy", "exec")
    assert copy.replace("_kibako_talk", "").count("import") == 0 or "import" in text


def test_a_program_that_cannot_be_read_has_no_copy() -> None:
    assert copy_with("while True\n", [Talkpoint(1)]) is None
    assert copy_with(CODE, []) is None


def test_talkpoints_go_with_their_lines() -> None:
    old = "a = 1\nb = 2\nc = 3\n"
    points = (Talkpoint(2, "b"), Talkpoint(3, "c"))
    assert moved(points, old, "new = 0\n" + old) == (Talkpoint(3, "b"), Talkpoint(4, "c"))
    assert moved(points, old, "a = 1\nc = 3\n") == (Talkpoint(2, "c"),)
    assert moved(points, old, "a = 1\nb = 2 + 5\nc = 3\n") == points
    assert moved(points, old, "") == ()


def test_there_are_only_so_many() -> None:
    points: tuple[Talkpoint, ...] = ()
    for line in range(1, POINTS_MAX + 1):
        points = toggled(points, Talkpoint(line))
    assert toggled(points, Talkpoint(2, "x"))[1] == Talkpoint(2, "x")
    with pytest.raises(UsageError):
        toggled(points, Talkpoint(POINTS_MAX + 1))


def test_only_what_is_new_is_told_and_not_too_often() -> None:
    events: list[Event] = []
    gate = Gate([Talkpoint(4, "count"), Talkpoint(6, "here")], CODE, events.append)
    for ms in range(0, VALUE_GAP_MS * 4, 10):
        gate.take(ms, f"0 ={ms // 100}")
        gate.take(ms, "1 =")
    gate.close()
    told = [(e.t_ms, e.value["line"], e.value["said"]) for e in events if isinstance(e.value, dict)]
    values = [each for each in told if each[1] == 4]
    assert values[:4] == [(0, 4, "0"), (500, 4, "5"), (1000, 4, "10"), (1500, 4, "15")]
    assert values[-1] == (1990, 4, "19")
    assert len(values) == 5
    words = [each for each in told if each[1] == 6]
    assert [ms for ms, _, _ in words[:2]] == [0, PASS_GAP_MS - 10]
    assert len(words) == 4


def test_they_are_kept_with_the_lesson_and_damage_is_told(tmp_path: Path) -> None:
    def kept() -> KeptTalk:
        return KeptTalk(
            ProgressStore(tmp_path), "pack", lambda: "step", lambda: CODE, problems.append
        )

    problems: list[object] = []
    first = kept()
    assert first.answer(4, "count") == ("set", {"line": 4, "text": "count", "kind": "value"})
    assert kept().now == (Talkpoint(4, "count"),)
    first.edited("step", CODE, "\n" + CODE)
    first.save()
    assert kept().now == (Talkpoint(5, "count"),)
    assert first.answer(5, None) == ("removed", {"line": 5})
    assert first.answer(None, None) == ("list", [])
    with pytest.raises(UsageError):
        first.answer(5, None)
    (tmp_path / "pack" / "talkpoints.json").write_text("{", encoding="utf-8")
    assert not problems
    assert kept().now == ()
    assert len(problems) == 1
