"""The bench of many boards: found, flashed, filled, proven; one's failure stops no other."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kibako.boards.bench_room import BenchRoom
from kibako.boards.board import Board
from kibako.errors import KibakoError
from kibako.events import Event
from kibako.flash.bench import Bench, Tally
from kibako.flash.bench_board import NEXT, BenchBoard, Phase
from kibako.flash.bench_plan import BenchImage, BenchPlan, LabelMaker, Limits
from kibako.flash.bench_record import BenchRecord
from kibako.flash.one_board import find_board, find_drive, flash_one
from kibako.flash.practice import practice_image
from kibako.images.image import read_image
from kibako.usb import UsbDrive, UsbPort
from kibako.virtual.usb import VirtualBench
from kibako.virtual.usb_board import Firmware
from kibako.virtual.usb_faults import parse_usb_fault

DRIVE_BYTES_S = 1_000_000.0
OLD = Firmware("1.20.0")
QUICK = Limits(ask=0.3, prompt=10)
SHORT = Limits(ask=0.3, prompt=1)


class SharedClock:
    """A clock on which time passes only while all who live by it wait.

    So nobody is ever late because the computer is busy, and no wait takes real time.
    """

    def __init__(self) -> None:
        self._now_s = 0.0
        self._changed = threading.Condition()
        self._until: dict[threading.Thread, float | None] = {}

    def now(self) -> float:
        with self._changed:
            self._until.setdefault(threading.current_thread(), None)
            return self._now_s

    def pause(self, seconds: float) -> None:
        me = threading.current_thread()
        with self._changed:
            self._until[me] = end_s = self._now_s + seconds
            while self._now_s < end_s:
                waiting = [until for who, until in self._until.items() if who.is_alive()]
                ends = [until for until in waiting if until is not None and until > self._now_s]
                if len(ends) == len(waiting):
                    self._now_s = min(ends)
                    self._changed.notify_all()
                else:
                    self._changed.wait(0.02)
            self._until[me] = None


def image(name: str, data: bytes, asked: bool = False) -> BenchImage:
    return BenchImage(name, data, read_image(data, name), asked)


def practice(board: str, asked: bool = False) -> BenchImage:
    return image(f"new-{board}", practice_image(board), asked)


def microbits() -> BenchImage:
    import uflash

    return image("microbit", uflash._RUNTIME.encode())


MICROBITS = microbits()
PICO, PICO_W = practice("pico"), practice("pico-w")
IMAGES = {"microbit-v1": MICROBITS, "microbit-v2": MICROBITS, "pico": PICO, "pico-w": PICO_W}
PLAN = BenchPlan(IMAGES, board_kind="pico", tries=1, limits=QUICK)


class Club:
    """A mentor's table: boards, and what the bench told of them."""

    def __init__(self, folder: Path, kinds: Sequence[str], firmware: Firmware | None) -> None:
        self.clock = SharedClock()
        self.virtual = VirtualBench(
            folder,
            kinds,
            firmware=firmware,
            pace="fast",
            bytes_s=DRIVE_BYTES_S,
            now=self.clock.now,
            pause=self.clock.pause,
        )
        self.room: Any = BenchRoom(self.virtual)
        self.events: list[Event] = []
        self.on_event: Callable[[Event], None] = lambda event: None

    def pause(self, seconds: float) -> None:
        self.clock.pause(seconds)
        self.virtual.look()

    def bench(self, plan: BenchPlan = PLAN, **more: Any) -> Bench:
        def take(event: Event) -> None:
            self.events.append(event)
            self.on_event(event)

        return Bench(plan, self.room, sink=take, now=self.clock.now, pause=self.pause, **more)

    def run(self, plan: BenchPlan = PLAN, **more: Any) -> Tally:
        self.made = self.bench(plan, **more)
        return self.made.run(count=len(self.virtual.boards), idle_s=100)

    def rows(self) -> dict[str, dict[str, Any]]:
        return {str(row["kind"] or row["name"]): row for row in self.made.rows()}

    def phases(self, number: int) -> list[str]:
        told = [e.value for e in self.events if e.what == "board" and isinstance(e.value, dict)]
        return [str(row["phase"]) for row in told if row["number"] == number]


@pytest.fixture(scope="module", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have the interpreter ready: compiling it takes longer than a board may take on our clock."""
    with VirtualBench(tmp_path_factory.mktemp("first"), ["pico"], firmware=OLD) as bench:
        room = BenchRoom(bench)
        board = Board(room.open_port(room.ports()[0].device))
        board.connect(30.0)
        board.close()


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Club]]:
    made: list[Club] = []

    def club(*kinds: str, firmware: Firmware | None = None) -> Club:
        made.append(Club(tmp_path / str(len(made)), kinds, firmware))
        return made[-1]

    yield club
    for each in made:
        each.virtual.close()


def test_boards_of_all_kinds_get_firmware_files_and_labels(make: Callable[..., Club]) -> None:
    club = make("microbit-v2", "microbit-v1", "pico")
    plan = replace(PLAN, files={"main.py": b"x = 1\n", "こえ.txt": b"k" * 300})
    kept: dict[str, str] = {}
    tally = club.run(plan, labels=LabelMaker("きつね-{n}"), keep_label=kept.__setitem__)
    assert (tally.done, tally.failed) == (3, 0), club.made.rows()
    rows = club.rows()
    assert {row["label"] for row in rows.values()} == {"きつね-1", "きつね-2", "きつね-3"}
    assert {kind: row["version"] for kind, row in rows.items()} == {
        "microbit-v2": "1.13 (2.0.0-beta.5)",
        "microbit-v1": "1.9.2-34-gd64154c73 (1.0.1)",
        "pico": "1.27.0",
    }
    assert all(row["files"] == 2 and row["seconds"] > 0 for row in rows.values())
    assert kept == {row["serial"]: row["label"] for row in rows.values()}
    assert club.events[0].what == "plan"
    assert club.events[-1].what == "finished"
    for port in club.room.ports():
        board = Board(club.room.open_port(port.device))
        board.connect(5.0)
        assert board.read_file("main.py") == b"x = 1\n"
        board.close()


def test_twenty_at_once(make: Callable[..., Club]) -> None:
    club = make(*["microbit-v2", "microbit-v1"] * 7, *["pico"] * 6)
    kept: dict[str, str] = {}
    tally = club.run(
        replace(PLAN, files={"main.py": b"x = 1\n"}),
        labels=LabelMaker("きつね-{n}"),
        keep_label=kept.__setitem__,
    )
    assert (tally.done, tally.failed) == (20, 0), club.made.rows()
    assert set(kept.values()) == {f"きつね-{number}" for number in range(1, 21)}
    assert len(kept) == 20


def test_done_is_said_only_after_the_board_itself_has_said_so(make: Callable[..., Club]) -> None:
    club = make("pico", firmware=OLD)
    assert club.run().done == 1
    ways = ["found", "asking", "booting", "writing", "returning", "checking", "done"]
    assert club.phases(1) == ways


def test_a_running_pico_is_asked_which_one_it_is(make: Callable[..., Club]) -> None:
    club = make("pico-w", "pico", firmware=OLD)
    assert club.run(replace(PLAN, board_kind="")).done == 2
    assert set(club.rows()) == {"pico-w", "pico"}


def test_a_pico_that_cannot_be_asked_is_not_guessed(make: Callable[..., Club]) -> None:
    club = make("pico", "microbit-v2")
    tally = club.run(replace(PLAN, board_kind=""))
    assert (tally.done, tally.failed) == (1, 1)
    (failed,) = [row for row in club.made.rows() if row["phase"] == "failed"]
    assert failed["problem"]["code"] == "bench_kind_unknown"
    assert club.virtual.boards[0].firmware is None
    only = {"pico": practice("pico", asked=True), "pico-w": PICO_W}
    assert make("pico").run(BenchPlan(only, tries=1, limits=QUICK)).done == 1


def test_a_board_without_an_image_is_told_plainly_and_stops_no_other(
    make: Callable[..., Club],
) -> None:
    club = make("microbit-v1", "pico", firmware=OLD)
    plan = replace(PLAN, images={"pico": PICO}, tries=3)
    tally = club.run(plan)
    assert (tally.done, tally.failed) == (1, 1)
    row = club.rows()["BBC micro:bit V1"]
    assert row["problem"]["code"] == "bench_no_image"
    assert row["tries"] == 1


def test_a_running_pico_without_an_image_stays_as_it_is(make: Callable[..., Club]) -> None:
    club = make("pico-w", firmware=OLD)
    assert club.run(replace(PLAN, images={"pico": PICO}, board_kind="")).failed == 1
    assert club.phases(1) == ["found", "asking", "failed"]


def test_files_that_a_board_can_never_hold_are_refused_before_it_is_written_to(
    make: Callable[..., Club],
) -> None:
    club = make("microbit-v2", "pico", firmware=OLD)
    club.run(replace(PLAN, files={"main.py": b"x = 1\n", "lib/cat.py": b"y = 2\n"}, tries=3))
    rows = club.rows()
    assert rows["microbit-v2"]["problem"]["code"] == "board_no_folders"
    assert club.phases(1) == ["found", "failed"]
    assert rows["pico"]["phase"] == "done"


@pytest.mark.parametrize(
    ("kind", "path", "size_bytes", "code"),
    [
        ("microbit-v2", "big.txt", 20480, "board_no_room"),
        ("microbit-v2", "ね" * 41, 1, "board_name_bad"),
        ("pico", "big.bin", 1441793, "board_no_room"),
    ],
)
def test_what_a_kind_of_board_can_hold_is_known(
    kind: str, path: str, size_bytes: int, code: str
) -> None:
    plan = replace(PLAN, files={path: bytes(size_bytes)})
    with pytest.raises(KibakoError) as refused:
        plan.check_files(kind)
    assert refused.value.code == code


def test_files_that_a_micro_bit_would_lose_are_kept(
    make: Callable[..., Club], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    club = make("microbit-v2", firmware=Firmware("1.18", "2022-01-01", "2.1.2"))
    (port,) = club.room.ports()
    board = Board(club.room.open_port(port.device))
    board.connect(10.0)
    board.write_file("main.py", b"mine = 1\n")
    board.write_file("same.txt", b"1")
    board.close()
    plan = replace(PLAN, files={"same.txt": b"1"}, limits=replace(QUICK, ask=10))
    assert club.run(plan).done == 1
    (row,) = club.made.rows()
    assert [path.name for path in Path(str(row["kept"])).iterdir()] == ["main.py"]
    assert (Path(str(row["kept"])) / "main.py").read_bytes() == b"mine = 1\n"
    assert club.phases(1)[:3] == ["found", "asking", "writing"]


class Unmarked:
    """A room on a system that does not tell sockets, as macOS and Windows do not for drives."""

    def __init__(self, room: BenchRoom) -> None:
        self.open_port, self.push, self._room = room.open_port, room.push, room

    def ports(self) -> list[UsbPort]:
        return [replace(port, socket="") for port in self._room.ports()]

    def drives(self) -> list[UsbDrive]:
        return [replace(drive, socket="") for drive in self._room.drives()]


def test_without_sockets_one_pico_after_another_restarts(make: Callable[..., Club]) -> None:
    club = make("pico", "pico", "pico", "microbit-v2")
    club.room = Unmarked(club.room)
    kept: dict[str, str] = {}
    tally = club.run(labels=LabelMaker(names=["a", "b", "c", "d"]), keep_label=kept.__setitem__)
    assert (tally.done, len(club.made.rows())) == (4, 4)
    assert len(kept) == 4
    writing = [
        e.value["number"]
        for e in club.events
        if isinstance(e.value, dict)
        and e.value.get("phase") in ("writing", "checking")
        and e.value["kind"] == "pico"
    ]
    # Each is written and seen again before the next one is written.
    assert writing[::2] == writing[1::2]
    club.events.clear()
    assert club.run(replace(PLAN, board_kind="")).done == 4
    assert len(club.made.rows()) == 4


def test_what_is_done_is_not_done_again(make: Callable[..., Club], tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    plan = replace(PLAN, files={"a.txt": b"1"})
    club = make("pico", "microbit-v2", firmware=OLD)
    assert club.run(plan, record=BenchRecord(path)).done == 2
    assert club.run(plan, record=BenchRecord(path)).skipped == 2
    assert club.run(plan, record=BenchRecord(path), again=True).done == 2
    assert club.run(PLAN, record=BenchRecord(path)).skipped == 2
    assert club.run(replace(plan, files={"a.txt": b"2"}), record=BenchRecord(path)).done == 2
    newer = practice_image("pico").replace(b"v1.27.0", b"v1.28.0")
    other = replace(plan, images={**IMAGES, "pico": image("newer", newer)})
    tally = club.run(replace(other, files={"a.txt": b"2"}), record=BenchRecord(path))
    assert (tally.done, tally.skipped) == (1, 1)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"boards": {"x": {"image": 1, "files": ""}}}', "\xff"]
)
def test_a_broken_record_is_said_and_left(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bench.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(KibakoError) as raised:
        BenchRecord(path)
    assert raised.value.code == "bench_record_broken"
    assert path.read_bytes() == text.encode("latin-1")


def test_a_board_that_goes_away_fails_and_is_done_when_it_is_plugged_in_again(
    make: Callable[..., Club],
) -> None:
    club = make("microbit-v2", "microbit-v2")

    def plug() -> None:
        club.pause(3.0)
        club.virtual.plug(0)

    def pull(event: Event) -> None:
        row = event.value
        if event.what != "board" or not isinstance(row, dict):
            return
        first = row["serial"] == club.virtual.boards[0].serial
        if first and row["phase"] == "writing" and not pulled:
            pulled.append(True)
            club.virtual.unplug(0)
        if first and row["phase"] == "failed":
            threading.Thread(target=plug).start()

    pulled: list[bool] = []
    club.on_event = pull
    club.made = club.bench()
    tally = club.made.run(count=3, idle_s=90)
    assert (tally.done, tally.failed) == (2, 0)
    number = next(
        int(str(row["number"]))
        for row in club.made.rows()
        if row["serial"] == club.virtual.boards[0].serial
    )
    assert [p for p in club.phases(number) if p in ("failed", "done")] == ["failed", "done"]


def test_a_second_try_ends_a_passing_trouble_and_is_told(make: Callable[..., Club]) -> None:
    club = make("pico")
    real, given = club.room.open_port, [0]

    def shy(device: str) -> Any:
        given[0] += 1
        if given[0] == 1:
            club.virtual.press_bootsel(0)  # back in its boot ROM, as after a loose cable
        return real(device)

    club.room.open_port = shy
    assert club.run(replace(PLAN, tries=2, limits=QUICK)).done == 1
    (row,) = club.made.rows()
    assert row["tries"] == 2
    retry = next(e.value for e in club.events if e.what == "board" and "retrying" in str(e.value))
    assert isinstance(retry, dict)
    assert retry["problem"]


def test_another_firmware_than_the_one_that_was_written_is_no_success(
    make: Callable[..., Club],
) -> None:
    club = make("pico")
    real = club.room.open_port

    def stubborn(device: str) -> Any:
        club.virtual.boards[0].firmware = OLD
        return real(device)

    club.room.open_port = stubborn
    assert club.run().failed == 1
    problem = club.rows()["pico"]["problem"]
    assert problem["code"] == "flash_wrong_version"
    assert "1.20.0" in problem["what"]
    assert "1.27.0" in problem["what"]


def test_the_failed_are_begun_again_when_somebody_asks(make: Callable[..., Club]) -> None:
    club = make("pico", "microbit-v2")
    images: dict[str, BenchImage] = {"microbit-v2": MICROBITS}

    def add(event: Event) -> None:
        if event.what == "board" and isinstance(event.value, dict):
            if event.value["phase"] == "failed" and "pico" not in images:
                images["pico"] = PICO
                club.made.retry()

    club.on_event = add
    club.made = club.bench(replace(PLAN, images=images))
    tally = club.made.run(idle_s=40)
    assert (tally.done, tally.failed) == (2, 0)


def test_a_stop_lets_what_is_written_be_written(make: Callable[..., Club]) -> None:
    club = make("pico", "pico", "microbit-v2")

    def stop(event: Event) -> None:
        if isinstance(event.value, dict) and event.value.get("phase") == "writing":
            club.made.stop()

    club.on_event = stop
    tally = club.run(replace(PLAN, at_once=1))
    assert (tally.stopped, tally.done) == (3, 0)
    club.pause(2.0)
    assert len([board for board in club.virtual.boards if board.firmware is not None]) == 1
    assert club.events[-1].what == "finished"


def test_a_board_that_holds_its_thread_is_given_up(make: Callable[..., Club]) -> None:
    club = make("pico", "pico")
    held = threading.Event()
    real, pushed = club.room.push, [0]

    def hang(handle: int, path: Path) -> None:
        pushed[0] += 1
        if pushed[0] == 1:
            while not held.is_set():
                club.pause(1.0)
        real(handle, path)

    club.room.push = hang
    tally = club.run(replace(PLAN, limits=replace(QUICK, board=60)))
    held.set()
    assert (tally.done, tally.failed) == (1, 1)
    (failed,) = [row for row in club.made.rows() if row["phase"] == "failed"]
    assert failed["problem"]["code"] == "bench_too_slow"


def test_only_so_many_at_once(make: Callable[..., Club]) -> None:
    club = make(*["pico"] * 5)
    busy: set[object] = set()
    most = [0]

    def count(event: Event) -> None:
        if event.what == "board" and isinstance(event.value, dict):
            row = event.value
            if row["phase"] in ("found", "done"):
                busy.discard(row["number"])
            else:
                busy.add(row["number"])
            most[0] = max(most[0], len(busy))

    club.on_event = count
    assert club.run(replace(PLAN, at_once=2)).done == 5
    assert most[0] == 2


def test_an_empty_table_ends_by_itself(make: Callable[..., Club]) -> None:
    club = make()
    assert club.bench().run(idle_s=2) == Tally(0, 0, 0, 0, pytest.approx(2, abs=1))


def test_a_board_goes_only_where_it_can() -> None:
    for before in Phase:
        for after in Phase:
            board = BenchBoard(1, boots=True, name="Pico", phase=before)
            if after in NEXT[before]:
                board.go(after)
                assert board.phase is after
            else:
                with pytest.raises(KibakoError):
                    board.go(after)
    assert [before for before in Phase if Phase.DONE in NEXT[before]] == ["checking", "filling"]


def test_labels_are_those_that_boards_have_else_the_next_free_ones() -> None:
    labels = LabelMaker("きつね-{n}", taken={"AB": "きつね-2", "cd": "まど"})
    assert [labels.label_for(serial) for serial in ("x", "ab", "y")] == [
        "きつね-1",
        "きつね-2",
        "きつね-3",
    ]
    assert labels.known("CD", "きつね-3") == "まど"
    assert labels.label_for("z") == "きつね-3"
    few = LabelMaker(names=["a"])
    assert [few.label_for("1"), few.label_for("2")] == ["a", ""]
    with pytest.raises(KibakoError):
        LabelMaker("きつね")


def test_one_board_is_found_by_its_name_and_proves_its_firmware(make: Callable[..., Club]) -> None:
    club = make("pico", "microbit-v2", "pico", firmware=OLD)
    third = club.virtual.boards[2]
    board = find_board(club.room, f"serial:{third.port}")
    phases: list[Phase] = []
    image = replace(PICO, asked=True)
    done = flash_one(board, image, club.room, phases.append, now=club.clock.now, pause=club.pause)
    assert (done.serial, done.version, done.profile_id) == (third.serial, "1.27.0", "pico")
    assert phases == ["asking", "booting", "writing", "returning", "checking", "done"]
    assert club.virtual.boards[0].firmware == OLD
    (drive,) = [d for d in club.room.drives() if d.label == "MICROBIT"]
    found = find_drive(club.room, drive.path)
    assert found is not None
    with pytest.raises(KibakoError) as raised:
        flash_one(found, image, club.room, phases.append, now=club.clock.now, pause=club.pause)
    assert raised.value.code == "bench_no_image"
    assert find_drive(club.room, drive.path.parent) is None
    with pytest.raises(KibakoError):
        find_board(club.room, "board:nobody")


TROUBLES = {
    # What is wrong: which board it is, how that ends, and after how many tries at least. (A busy
    # computer is slow on our fast clock, and a virtual drive may then complain of that.)
    "slow-drive:800000": ("microbit-v2", "done", 1, ""),
    "drive-gone": ("microbit-v1", "done", 2, ""),
    "refuses:1": ("microbit-v2", "done", 2, ""),
    "refuses:9": ("microbit-v1", "failed", 3, "flash_refused"),
    "wrong-id": ("microbit-v2", "failed", 1, "flash_unknown_board"),
    "never-back": ("microbit-v2", "failed", 2, "bench_not_back"),
    "dead": ("microbit-v1", "failed", 3, "board_silent"),
    "garbage": ("microbit-v2", "failed", 3, "board_noise"),
    "drive-gone:1000": ("pico", "done", 2, ""),
    "refuses:8": ("pico", "failed", 3, "flash_no_answer"),
    "never-back ": ("pico", "failed", 2, "bench_not_back"),
    "renames": ("pico", "done", 1, ""),
}


def test_each_trouble_ends_as_it_should_and_harms_no_neighbour(make: Callable[..., Club]) -> None:
    kinds = [kind for kind, *_ in TROUBLES.values()]
    club = make(*kinds, "pico", "microbit-v2")
    for number, trouble in enumerate(TROUBLES):
        club.virtual.fault(number, parse_usb_fault(trouble))
    tally = club.run(replace(PLAN, tries=3, limits=SHORT))
    ended = {str(row["socket"]): row for row in club.made.rows()}
    assert (tally.done, tally.failed) == (7, 7)
    for number, (_, phase, tries, code) in enumerate(TROUBLES.values()):
        row = ended[club.virtual.boards[number].socket]
        problem = row.get("problem")
        told = problem["code"] if isinstance(problem, dict) else ""
        assert (row["phase"], told) == (phase, code)
        assert int(str(row["tries"])) >= tries
        assert not isinstance(problem, dict) or (problem["what"] and problem["next"])
