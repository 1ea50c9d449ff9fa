"""The ladder: no step takes longer than it announced, and what a board holds is kept first."""

import itertools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kibako.boards import launcher
from kibako.boards.bench_room import BenchRoom
from kibako.boards.board import Board
from kibako.boards.limited import Clock, within
from kibako.boards.rescue import LIMITS_S, Ask, Outcome, Rescue, Rung
from kibako.boards.ways import UsbWay, VirtualWay
from kibako.errors import BoardError, LinkBusy, LinkError, LinkLost
from kibako.events import JsonValue
from kibako.links.base import Link
from kibako.links.bench import BenchLink
from kibako.protocol.burst import Burst
from kibako.virtual.options import VirtualOptions
from kibako.virtual.usb import VirtualBench
from kibako.virtual.usb_board import Firmware

from tests.unhurried import unhurried

NEVER_STOPS = b"import micropython\nmicropython.kbd_intr(-1)\nprint('on')\nwhile True: pass\n"


class FakeTime:
    """A clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.clock = Clock(lambda: self.now_s, self.wait)

    def wait(self, seconds: float) -> None:
        self.now_s += seconds


class Stubborn:
    """A board that is never caught: it floods, is mute, takes no byte, or leaves at once."""

    description = "serial:/dev/fake"
    hand = "replug"
    restarts = True
    name = "serial:/dev/fake"

    def __init__(self, time: FakeTime, kind: str) -> None:
        self.time = time
        self.kind = kind
        self.opened = 0

    def open(self) -> Link:
        self.opened += 1
        self.time.wait(0.01)
        if self.kind == "absent":
            raise LinkError("link_missing", port=self.name)
        if self.kind == "busy":
            raise LinkBusy("link_busy_unnamed", port=self.name)
        return self

    def restart(self, link: Link) -> Link:
        self.time.wait(0.1)
        return link

    def close(self) -> None:
        pass

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        if self.kind in ("flood", "prompts"):
            self.time.wait(0.0004)
            return (b"tick " if self.kind == "flood" else b"\r\n>>> ") * 800
        self.time.wait(timeout_s)
        if self.kind == "leaves":
            raise LinkLost("link_lost", port=self.name)
        if self.kind == "quiet-prompt" and timeout_s > 0.05:
            return b""
        return b"\r\n>>> " if self.kind == "quiet-prompt" else b""

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        if self.kind == "stuck":
            self.time.wait(timeout_s)
            raise LinkLost("link_stuck", port=self.name, seconds=timeout_s)


class Heard:
    """What the ladder told, and when."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.told: list[tuple[float, str, dict[str, JsonValue]]] = []

    def __call__(self, what: str, value: dict[str, JsonValue]) -> None:
        self.told.append((self.now(), what, value))

    def all(self, what: str) -> list[dict[str, JsonValue]]:
        return [value for _, told, value in self.told if told == what]

    def took_s(self) -> dict[str, float]:
        """How long each step took from its announcement to its result."""
        steps = [(at, value) for at, what, value in self.told if what in ("rung", "result")]
        return {
            str(begun["rung"]): ended - at
            for (at, begun), (ended, _) in itertools.pairwise(steps)
            if "limit_s" in begun
        }


def at_once(limit_s: float, deed: Callable[[], None], port: str) -> None:
    deed()


@pytest.mark.parametrize(
    "kind", ["flood", "mute", "stuck", "leaves", "prompts", "quiet-prompt", "absent"]
)
def test_no_step_takes_longer_than_it_announced(kind: str) -> None:
    time = FakeTime()
    heard = Heard(time.clock.now)
    way = Stubborn(time, kind)
    outcome = Rescue(way, heard, lambda rung, files: True, clock=time.clock, alone=at_once).climb()
    assert outcome == Outcome(False, "absent" if kind == "absent" else "not_freed")
    announced = {str(rung["rung"]): rung["limit_s"] for rung in heard.all("rung")}
    assert list(announced) == ["stop", "restart", "replug"]
    took = heard.took_s()
    for rung, limit_s in announced.items():
        assert 0 < took[rung] <= limit_s, rung
    assert time.now_s - 100 <= heard.all("plan")[0]["limit_s"]


def test_a_port_that_another_program_has_ends_it_at_once() -> None:
    time = FakeTime()
    way = Stubborn(time, "busy")
    heard = Heard(time.clock.now)
    outcome = Rescue(way, heard, lambda r, f: True, clock=time.clock, alone=at_once).climb()
    assert (outcome.ok, outcome.state, way.opened) == (False, "unreachable", 1)
    assert outcome.error is not None
    assert outcome.error.code == "link_busy_unnamed"


@pytest.mark.parametrize(("refuses_s", "state"), [(3.0, "not_freed"), (30.0, "unreachable")])
def test_a_port_that_has_just_come_may_refuse_us_for_a_moment(refuses_s: float, state: str) -> None:
    time = FakeTime()

    class Plugged(Stubborn):
        def open(self) -> Link:
            plugged_s = time.now_s - 100 - LIMITS_S["stop"] - 10
            if plugged_s < 0:
                raise LinkError("link_missing", port=self.name)
            if plugged_s < refuses_s:
                raise LinkError("link_permission", port=self.name, group="dialout", user="me")
            return super().open()

    way = Plugged(time, "mute")
    way.restarts = False
    heard = Heard(time.clock.now)
    outcome = Rescue(way, heard, agreed, clock=time.clock, alone=at_once).climb()
    assert (outcome.ok, outcome.state) == (False, state)


def test_a_call_that_never_comes_back_is_left_behind() -> None:
    over = threading.Event()
    with pytest.raises(LinkError) as left:
        within(0.05, lambda: over.wait(20), "serial:/dev/fake")
    over.set()
    assert left.value.code == "link_hangs"
    assert within(20, lambda: 7, "x") == 7
    with pytest.raises(ZeroDivisionError):
        within(20, lambda: 1 // 0, "x")


def test_a_port_that_hangs_is_told_and_the_ladder_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    class Hanging(Stubborn):
        def open(self) -> Link:
            self.opened += 1
            over.wait(20)
            raise LinkError("link_missing", port=self.name)

    for rung in LIMITS_S:
        monkeypatch.setitem(LIMITS_S, rung, 0.05)
    monkeypatch.setattr("kibako.boards.rescue._MARGIN_S", 0.0)
    heard = Heard(lambda: 0.0)
    outcome = Rescue(Hanging(FakeTime(), "hangs"), heard, lambda r, f: True).climb()
    over.set()
    assert not outcome.ok
    assert [step["result"] for step in heard.all("result")] == ["hangs"] * 3


def test_the_burst_wants_a_prompt_that_stands_still() -> None:
    burst = Burst(0.0)
    assert burst.bytes_to_send(0.0) == b"\x03"
    assert burst.bytes_to_send(0.0005) == b""
    assert not burst.receive_data(b"\r\n>>> ", 0.01)
    assert burst.bytes_to_send(0.05) == b""
    assert not burst.receive_data(b"printed", 0.06)
    assert burst.bytes_to_send(0.06) == b"\x03"
    assert not burst.receive_data(b"\n>>", 0.07)
    assert not burst.receive_data(b"> ", 0.08)
    assert burst.receive_data(b"", 0.19)
    burst.go_on(0.2)
    assert burst.bytes_to_send(0.2) == b"\x03"
    assert b"\x02" in {burst.bytes_to_send(1 + n / 100) for n in range(400)}


# Virtual boards


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    return tmp_path


class Running(VirtualWay):
    """The way to a board that is on already, and stays on when its link is closed."""

    def __init__(self, moniker: str, files: dict[str, bytes]) -> None:
        super().__init__(moniker, VirtualOptions(ephemeral=True))
        self.link = super().open()
        self.board = Board(StaysOpen(self.link))
        self.board.connect()
        for name, content in files.items():
            self.board.write_file(name, content)
        self.board._talk.leave()
        self.link.machine.reset()
        seen = b""
        while b"on\r\n" not in seen:
            more = self.link.read(4096, 20.0)
            assert more, seen
            seen += more

    def open(self) -> Link:
        return StaysOpen(self.link)

    def files(self) -> dict[str, bytes]:
        board = Board(StaysOpen(self.link))
        board.connect()
        return {info.name: board.read_file(info.path) for info in board.list_files()}


class StaysOpen:
    def __init__(self, link: Link) -> None:
        self.description = link.description
        self.machine = link.machine
        self.read = link.read
        self.write = link.write

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def running() -> Iterator[Callable[..., Running]]:
    made: list[Running] = []

    def make(moniker: str, **files: bytes) -> Running:
        made.append(Running(moniker, {f"{name}.py": text for name, text in files.items()}))
        return made[-1]

    yield make
    for way in made:
        way.link.close()


def agreed(rung: Rung, files: tuple[str, ...]) -> bool:
    return True


def rescued(way: Running, ask: Ask = agreed, up_to: Rung | None = None) -> tuple[Outcome, Heard]:
    heard = Heard(lambda: 0.0)
    return Rescue(way, heard, ask).climb(up_to), heard


LOOPS = b"print('on')\nwhile True: pass\n"
SLEEPS = b"import time\nprint('on')\ntime.sleep(9999)\n"
PRINTS = b"print('on')\nwhile True: print('x' * 60)\n"
SWALLOWS = b"print('on')\nwhile True:\n try:\n  print('tick')\n except: pass\n"


@pytest.mark.parametrize(
    ("moniker", "main"),
    [
        pytest.param("virtual:pico", PRINTS, id="prints"),
        pytest.param("virtual:pico", SWALLOWS, id="swallows"),
        pytest.param("virtual:microbit", SLEEPS, id="sleeps"),
    ],
)
def test_a_program_that_can_be_stopped_is_stopped_and_stays(
    home: Path, running, moniker: str, main: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    unhurried(monkeypatch)
    way = running(moniker, main=main)
    outcome, heard = rescued(way)
    assert outcome == Outcome(True, "starts", ("main.py",))
    assert [step["rung"] for step in heard.all("result")] == ["stop"]
    assert way.files() == {"main.py": main}


@pytest.mark.parametrize("moniker", ["virtual:pico", "virtual:microbit"])
def test_one_that_cannot_be_stopped_is_caught_at_a_new_start_kept_and_taken_off(
    home: Path, running, moniker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unhurried(monkeypatch, "stop")
    way = running(moniker, main=NEVER_STOPS, notes=b"# mine\n")
    outcome, heard = rescued(way)
    assert outcome == Outcome(True, "wiped", ("main.py",))
    kept = {str(step["file"]): Path(str(step["path"])) for step in heard.all("kept")}
    assert {name: path.read_bytes() for name, path in kept.items()} == {
        "/main.py": NEVER_STOPS,
        "/notes.py": b"# mine\n",
    }
    assert all(
        path.is_relative_to(home) and path.stat().st_mode & 0o77 == 0 for path in kept.values()
    )
    assert way.files() == {"notes.py": b"# mine\n"}


def test_nothing_goes_without_a_yes_or_without_a_copy(
    home: Path, running, monkeypatch: pytest.MonkeyPatch
) -> None:
    unhurried(monkeypatch)
    way = running("virtual:pico", main=LOOPS)
    outcome, heard = rescued(way, ask=lambda rung, files: False, up_to="wipe")
    assert outcome == Outcome(True, "starts", ("main.py",))
    assert heard.all("result")[-1] == {"rung": "wipe", "result": "declined"}

    def full(*args: object) -> None:
        raise BoardError("board_memory", path="main.py")

    monkeypatch.setattr("kibako.boards.steps_of_rescue.keeping.keep", full)
    outcome, heard = rescued(way, up_to="wipe")
    assert outcome == Outcome(False, "wipe_failed", ("main.py",))
    assert heard.all("result")[-1]["result"] == "unkept"
    assert way.files() == {"main.py": LOOPS}


def test_the_launcher_stays_and_its_program_goes(
    home: Path, running, monkeypatch: pytest.MonkeyPatch
) -> None:
    unhurried(monkeypatch)
    way = running("virtual:microbit", main=launcher.launcher(), program=LOOPS)
    way.link.machine.flash.place("errors.log").write_bytes(b"NameError('led')")
    outcome, heard = rescued(way, up_to="wipe")
    assert outcome == Outcome(True, "wiped", ("program.py",))
    assert heard.all("log") == [{"text": "NameError('led')"}]
    assert sorted(way.files()) == ["errors.log", "main.py"]


# Boards on USB: the virtual bench


class Hand:
    """Pulls the cable and plugs it in again, as soon as that is asked for."""

    def __init__(self, bench: VirtualBench) -> None:
        self.bench = bench
        self.heard = Heard(lambda: 0.0)

    def __call__(self, what: str, value: dict[str, JsonValue]) -> None:
        self.heard(what, value)
        if what == "rung" and value["hand"] == "replug":
            self.bench.unplug(0)
            self.bench.plug(0)


def on_the_bench(folder: Path, profile: str, files: dict[str, bytes]) -> VirtualBench:
    """Return a bench with one board, on which a program already runs."""
    bench = VirtualBench(folder, [profile], firmware=Firmware("1.27.0"))
    link = BenchLink(bench, bench.ports()[0].device)
    board = Board(link)
    board.connect()
    for name, content in files.items():
        board.write_file(name, content)
    board.close()
    bench.unplug(0)
    bench.plug(0)
    return bench


@pytest.mark.parametrize("profile", ["pico", "microbit-v2"])
def test_a_board_on_usb_is_caught_when_it_starts_wherever_it_comes_back(
    home: Path, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unhurried(monkeypatch, "stop")
    with on_the_bench(
        home, profile, {"main.py": launcher.launcher(), "program.py": NEVER_STOPS}
    ) as bench:
        port = bench.ports()[0].device
        room = BenchRoom(bench)
        link = room.open_port(port)
        link.open()
        seen = b""
        while b"on" not in seen:
            more = link.read(4096, 20.0)
            assert more, seen
            seen += more
        link.close()
        hand = Hand(bench)
        outcome = Rescue(UsbWay(f"serial:{port}", room), hand, agreed).climb()
        assert outcome == Outcome(True, "wiped", ("program.py",))
        by = {"pico": "replug", "microbit-v2": "restart"}[profile]
        steps = {str(step["rung"]): step["result"] for step in hand.heard.all("result")}
        assert steps == {"stop": "not_freed", by: "freed", "copy": "done", "wipe": "done"}
        assert (bench.ports()[0].device == port) == (by == "restart")
