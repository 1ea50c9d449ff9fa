"""Editing by the numbers of lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import UsageError
from kibako.line import listing

LINES = st.lists(st.text(alphabet="ab \u3042:", max_size=8), max_size=12)


@given(LINES, LINES, st.data())
def test_editing_is_what_lists_do(lines: list[str], new: list[str], data: st.DataObject) -> None:
    code = listing.join(lines)
    assert listing.split(code) == lines
    at = data.draw(st.integers(min_value=1, max_value=len(lines) + 1))
    assert listing.split(listing.insert(code, at, new)) == lines[: at - 1] + new + lines[at - 1 :]
    if not lines:
        return
    first = data.draw(st.integers(min_value=1, max_value=len(lines)))
    last = data.draw(st.integers(min_value=first, max_value=len(lines)))
    assert listing.split(listing.delete(code, first, last)) == lines[: first - 1] + lines[last:]
    replaced = listing.split(listing.replace(code, first, new))
    assert replaced == lines[: first - 1] + new + lines[first:]


@given(st.text(max_size=10))
def test_any_word_is_a_line_number_or_a_clear_error(word: str) -> None:
    try:
        assert 1 <= listing.number(word, 1, 9) <= 9
    except UsageError as error:
        assert error.what
        assert error.next_step


def test_an_empty_program_says_so() -> None:
    with pytest.raises(UsageError) as caught:
        listing.number("1", 1, 0)
    assert caught.value.code == "code_empty"


def test_a_program_is_bounded() -> None:
    with pytest.raises(UsageError) as caught:
        listing.join(["x" * listing.MAX_CODE])
    assert caught.value.code == "code_large"
