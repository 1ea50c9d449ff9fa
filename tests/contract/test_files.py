"""Files arrive whole, or not at all; the same calls on boards with folders and without."""

from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.errors import BoardError

ALL_BYTES = bytes(range(256))
TEXT = "# にほんごの コメント\nprint('こんにちは')\n".encode()


def names(board: Board, path: str = "/") -> list[str]:
    return [found.name for found in board.list_files(path) if not found.is_folder]


def test_write_read_list_remove(board: Board) -> None:
    board.write_file("a.bin", ALL_BYTES)
    board.write_file("b.txt", b"\r\n\r\n")
    assert board.read_file("a.bin") == ALL_BYTES
    assert board.read_file("/b.txt") == b"\r\n\r\n"
    found = {info.path: info.size_bytes for info in board.list_files()}
    assert found == {"/a.bin": 256, "/b.txt": 4}
    board.remove("/a.bin")
    assert names(board) == ["b.txt"]


def test_empty_file(board: Board) -> None:
    board.write_file("empty.txt", b"")
    assert board.read_file("empty.txt") == b""
    assert [(info.name, info.size_bytes) for info in board.list_files()] == [("empty.txt", 0)]


def test_ten_kilobytes(board: Board) -> None:
    data = b"".join(b"%04d: 0123456789 abcdefghij\n" % n for n in range(320))[:10000] + ALL_BYTES
    board.write_file("large.txt", data)
    assert board.read_file("large.txt") == data


def test_write_over(board: Board) -> None:
    board.write_file("main.py", TEXT)
    board.write_file("main.py", b"print(2)\n")
    assert board.read_file("main.py") == b"print(2)\n"
    board.write_file("main.py", TEXT * 3)
    assert board.read_file("main.py") == TEXT * 3
    assert names(board) == ["main.py"]


def test_japanese_names(board: Board) -> None:
    board.write_file("にほん.txt", TEXT)
    assert board.read_file("にほん.txt") == TEXT
    assert names(board) == ["にほん.txt"]
    board.remove("にほん.txt")
    assert names(board) == []


def test_a_module_can_be_imported(board: Board) -> None:
    board.write_file("helper.py", b"answer = 42\n")
    assert board.run("import helper\nprint(helper.answer)").output == b"42\r\n"


@pytest.mark.parametrize("act", ["read", "remove"])
def test_missing_file(board: Board, act: str) -> None:
    with pytest.raises(BoardError) as raised:
        board.read_file("none.txt") if act == "read" else board.remove("none.txt")
    assert raised.value.code == "board_file_missing"
    assert "none.txt" in str(raised.value)


@pytest.mark.parametrize("path", ["", "/", "../up.txt", "a/../../up.txt", "nul\0.txt", "x" * 300])
def test_bad_names(board: Board, path: str) -> None:
    with pytest.raises(BoardError) as raised:
        board.write_file(path, b"x")
    assert raised.value.code in ("board_name_bad", "board_no_folders")
    assert names(board) == []


def test_folders(board: Board) -> None:
    if not board.profile.folders:
        for act in (board.make_folder, board.list_files, board.read_file):
            with pytest.raises(BoardError) as raised:
                act("lib/x")
            assert raised.value.code == "board_no_folders"
            assert board.profile.name in str(raised.value)
        return
    board.make_folder("/lib")
    with pytest.raises(BoardError) as raised:
        board.make_folder("/lib")
    assert raised.value.code == "board_file_exists"
    board.write_file("/lib/a.py", TEXT)
    assert board.read_file("/lib/a.py") == TEXT
    assert [(f.path, f.is_folder) for f in board.list_files("/lib")] == [("/lib/a.py", False)]
    assert ("/lib", True) in [(f.path, f.is_folder) for f in board.list_files()]
    with pytest.raises(BoardError) as raised:
        board.remove("/lib")
    assert raised.value.code == "board_folder_not_empty"
    board.remove("/lib/a.py")
    board.remove("/lib")
    assert board.list_files() == []


def test_full(board: Board) -> None:
    board.write_file("old.txt", TEXT)
    with pytest.raises(BoardError) as raised:
        board.write_file("old.txt", b"x" * (board.profile.files_bytes + 1))
    assert raised.value.code == "board_full"
    assert board.read_file("old.txt") == TEXT


def test_sync(board: Board, tmp_path: Path) -> None:
    board.write_file("mine.txt", b"not in the folder")
    (tmp_path / "main.py").write_bytes(TEXT)
    (tmp_path / "two.py").write_bytes(b"two = 2\n")
    (tmp_path / ".secret").write_bytes(b"stays here")
    first = board.sync_folder(tmp_path)
    assert first.written == ("/main.py", "/two.py")
    (tmp_path / "two.py").write_bytes(b"two = 3\n")
    second = board.sync_folder(tmp_path)
    assert (second.written, second.unchanged) == (("/two.py",), ("/main.py",))
    assert names(board) == ["main.py", "mine.txt", "two.py"]
    assert board.read_file("two.py") == b"two = 3\n"


def test_sync_with_folders(board: Board, tmp_path: Path) -> None:
    (tmp_path / "lib" / "deep").mkdir(parents=True)
    (tmp_path / "lib" / "deep" / "x.py").write_bytes(TEXT)
    (tmp_path / "a.py").write_bytes(b"a = 1\n")
    if not board.profile.folders:
        with pytest.raises(BoardError) as raised:
            board.sync_folder(tmp_path)
        assert raised.value.code == "board_no_folders"
        assert names(board) == []
        return
    report = board.sync_folder(tmp_path)
    assert report.written == ("/a.py", "/lib/deep/x.py")
    assert board.read_file("/lib/deep/x.py") == TEXT
    assert board.sync_folder(tmp_path).written == ()
    for path in ("/lib/deep/x.py", "/lib/deep", "/lib"):
        board.remove(path)
