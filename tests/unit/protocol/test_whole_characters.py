"""A character that came in two packets is shown once, whole."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from kibako.protocol.whole_characters import WholeCharacters


@given(text=st.text(max_size=60), cuts=st.lists(st.integers(0, 240)))
def test_text_is_only_cut_between_characters(text: str, cuts: list[int]) -> None:
    data = text.encode("utf-8", "replace")
    marks = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    whole = WholeCharacters()
    shown = [whole.receive_data(data[a:b]).decode() for a, b in itertools.pairwise(marks)]
    assert "".join(shown) == data.decode()
    assert whole.close() == b""


@given(st.lists(st.binary(max_size=20)))
def test_any_bytes_go_through(chunks: list[bytes]) -> None:
    whole = WholeCharacters()
    shown = b"".join(whole.receive_data(chunk) for chunk in chunks)
    held = whole.close()
    assert shown + held == b"".join(chunks)
    assert len(held) < 4
