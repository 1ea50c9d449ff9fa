"""The cable is pulled at any byte of a write: the board holds the old file or the new one."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.errors import BoardError, KibakoError, LinkLost
from kibako.links.base import Link
from kibako.links.open import open_link

OLD = b"print('old')\n" * 20
NEW = "print('あたらしい')\n".encode() * 30


class Cable:
    """A link that is cut, or harms what goes through it, after so many bytes to the board."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.description = link.description
        self.sent = 0
        self.cut_at: int | None = None
        self.harm: Callable[[bytes], bytes] | None = None
        self.read_cut = False

    def open(self) -> None:
        self.link.open()

    def close(self) -> None:
        self.link.close()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        if self.read_cut:
            raise LinkLost("link_lost", port=self.description)
        return self.link.read(max_bytes, timeout_s)

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        if self.cut_at is not None and self.sent + len(data) > self.cut_at:
            self.link.write(data[: self.cut_at - self.sent], timeout_s)
            self.read_cut = True
            raise LinkLost("link_lost", port=self.description)
        self.sent += len(data)
        self.link.write(self.harm(data) if self.harm else data, timeout_s)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    return tmp_path


def opened(moniker: str) -> tuple[Board, Cable]:
    cable = Cable(open_link(moniker))
    board = Board(cable)
    board.connect()
    return board, cable


def kept(home: Path) -> list[Path]:
    return sorted(path for path in (home / "data" / "kept").rglob("*") if path.is_file())


@pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit"])
def test_pulled_at_any_byte(home: Path, moniker: str) -> None:
    board, cable = opened(moniker)
    before = cable.sent
    board.write_file("main.py", OLD)
    start = cable.sent
    board.write_file("main.py", NEW)
    whole = cable.sent - start
    board.close()
    assert start > before
    for at in range(0, whole, max(1, whole // 25)):
        board, cable = opened(moniker)
        board.write_file("main.py", OLD)
        cable.cut_at = cable.sent + at
        with pytest.raises(LinkLost):
            board.write_file("main.py", NEW)
        cable.close()
        board, _ = opened(moniker)
        there = board.read_file("main.py") if board.list_files() else b""
        rescued = [path.read_bytes() for path in kept(home)]
        assert there in (OLD, NEW) or OLD in rescued, f"lost at byte {at}"
        assert board.profile.rename is False or there in (OLD, NEW)
        for path in kept(home):
            if sys.platform != "win32":
                assert stat.S_IMODE(path.stat().st_mode) == 0o600
            path.unlink()
        board.write_file("main.py", OLD)
        assert [info.name for info in board.list_files()] == ["main.py"]
        board.close()


@pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit"])
def test_a_harmed_file_is_not_kept(home: Path, moniker: str) -> None:
    """Bytes change on the way in a manner that only the final proof can see."""
    board, cable = opened(moniker)
    board.write_file("main.py", OLD)
    if board.hashes:
        cable.harm = lambda data: data.replace(b"a('cHJ", b"a('cHK")
    else:
        cable.harm = lambda data: data.replace(b'f.write(b"print(', b'f.write(b"qrint(')
    with pytest.raises(BoardError) as raised:
        board.write_file("main.py", NEW)
    assert raised.value.code in ("board_wrote_wrong", "board_restore_failed")
    cable.harm = None
    if raised.value.code == "board_restore_failed":
        assert OLD in [path.read_bytes() for path in kept(home)]
    else:
        assert board.read_file("main.py") == OLD
    assert [info.name for info in board.list_files()] == ["main.py"]
    board.close()


def test_a_full_board_keeps_the_old_file(home: Path) -> None:
    board, _ = opened("virtual:microbit")
    board.write_file("main.py", OLD)
    board.write_file("data.bin", b"x" * (board.profile.files_bytes - 6000))
    with pytest.raises(BoardError) as raised:
        board.write_file("main.py", b"y" * 12000)
    assert raised.value.code == "board_full"
    assert board.read_file("main.py") == OLD
    assert kept(home) == []
    board.close()


def test_a_board_that_never_answers_is_left_in_time() -> None:
    class Silent:
        description = "silent"
        closed = False

        def open(self) -> None: ...
        def close(self) -> None:
            self.closed = True

        def read(self, max_bytes: int, timeout_s: float) -> bytes:
            return b""

        def write(self, data: bytes, timeout_s: float = 10.0) -> None:
            assert b"\x01" not in data

    link = Silent()
    with pytest.raises(KibakoError) as raised:
        Board(link).connect(timeout_s=0.3)
    assert raised.value.code == "board_silent"
    assert link.closed


def test_sync_refuses_what_leads_out(tmp_path: Path) -> None:
    board, _ = opened("virtual:pico")
    source = tmp_path / "source"
    (source / "__pycache__").mkdir(parents=True)
    (source / "__pycache__" / "x.pyc").write_bytes(b"x")
    (source / "ok.py").write_bytes(b"ok = 1\n")
    (tmp_path / "outside.txt").write_bytes(b"secret")
    if sys.platform != "win32":
        (source / "leak.txt").symlink_to(tmp_path / "outside.txt")
    assert board.sync_folder(source, "/app").written == ("/app/ok.py",)
    with pytest.raises(KibakoError) as raised:
        board.sync_folder(tmp_path / "none")
    assert raised.value.code == "folder_missing"
    board.close()
