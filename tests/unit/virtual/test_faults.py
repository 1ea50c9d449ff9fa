"""Faults: what a person writes is read strictly; the cable does what it should, byte by byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako.errors import UsageError
from kibako.virtual.board import VirtualBoard
from kibako.virtual.faults import FAULTS, Fault, parse_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("unplug", Fault("unplug", 2000)),
        ("hang:7", Fault("hang", 7)),
        ("full-flash", Fault("full-flash")),
        ("stuck:button_a", Fault("stuck", target="button_a")),
    ],
)
def test_what_a_person_writes(text, fault):
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("unplugg", "fault_unknown"),
        ("", "fault_unlisted"),
        ("nope", "fault_unlisted"),
        ("full-flash:3", "fault_no_value"),
        ("stuck", "fault_needs_name"),
        ("slow:2", "fault_value"),
        ("slow:よん", "fault_value"),
        ("slow:٣٠٠", "fault_value"),
        ("unplug:-1", "fault_value"),
    ],
)
def test_what_cannot_be_is_refused(text, code):
    with pytest.raises(UsageError) as raised:
        parse_fault(text)
    assert raised.value.code == code
    assert raised.value.what
    assert raised.value.next_step


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_answered(text):
    try:
        assert parse_fault(text).name in FAULTS
    except UsageError:
        pass


@settings(deadline=None)
@given(
    every=st.integers(2, 60),
    pieces=st.lists(st.binary(max_size=50), max_size=8),
)
def test_one_byte_of_so_many_is_wrong_however_they_are_cut(tmp_path_factory, every, pieces):
    board = VirtualBoard("pico", flash_dir=tmp_path_factory.getbasetemp() / "none")
    board.trouble.begin(Fault("corrupt", every))
    came = b"".join(board.trouble.to_board(piece) for piece in pieces)
    sent = b"".join(pieces)
    wrong = [place for place in range(len(sent)) if sent[place] != came[place]]
    assert len(came) == len(sent)
    assert wrong == list(range(every - 1, len(sent), every))


def test_a_fault_that_is_not_there_cannot_end(tmp_path):
    board = VirtualBoard("pico", flash_dir=tmp_path)
    with pytest.raises(UsageError):
        board.trouble.end("hang")
