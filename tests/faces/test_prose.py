"""The text of a step taken apart, and shown by each face."""

from hypothesis import given
from hypothesis import strategies as st
from kibako import strings
from kibako.lessons.prose import Block, Piece, parse
from kibako.line.wording import step_lines
from kibako.tui.markup import prose

TEXT = """# 基板《きばん》

ランプを **光《ひか》らせ** ましょう。
`display` を つかいます。

1. ひとつめ
   つづき
2. ふたつめ

- てん

> メモです。

```python
x = 1
    # y
```
"""


TABLE = st.sampled_from("a|-\\`*! []()\n")


def test_the_blocks_of_a_text() -> None:
    kinds = [(block.kind, block.marker) for block in parse(TEXT)]
    assert kinds == [
        ("heading", ""),
        ("paragraph", ""),
        ("item", "1."),
        ("item", "2."),
        ("item", "・"),
        ("note", ""),
        ("code", ""),
    ]


def test_a_japanese_sentence_keeps_its_line_and_marks_need_no_spaces() -> None:
    (block,) = parse("これは**「木」**です。\nつぎは`a`です。")
    assert block == Block(
        "paragraph",
        (
            (Piece("これは"), Piece("「木」", "strong"), Piece("です。")),
            (Piece("つぎは"), Piece("a", "code"), Piece("です。")),
        ),
    )


def test_english_lines_are_joined() -> None:
    (block,) = parse("The lamps\nare lit.")
    assert block.lines == ((Piece("The lamps are lit."),),)


def test_the_three_ways_to_read_on_the_screen() -> None:
    assert prose("基板《きばん》です", 40, "normal").plain == "基板です"
    assert prose("基板《きばん》です", 40, "furigana").plain == "基板(きばん)です"
    assert prose("基板《きばん》です", 40, "kana").plain == "きばんです"


def test_the_line_mode_says_a_word_once() -> None:
    assert step_lines("基板《きばん》です", "furigana") == ["きばんです"]
    assert step_lines("基板《きばん》です", "kana") == ["きばんです"]
    assert step_lines("基板《きばん》です", "normal") == ["基板です"]


def test_code_keeps_its_indentation_and_its_marks() -> None:
    (block,) = parse("```\nif x:\n    `a` **b** 基《き》\n```")
    assert [line[0].text for line in block.lines] == ["if x:", "    `a` **b** 基《き》"]


def test_a_picture_is_told_by_what_it_shows() -> None:
    text = "つなぎます。\n![ボードと ランプの 絵《え》](../pictures/lamp.svg)\nできました。"
    (_, block, _) = parse(text)
    assert (block.kind, block.file) == ("picture", "../pictures/lamp.svg")
    shown = strings.text("prose.picture") + "ボードと ランプの え"
    assert step_lines(text, "furigana")[1] == shown
    assert prose(text, 60, "kana").plain.splitlines()[2] == shown


def test_each_row_of_a_table_can_be_said_alone() -> None:
    text = "| Time | What |\n|---|:-:|\n| 5 min | `a \\| b` |\n| 9 min |\nEnd."
    (table, end) = parse(text)
    assert len(table.rows) == 3
    assert table.rows[1][1] == (Piece("a | b", "code"),)
    assert step_lines(text, "normal") == ["Time: 5 min; What: a | b", "Time: 9 min", "End."]
    assert end.kind == "paragraph"


@given(st.text() | st.text(alphabet=TABLE, max_size=300), st.integers(min_value=4, max_value=80))
def test_any_text_can_be_shown_and_said(text: str, width: int) -> None:
    for mode in ("normal", "furigana", "kana"):
        prose(text, width, mode)
        for line in step_lines(text, mode):
            assert "\n" not in line


@given(st.text(alphabet=st.sampled_from("あ木 #-1.>*｜》|\n"), max_size=200))
def test_no_letter_of_a_plain_text_is_lost(text: str) -> None:
    shown = prose(text, 80, "normal").plain
    for letter in "あ木":
        assert shown.count(letter) == text.count(letter)
