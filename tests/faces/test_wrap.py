"""Breaking lines: nothing lost, nothing too wide, kinsoku kept."""

from hypothesis import given
from hypothesis import strategies as st
from kibako.tui.wrap import NOT_FIRST, Run, wrap
from rich.cells import cell_len

LETTERS = st.text(
    alphabet=st.sampled_from("あいうっゃ。、「」（）漢字カナー micro:bit LED.on 123!?ﾊﾝ"),
    max_size=60,
)
RUNS = st.lists(st.builds(Run, LETTERS, st.sampled_from(["", "a", "b"]), st.booleans()), max_size=6)


def plain(lines: list[list[Run]]) -> list[str]:
    return ["".join(run.text for run in line) for line in lines]


@given(RUNS, st.integers(min_value=2, max_value=60))
def test_no_letter_is_lost_and_no_line_is_too_wide(runs: list[Run], width: int) -> None:
    lines = plain(wrap(runs, width))
    whole = "".join(run.text for run in runs)
    assert "".join(lines).replace(" ", "") == whole.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


@given(RUNS, st.integers(min_value=2, max_value=60))
def test_styles_stay_on_their_letters(runs: list[Run], width: int) -> None:
    before = [(letter, run.style) for run in runs for letter in run.text if letter != " "]
    after = [
        (letter, run.style)
        for line in wrap(runs, width)
        for run in line
        for letter in run.text
        if letter != " "
    ]
    assert before == after


def test_a_sentence_end_does_not_begin_a_line() -> None:
    for width in range(8, 30):
        for line in plain(
            wrap([Run("ランプで、ハートを（2つ）だしましょう。きっと、できます！")], width)
        ):
            assert line[0] not in NOT_FIRST


def test_a_line_ends_between_phrases_where_the_author_put_spaces() -> None:
    text = "ボードには ちいさな ランプが あります。"
    assert plain(wrap([Run(text)], 24)) == ["ボードには ちいさな", "ランプが あります。"]


def test_a_reading_stays_whole() -> None:
    lines = plain(wrap([Run("あいうえおか"), Run("(きばん)", "r", whole=True)], 14))
    assert lines == ["あいうえおか", "(きばん)"]


def test_english_breaks_at_spaces() -> None:
    assert plain(wrap([Run("the quick brown fox")], 10)) == ["the quick", "brown fox"]


def test_a_reading_stays_with_its_word_and_a_counter_with_its_number() -> None:
    runs = [Run("ハート。1"), Run("秒", whole=True), Run("(びょう)", whole=True, glued=True)]
    assert plain(wrap(runs, 14)) == ["ハート。", "1秒(びょう)"]
