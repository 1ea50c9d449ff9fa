"""Control from another program: only with the word, only what there is, and gone at the end."""

import json
import socket
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako.errors import BoardError, UsageError
from kibako.virtual.board import VirtualBoard
from kibako.virtual.control import ControlServer, ask, note_of


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    folder = tmp_path_factory.mktemp("control") / "flash"
    with VirtualBoard("microbit", flash_dir=folder) as board, ControlServer(board):
        yield board


def test_what_another_program_does_happens(board):
    folder = board.flash.folder
    assert stat.S_IMODE(note_of(folder).stat().st_mode) == 0o600
    ask(folder, "x", {"do": "press", "name": "button_b", "value": 60_000})
    ask(folder, "x", {"do": "set", "name": "light", "value": 7})
    ask(folder, "x", {"do": "fault", "name": "slow:115200"})
    there = ask(folder, "x", {"do": "list"})
    assert there["buttons"]["button_b"] is True
    assert {"name": "light", "unit": "", "least": 0, "most": 255, "value": 7, "choices": []} in (
        there["inputs"]
    )
    assert there["faults"] == ["slow"]
    ask(folder, "x", {"do": "heal", "name": "slow"})
    ask(folder, "x", {"do": "release", "name": "button_b"})
    assert ask(folder, "x", {"do": "list"})["faults"] == []


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"do": "press", "name": "nose"}, "world_no_button"),
        ({"do": "set", "name": "light", "value": "dark"}, "world_no_number"),
        ({"do": "set", "name": "light", "value": 999}, "world_bounds"),
        ({"do": "fault", "name": "hnag"}, "fault_unknown"),
        ({"do": "heal", "name": "hang"}, "fault_not_there"),
        ({"do": "explode"}, "control_odd"),
        ({}, "control_odd"),
    ],
)
def test_what_cannot_be_done_is_said_in_our_words(board, request_, code):
    with pytest.raises(UsageError) as raised:
        ask(board.flash.folder, "x", request_)
    assert raised.value.code == code
    assert raised.value.what


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=80),
        st.dictionaries(
            st.sampled_from(["word", "do", "name"]), st.one_of(st.text(), st.integers())
        ).map(lambda data: json.dumps(data).encode()),
        st.just(b"[" * 2000),
    )
)
def test_nobody_is_answered_without_the_word(board, raw):
    port = json.loads(note_of(board.flash.folder).read_text())["port"]
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.sendall(raw.replace(b"\n", b"") + b"\n")
        assert json.loads(client.makefile().readline())["error"] == "control_refused"


def test_nobody_is_there(tmp_path):
    with pytest.raises(BoardError) as raised:
        ask(tmp_path / "flash", "virtual:pico", {"do": "list"})
    assert raised.value.code == "control_nobody"
    note_of(tmp_path / "flash").write_text('{"port": 1, "word": "x"}')
    with pytest.raises(BoardError):
        ask(tmp_path / "flash", "virtual:pico", {"do": "list"})
    note_of(tmp_path / "flash").write_text("[")
    with pytest.raises(BoardError):
        ask(tmp_path / "flash", "virtual:pico", {"do": "list"})
