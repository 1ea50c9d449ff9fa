"""The cable is pulled at any byte of a write: the board holds the old file or the new one."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest
from kibako.boards import filing
from kibako.boards.board import Board
from kibako.errors import BoardError, FileError, KibakoError, LinkLost
from kibako.protocol import probe
from kibako.virtual import wasi_files

from .cable import opened

OLD = b"print('old')\n" * 20
NEW = "print('あたらしい')\n".encode() * 30


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    return tmp_path


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
    for at in range(0, whole, max(1, whole // 8)):
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
def test_pulled_at_every_byte(home: Path, moniker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small deploy, cut behind each byte in turn; the board itself stays switched on."""
    monkeypatch.setattr(probe, "_SETTLE_S", 0.002)
    # Several pieces: in one program, a cable that is out would never leave half a file.
    monkeypatch.setattr(filing, "_piece_bytes", lambda _board: 64)
    old, new = b"x=1\n", b"print('new')\n" * 12
    board, cable = opened(moniker)
    machine = board.machine
    assert machine is not None
    main = machine.flash.folder / "main.py"
    board.write_file("main.py", old)
    start = cable.sent
    board.write_file("main.py", new)
    whole = cable.sent - start
    board.write_file("main.py", old)
    for at in range(whole):
        cable.cut_at = cable.sent + at
        with pytest.raises(LinkLost):
            board.write_file("main.py", new)
        cable.cut_at, cable.read_cut = None, False
        cable.write(b"\x03\x02")
        board._talk.forget()
        board.exec("pass")
        there = main.read_bytes() if main.exists() else b""
        rescued = [path.read_bytes() for path in kept(home)]
        if board.profile.rename:
            assert there in (old, new), f"lost at byte {at}"
            assert rescued == []
        else:
            assert there in (old, new) or old in rescued, f"lost at byte {at}"
        for path in kept(home):
            path.unlink()
        if there != old:
            board.write_file("main.py", old)
    board.write_file("main.py", new)
    assert main.read_bytes() == new
    assert [info.name for info in board.list_files()] == ["main.py"]
    board.close()


@pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit"])
def test_a_harmed_file_is_not_kept(home: Path, moniker: str) -> None:
    """Bytes change on the way in a manner that only the final proof can see."""
    board, cable = opened(moniker)
    board.write_file("main.py", OLD)
    cable.harm = lambda data: data.replace(b"`abc", b"`abd").replace(b"AAEC", b"AAED")
    with pytest.raises(BoardError) as raised:
        board.write_file("main.py", bytes(range(256)))
    assert raised.value.code in ("board_wrote_wrong", "board_restore_failed")
    cable.harm = None
    if raised.value.code == "board_restore_failed":
        assert OLD in [path.read_bytes() for path in kept(home)]
    else:
        assert board.read_file("main.py") == OLD
    assert [info.name for info in board.list_files()] == ["main.py"]
    board.close()


@pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit", "virtual:microbit-v1"])
def test_a_way_of_seven_bits_is_noticed(home: Path, moniker: str) -> None:
    """A serial adapter with parity, a bridge that speaks Telnet: files go in plain letters then."""
    board, cable = opened(moniker)
    board.write_file("main.py", OLD)
    assert board.raw_bytes
    cable.harm = lambda data: bytes(byte & 127 for byte in data)
    every_byte = bytes(range(256))
    board.write_file("main.py", every_byte)
    assert not board.raw_bytes
    cable.harm = None
    assert board.read_file("main.py") == every_byte
    assert [info.name for info in board.list_files()] == ["main.py"]
    assert kept(home) == []
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


class FullDisk:
    """The module ``os`` on a computer whose disk is full."""

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    @staticmethod
    def write(number: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit"])
def test_a_full_computer_is_not_blamed_on_the_board(
    home: Path, moniker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    board, _ = opened(moniker)
    board.write_file("main.py", OLD)
    with monkeypatch.context() as patch:
        patch.setattr(wasi_files, "os", FullDisk())
        with pytest.raises(FileError) as raised:
            board.put_file("main.py", NEW)
    assert raised.value.code in ("computer_full", "computer_full_kept")
    there = board.read_file("main.py") if board.list_files() else b""
    assert OLD in (there, *(path.read_bytes() for path in rescued(home)))
    with pytest.raises(BoardError) as missing:
        board.read_file("none.py")
    assert missing.value.code == "board_file_missing"
    board.close()


def rescued(home: Path) -> list[Path]:
    return [*kept(home), *(p for p in (home / "data" / "from-boards").rglob("*") if p.is_file())]


def test_what_is_put_over_is_kept_each_time(home: Path) -> None:
    board, _ = opened("virtual:pico")
    told: list[tuple[str, Path]] = []
    texts = [b"one", b"two", b"three", b"three"]
    written = [board.put_file("main.py", text, lambda *kept: told.append(kept)) for text in texts]
    assert written == [True, True, True, False]
    assert [path for path, _ in told] == ["main.py", "main.py"]
    assert [here.read_bytes() for _, here in told] == texts[:2]
    if sys.platform != "win32":
        assert {stat.S_IMODE(here.stat().st_mode) for _, here in told} == {0o600}
    board.close()


def test_sync_keeps_what_it_writes_over(home: Path, tmp_path: Path) -> None:
    board, _ = opened("virtual:pico")
    source = tmp_path / "source"
    (source / "lib").mkdir(parents=True)
    (source / "lib" / "a.py").write_bytes(b"new a")
    (source / "lib_a.py").write_bytes(b"new b")
    (source / "same.py").write_bytes(b"same")
    board.make_folder("/lib")
    for path, data in (("/lib/a.py", b"old a"), ("/lib_a.py", b"old b"), ("/same.py", b"same")):
        board.write_file(path, data)
    told: dict[str, bytes] = {}
    report = board.sync_folder(
        source, "/", lambda path, here: told.update({path: here.read_bytes()})
    )
    assert report.unchanged == ("/same.py",)
    assert told == {"/lib/a.py": b"old a", "/lib_a.py": b"old b"}
    assert sorted(path.read_bytes() for path in rescued(home)) == [b"old a", b"old b"]
    board.close()


def test_nothing_is_written_over_that_cannot_be_kept(home: Path, tmp_path: Path) -> None:
    board, _ = opened("virtual:pico")
    board.write_file("main.py", OLD)
    (home / "data" / "from-boards").write_text("a file in the way")
    source = tmp_path / "source"
    source.mkdir()
    (source / "main.py").write_bytes(NEW)
    for act in (lambda: board.put_file("main.py", NEW), lambda: board.sync_folder(source)):
        with pytest.raises(FileError):
            act()
        assert board.read_file("main.py") == OLD
    board.close()


@pytest.mark.parametrize("moniker", ["virtual:microbit", "virtual:microbit-v1"])
def test_what_an_unplugged_write_kept_is_never_written_over(home: Path, moniker: str) -> None:
    for _ in range(2):
        board, cable = opened(moniker)
        board.write_file("main.py", OLD)
        start = cable.sent
        board.write_file("main.py", NEW)
        whole = cable.sent - start
        board.write_file("main.py", OLD)
        cable.cut_at = cable.sent + whole * 2 // 3
        with pytest.raises(LinkLost):
            board.write_file("main.py", NEW)
        cable.close()
    assert [path.read_bytes() for path in kept(home)] == [OLD, OLD]


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
