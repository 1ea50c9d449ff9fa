"""A real board of a check: the program runs there, and a person is its hands."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kibako.boards.board import Board, RunResult
from kibako.errors import BoardError
from kibako.events import Event, EventSink
from kibako.lessons.car import Car, Track
from kibako.lessons.check_rig import CheckRig
from kibako.lessons.fault import read_traceback
from kibako.lessons.observation import Observation
from kibako.lessons.told import DEEDS, LOOKS, SOURCES
from kibako.lessons.traced_faults import ends_alone, lack, lack_of, no_room, own_part
from kibako.lessons.traced_hands import Person, Report
from kibako.lessons.traced_things import TracedThings, cannot
from kibako.lessons.traced_world import TracedWorld
from kibako.lessons.tracing import Reports, new_tag, shim, traced
from kibako.lessons.untold import Untold

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.world_view import PartView, WorldView

_GRACE_S = 0.3
"""How much longer than the board's time is waited: reports take a while over the cable."""
_LOOK_S = 0.05
_CLOSE_S = 15.0
_SHIM_S = 10.0
_FAMILIES = ("microbit",)
REAL_CHECK_S = 300.0
"""How long a check on a real board may take, with all that a person is asked to do."""


class TracedBoard(CheckRig):
    """Runs one program on a real micro:bit, which reports what it shows.

    Times are the board's own, as far as it reports: a picture's time is exact to the millisecond
    of its clock, and reporting one takes about 10 ms of it. What the program prints is timed by
    when it comes.

    Args:
        board: The board, connected; it is left connected.
        code: The learner's program.
        check_stopped: Called often; raises when the check is to end.
        on_event: Gets ``check request``, what a person is asked to do.
        circuit: What hangs on the board, if it is built as the pack says.

    Raises:
        BoardError: It is no micro:bit.
    """

    def __init__(
        self,
        board: Board,
        code: str,
        check_stopped: Callable[[], None],
        on_event: EventSink,
        circuit: "Circuit | None" = None,
    ) -> None:
        from kibako.virtual.profile import find_profile

        if board.profile.family not in _FAMILIES:
            raise BoardError("check_real_kind", board=board.profile.name)
        profile = find_profile(board.profile.id)
        self.code = code
        self.kind, self.profile_id = profile.firmware, profile.id
        self.seen = Observation()
        self._untold = Untold(code)
        things = self.things = TracedThings(profile, circuit, self._untold)
        self._buzzer = things.driven_buzzer()
        self._world = TracedWorld(self.seen, things.lamps, things.buzzers)
        self.car = Car()
        self.busy_s = 0.0
        self.hands = self._person = Person(self, self._untold.names, on_event)
        self._board = board
        self._check_stopped = check_stopped
        self._tag = new_tag()
        self._reports = Reports(self._tag)
        self._come: queue.Queue[Report] = queue.Queue()
        self._waiting: list[Report] = []
        self._stop = threading.Event()
        self._over = threading.Event()
        self._result: RunResult | None = None
        self._failure: BaseException | None = None
        self._began_s: float | None = None
        self._zero_ms: int | None = None
        self.seen_ms = 0
        """The time of the last report that was dealt with."""
        self.latest: dict[str, Report] = {}
        """The last report that was dealt with, of each kind."""
        self._thread = threading.Thread(target=self._work, name="traced", daemon=True)

    def run(self, for_ms: int) -> None:
        """Let the program run on; the first call sends it. See :class:`CheckRig`."""
        if self._began_s is None:
            self._start()
        target_ms = self.seen.now_ms + for_ms
        self.wait(lambda: self.reported_ms >= target_ms, target_ms)
        self._deal(target_ms)
        self.seen.now_ms = target_ms
        self._program_over()

    @property
    def reported_ms(self) -> int:
        """The time of the last report."""
        return self._waiting[-1][0] if self._waiting else 0

    def wait(self, done: Callable[[], bool], until_ms: float) -> None:
        """Wait for something, for the end of the program, or for a time.

        Args:
            done: What is waited for.
            until_ms: How long at most, on the clock that began with the program.
        """
        end_s = (self._began_s or time.monotonic()) + until_ms / 1000 + _GRACE_S
        while not done():
            self._check_stopped()
            left_s = end_s - time.monotonic()
            ended = self._over.is_set()
            try:
                self._waiting.append(self._come.get(timeout=max(0.001, min(_LOOK_S, left_s))))
            except queue.Empty:
                if ended or left_s <= 0:
                    break

    def until(self, done: Callable[[Sequence[Report]], bool], for_ms: float) -> bool:
        """Wait until the reports from now on tell of something; the time goes on meanwhile.

        Args:
            done: Gets the new reports.
            for_ms: How long to wait at most.

        Returns:
            Whether they do.
        """
        start = len(self._waiting)
        self.wait(lambda: done(self._waiting[start:]), self.seen.now_ms + for_ms)
        met = done(self._waiting[start:])
        now_s = time.monotonic() - (self._began_s or time.monotonic())
        self._deal(max(self.reported_ms, round(now_s * 1000)))
        self.seen.now_ms = max(self.seen.now_ms, self.seen_ms, round(now_s * 1000))
        self._program_over()
        return met

    def send(self, text: str) -> None:
        """Give the program a line of input."""
        if self._began_s is not None and not self._over.is_set():
            self._board.send_input(text.encode() + b"\r")

    def require(self, look: str) -> None:
        """Hold that a real board can tell what is asked, and this program does."""
        source = SOURCES.get(look)
        if source == "nothing" or DEEDS.get(look) == "nothing":
            cannot(f"expect.{look}" if look in LOOKS else f"board.{look}")
        if source is not None:
            self._person.hold_still()
        if source == "text" and self._person.sensed:
            cannot("board.set")
        reasons = {
            "text": self._untold.text,
            "picture": lambda: self._world.unclear or self._untold.picture(),
            "sound": lambda: self._world.buzzed or self._buzzer or self._untold.sound(),
            "messages": self._untold.messages,
        }
        untold = reasons[source]() if source in reasons else ""
        if untold:
            cannot(untold)

    def lay(self, track: Track) -> None:
        """Refuse: nobody lays a line."""
        cannot("board.track")

    @property
    def track(self) -> Track | None:
        """No line."""
        return None

    @property
    def has_car(self) -> bool:
        """No car."""
        return False

    def now(self) -> "WorldView":
        """Return the board as it is just now, as far as it told."""
        return self._world.view()

    def part(self, name: str, *behaviours: str) -> "PartView":
        """Refuse: parts do not tell how they are."""
        cannot(name)

    def close(self) -> None:
        """Stop the program; the board stays connected."""
        if self._began_s is not None:
            self._stop.set()
            self._thread.join(_CLOSE_S)

    def _start(self) -> None:
        self._board.run("", fresh=True)
        for part in shim(self._tag, self.code):
            try:
                self._board.exec(part, timeout_s=_SHIM_S)
            except BoardError as error:
                if lack_of(error):
                    no_room(self._board)
                raise
        self._began_s = time.monotonic()
        self._thread.start()

    def _work(self) -> None:
        try:
            self._result = self._board.run(
                traced(self.code), on_output=self._take, stop=self._stop, fresh=False
            )
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._failure = error
        finally:
            self._over.set()

    def _take(self, data: bytes) -> None:
        """Take what the board sent; runs on the thread that talks with it."""
        printed, reports = self._reports.take(data.decode("utf-8", "replace"))
        if printed:
            now_ms = round((time.monotonic() - (self._began_s or 0)) * 1000)
            self.seen.take(Event(now_ms, "stdout", "text", printed.replace("\r\n", "\n")))
        for t_ms, what, value in reports:
            if what == "begin":
                self._zero_ms = t_ms if self._zero_ms is None else self._zero_ms
            else:
                self._come.put((max(0, t_ms - (self._zero_ms or 0)), what, value))

    def _deal(self, until_ms: int) -> None:
        """Deal with the reports up to a time; later ones wait for the next look."""
        while self._waiting and self._waiting[0][0] <= until_ms:
            t_ms, what, value = self._waiting.pop(0)
            self.seen_ms = t_ms
            self.latest[what] = t_ms, what, value
            self._person.notice(t_ms, what, value)
            self._world.take(t_ms, what, value)
        self._world.advance(until_ms)

    def _program_over(self) -> None:
        """Note that the program is over, once all that it reported was dealt with."""
        over = self._over.is_set() and not self._waiting and self._come.empty()
        if not over or self.seen.ended_ms is not None:
            return
        raw = b"" if self._result is None else own_part(self._result.error, self.code)
        lacking = lack(raw) or lack_of(self._failure)
        if lacking:
            took_s = time.monotonic() - (self._began_s or 0)
            raw = ends_alone(self._board, self.code, lacking, took_s, self._check_stopped)
            if not raw:
                no_room(self._board)
        elif self._failure is not None:
            raise self._failure
        self.seen.ended_ms = self.seen_ms
        if raw:
            self.seen.fault = read_traceback(raw, self.code)
