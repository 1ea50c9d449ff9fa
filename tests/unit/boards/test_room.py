"""What cannot fit on a board is refused with its figures, before anything is sent."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.boards import room
from kibako.boards.board import Board
from kibako.errors import BoardError
from kibako.links.open import open_link
from kibako.protocol.survey import Room

from .cable import Cable, opened


@given(
    there=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 4000)),
    new=st.dictionaries(st.sampled_from("defghi"), st.binary(max_size=4000)),
)
def test_what_chunks_can_hold_is_let_through(there: dict[str, int], new: dict[str, bytes]) -> None:
    held = {**there, **{name: len(data) for name, data in new.items()}}
    chunks = sum(-(-(2 + len(name) + size) // 126) for name, size in held.items())
    if chunks * 128 <= 8192 or not new:
        room.check_chunks(8192, there, new)
    else:
        with pytest.raises(BoardError) as raised:
            room.check_chunks(8192, there, new)
        assert raised.value.code == "board_no_room"


def test_blocks_beside_the_old_file() -> None:
    free = Room(4096, 3 * 4096)
    room.check_blocks(free, {}, {"/a": bytes(3 * 4096)})
    room.check_blocks(free, {"/a": 4096}, {"/a": bytes(3 * 4096), "/b": bytes(4096)})
    room.check_blocks(free, {}, {f"/{n}": bytes(100) for n in range(50)})
    for new in ({"/a": bytes(4 * 4096)}, {"/a": bytes(2 * 4096), "/b": bytes(2 * 4096)}):
        with pytest.raises(BoardError) as raised:
            room.check_blocks(free, {}, new)
        assert raised.value.code == "board_no_room"


@pytest.mark.parametrize(
    ("moniker", "more"),
    [("virtual:microbit", -100), ("virtual:microbit-v1", -100), ("virtual:pico", 4096)],
)
def test_a_folder_that_does_not_fit_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moniker: str, more: int
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.py").write_bytes(b"a = 1\n")
    board, cable = opened(moniker)
    (source / "b.bin").write_bytes(bytes(board.profile.files_bytes + more))
    with pytest.raises(BoardError) as raised:
        board.sync_folder(source)
    assert raised.value.code == "board_no_room"
    assert raised.value.fields["path"] in ("b.bin", "/b.bin")
    assert cable.sent < 10_000
    assert board.list_files() == []
    board.close()


def test_a_name_that_is_too_long_stops_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.py").write_bytes(b"a = 1\n")
    (source / ("あ" * 41 + ".py")).write_bytes(b"")
    board = Board(Cable(open_link("virtual:microbit")))
    board.connect()
    with pytest.raises(BoardError) as raised:
        board.sync_folder(source)
    assert raised.value.code == "board_name_bad"
    assert board.list_files() == []
    board.close()


def test_an_unchanged_folder_is_two_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    source = tmp_path / "source"
    source.mkdir()
    for number in range(50):
        (source / f"file{number:02}.py").write_bytes(b"x = %d\n" % number)
    board, _ = opened("virtual:pico")
    board.sync_folder(source)
    asked: list[str] = []
    ask = board.file_program

    def count(code: str, path: str, timeout_s: float = 30.0) -> bytes:
        asked.append(code)
        return ask(code, path, timeout_s)

    monkeypatch.setattr(board, "file_program", count)
    assert board.sync_folder(source).written == ()
    assert len(asked) == 2  # which files there are, and whether ours are the same
    assert board.put_file("file07.py", b"x = 7\n") is False
    assert len(asked) == 3
    board.close()
