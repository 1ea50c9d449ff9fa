"""Long ways: how far a transfer is, what is left to do after a drop, and after Ctrl-C."""

import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.boards.progress import Progress
from kibako.errors import BoardError, LinkLost

from .cable import Cable, opened

BOTH = pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit"])
NOISE = random.Random(1).randbytes(60_000)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    return tmp_path


def mended(board: Board, cable: Cable) -> None:
    """Plug the cable in again; the board was on all the time, and is found as it is."""
    cable.cut_at, cable.read_cut = None, False
    board._talk.forget()


def kept(home: Path) -> dict[str, bytes]:
    files = [path for path in (home / "data" / "from-boards").rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in files}


@BOTH
def test_progress_comes_in_bytes_and_ends_with_all_of_them(
    tmp_path: Path, home: Path, moniker: str
) -> None:
    board, _ = opened(moniker)
    board.write_file("b.bin", NOISE[:3000])
    board.write_file("only-there.txt", b"mine\n" * 100)
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.bin").write_bytes(NOISE[:5000])
    (source / "b.bin").write_bytes(NOISE[3000:7000])
    told: list[Progress] = []
    board.sync_folder(source, on_progress=told.append)
    done = [each.done_bytes for each in told]
    assert done == sorted(done)
    # What is fetched counts as well: the stranger's file and the old text.
    assert {each.total_bytes for each in told} == {500 + 3000 + 5000 + 4000}
    assert (done[0], done[-1]) == (0, told[-1].total_bytes)
    # No step is larger than a piece of a file.
    assert max(b - a for a, b in pairwise(done)) <= 4096
    told.clear()
    assert board.read_file("a.bin", told.append) == NOISE[:5000]
    assert [told[0].done_bytes, told[-1].done_bytes] == [0, 5000]
    assert len(told) >= 4
    board.close()


@BOTH
def test_a_sync_goes_on_with_what_is_missing(tmp_path: Path, moniker: str) -> None:
    board, cable = opened(moniker)
    source = tmp_path / "source"
    source.mkdir()
    for number in range(6):
        (source / f"f{number}.py").write_bytes(NOISE[number * 900 : number * 900 + 900])
    cable.cut_at = cable.sent + 4500
    with pytest.raises(LinkLost) as cut:
        board.sync_folder(source)
    assert cut.value.code == "sync_cut"
    assert cut.value.fields["total"] == 6
    done = cut.value.fields["done"]
    assert f"{done}" in cut.value.what
    assert cut.value.next_step
    mended(board, cable)
    report = board.sync_folder(source)
    assert len(report.unchanged) == done >= 2
    assert sorted([*report.written, *report.unchanged]) == [f"/f{n}.py" for n in range(6)]
    for number in range(6):
        assert board.read_file(f"f{number}.py") == NOISE[number * 900 : number * 900 + 900]
    board.close()


def test_a_cut_sync_of_a_board_without_rename_says_where_the_old_text_is(tmp_path: Path) -> None:
    board, cable = opened("virtual:microbit")
    source = tmp_path / "source"
    source.mkdir()
    for number in range(2):
        board.write_file(f"f{number}.py", b"old")
        (source / f"f{number}.py").write_bytes(NOISE[number * 900 : number * 900 + 900])
    cable.cut_at = cable.sent + 2400
    with pytest.raises(LinkLost) as cut:
        board.sync_folder(source)
    assert cut.value.code == "sync_cut_kept"
    assert cut.value.fields["done"] in (0, 1)
    assert Path(str(cut.value.fields["kept"])).read_bytes() == b"old"
    assert cut.value.what
    assert cut.value.next_step
    cable.close()


@pytest.mark.parametrize("plug", ["link", "power"])
def test_a_large_file_goes_on_where_it_was_broken_off(home: Path, plug: str) -> None:
    board, cable = opened("virtual:pico")
    board.write_file("large.bin", b"old")
    cable.cut_at = cable.sent + 45_000
    with pytest.raises(LinkLost):
        board.put_file("large.bin", NOISE)
    if plug == "link":
        mended(board, cable)
    else:
        cable.close()
        board, cable = opened("virtual:pico")
    assert board.read_file("large.bin") == b"old"
    before = cable.sent
    told: list[Progress] = []
    board.put_file("large.bin", NOISE, on_progress=told.append)
    assert cable.sent - before < 35_000
    assert told[-1].done_bytes == told[-1].total_bytes == 3 + 60_000
    assert board.read_file("large.bin") == NOISE
    assert [info.name for info in board.list_files()] == ["large.bin"]
    board.close()


def test_what_is_begun_counts_as_room(home: Path) -> None:
    """The half that is there takes the room in which the whole is to be."""
    board, cable = opened("virtual:pico")
    blocks = (board.identity.flash_free_bytes or 0) // 4096 - 20
    fill = f"for _ in range({blocks}):f.write(bytes(4096))"
    board.exec(f"with open('/filler.bin','wb') as f:\n {fill}\n", 30)
    cable.cut_at = cable.sent + 45_000
    with pytest.raises(LinkLost):
        board.put_file("large.bin", NOISE)
    mended(board, cable)
    board.put_file("large.bin", NOISE)
    assert board.read_file("large.bin") == NOISE
    # What was begun for a file that nobody sends any more makes room for others.
    board.remove("large.bin")
    cable.cut_at = cable.sent + 45_000
    with pytest.raises(LinkLost):
        board.put_file("large.bin", NOISE)
    mended(board, cable)
    board.put_file("other.bin", NOISE)
    assert [info.name for info in board.list_files()] == ["filler.bin", "other.bin"]
    with pytest.raises(BoardError) as raised:
        board.put_file("third.bin", NOISE)
    assert raised.value.code == "board_no_room"
    board.close()


def test_the_rest_of_another_file_is_no_beginning(home: Path) -> None:
    board, cable = opened("virtual:pico")
    cable.cut_at = cable.sent + 45_000
    with pytest.raises(LinkLost):
        board.put_file("large.bin", NOISE)
    mended(board, cable)
    other = bytes(reversed(NOISE))
    board.put_file("large.bin", other)
    assert board.read_file("large.bin") == other
    board.close()


@BOTH
@pytest.mark.parametrize("at", [0.05, 0.5, 0.95])
def test_ctrl_c_leaves_the_old_file(home: Path, moniker: str, at: float) -> None:
    board, cable = opened(moniker)
    board.write_file("main.py", b"old\n" * 10)
    start = cable.sent
    board.write_file("other.py", NOISE[:9000])
    stop_at = cable.sent + int((cable.sent - start) * at)
    cable.harm = interrupting(cable, stop_at)
    with pytest.raises(KeyboardInterrupt):
        board.put_file("main.py", NOISE[:9000])
    assert board.read_file("main.py") == b"old\n" * 10
    assert [info.name for info in board.list_files()] == ["main.py", "other.py"]
    assert not list((home / "data" / "kept").rglob("*.py"))
    assert board.exec("print(1)") == b"1\r\n"
    board.close()


def interrupting(cable: Cable, at: int) -> Callable[[bytes], bytes]:
    """Press Ctrl-C once, when so much has been sent."""

    def pass_on(data: bytes) -> bytes:
        if cable.sent >= at and cable.harm is not None:
            cable.harm = None
            raise KeyboardInterrupt
        return data

    return pass_on


@BOTH
def test_what_is_only_on_the_board_is_fetched_first_and_once(
    tmp_path: Path, home: Path, moniker: str
) -> None:
    board, _ = opened(moniker)
    mine = {"diary.txt": "きょうは はれ\n".encode(), "scores.csv": b"1,2\n"}
    if board.profile.folders:
        board.make_folder("/lib")
        mine["/lib/motor.py"] = b"speed = 3\n"
    for path, data in {**mine, "empty.txt": b"", "main.py": b"same\n"}.items():
        board.write_file(path, data)
    source = tmp_path / "source"
    source.mkdir()
    (source / "main.py").write_bytes(b"same\n")
    told: list[str] = []
    first = board.sync_folder(source, on_kept=lambda path, here: told.append(path))
    assert len(first.fetched) == len(mine)
    assert told == list(first.fetched)
    assert sorted(kept(home).values()) == sorted(mine.values())
    assert [path.name for path in source.iterdir()] == ["main.py"]
    again = board.sync_folder(source)
    assert (again.fetched, again.written) == ((), ())
    board.write_file("scores.csv", b"1,2\n3,4\n")
    third = board.sync_folder(source)
    assert [path.strip("/") for path in third.fetched] == ["scores.csv"]
    # Into another folder of the board nothing of this is written, and nothing fetched.
    if board.profile.folders:
        board.write_file("diary.txt", b"new")
        assert board.sync_folder(source, "/app").fetched == ()
    board.close()
