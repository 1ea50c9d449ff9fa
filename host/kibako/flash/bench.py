"""The bench: many boards get their firmware and their files at once, as they are plugged in."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from kibako.boards.plugged import UsbRoom
from kibako.boards.profile import profiles_of_usb
from kibako.errors import BoardError
from kibako.events import Event, EventSink, JsonValue
from kibako.flash.bench_board import BenchBoard, Phase, boots, shows_boot_rom, sign
from kibako.flash.bench_care import Care, Surroundings, Turn
from kibako.flash.bench_plan import BenchImage, BenchPlan, LabelMaker, part_of
from kibako.flash.bench_record import BenchRecord
from kibako.flash.shared_room import SharedRoom
from kibako.flash.verifying import words_of
from kibako.images.targets import targets
from kibako.usb import UsbDrive, UsbPort

LOOK_S = 0.2
IDLE_S = 60.0
"""How long nothing may happen before the bench ends by itself."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many boards ended how.

    Attributes:
        done: Proven by their own REPL.
        skipped: Done already, at another time.
        failed: Not done.
        stopped: Begun with, but stopped.
        seconds: From the beginning to the end.
    """

    done: int
    skipped: int
    failed: int
    stopped: int
    seconds: float


class Bench:
    """Finds boards, takes care of several at once, and tells what happens as events.

    Args:
        plan: What is done with each board.
        room: What is plugged in, and the ways to it.
        sink: Takes the events, on any thread: ``bench plan``, ``bench board``, ``bench finished``.
        labels: Gives boards their labels.
        keep_label: Keeps a board's label by its serial number; None: labels are only told.
        record: What was done at other times.
        again: Do boards again that were done at another time.
        now: A clock that never goes back, in seconds.
        pause: Waits that many seconds.
    """

    def __init__(
        self,
        plan: BenchPlan,
        room: UsbRoom,
        *,
        sink: EventSink,
        labels: LabelMaker | None = None,
        keep_label: Callable[[str, str], object] | None = None,
        record: BenchRecord | None = None,
        again: bool = False,
        now: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._plan = plan
        self._room = SharedRoom(room, now)
        self._sink = sink
        self._labels = labels or LabelMaker()
        self._keep_label = keep_label
        self._record = record or BenchRecord(None)
        self._again = again
        self._now = now
        self._pause = pause
        self._began_s = self._changed_s = now()
        self._ended_s: float | None = None
        self._lock = threading.RLock()
        self._turn = Turn()
        self._stopping = threading.Event()
        self._boards: list[BenchBoard] = []
        self._strangers: set[str] = set()
        self._at_work: dict[int, threading.Thread] = {}
        self._around = Surroundings(
            self._room,
            plan,
            now,
            pause,
            self._lock,
            self._turn,
            self._stopping.is_set,
            self._tell,
            self._begin,
            self._finish,
        )

    # For other threads

    def stop(self) -> None:
        """Begin nothing more; what is being written is written to its end."""
        self._stopping.set()

    def retry(self) -> int:
        """Begin again with every failed board that is still plugged in; return how many."""
        with self._lock:
            failed = [b for b in self._boards if b.phase is Phase.FAILED and not b.left]
            for board in failed:
                board.problem = None
                board.go(Phase.FOUND)
                self._tell(board)
            return len(failed)

    def rows(self) -> list[dict[str, JsonValue]]:
        """Return what is to be seen of each board now, in the order of their numbers."""
        with self._lock:
            return [board.row(self._now()) for board in self._boards]

    def tally(self) -> Tally:
        """Return how many boards have ended how."""
        with self._lock:
            ends = [board.phase for board in self._boards]
        done, skipped = ends.count(Phase.DONE), ends.count(Phase.SKIPPED)
        failed, stopped = ends.count(Phase.FAILED), ends.count(Phase.STOPPED)
        ended_s = self._now() if self._ended_s is None else self._ended_s
        return Tally(done, skipped, failed, stopped, round(ended_s - self._began_s, 1))

    # The bench's own thread

    def run(self, count: int | None = None, idle_s: float = IDLE_S) -> Tally:
        """Take care of boards as they are plugged in.

        Args:
            count: End when so many boards have been taken care of.
            idle_s: End when for so long nothing has happened.

        Returns:
            How many boards ended how.
        """
        self._emit("plan", self._told_plan(count))
        try:
            while not self._stopping.is_set() and not self._is_over(count, idle_s):
                self._look()
                self._start()
                self._pause(LOOK_S)
        finally:
            self._stopping.set()
            self._end()
        self._ended_s = self._now()
        tally = self.tally()
        self._emit("finished", {name: getattr(tally, name) for name in Tally.__slots__})
        return tally

    def _is_over(self, count: int | None, idle_s: float) -> bool:
        with self._lock:
            if not all(board.ended for board in self._boards):
                return False
            if count is not None and len(self._boards) >= count:
                return True
            return self._now() - self._changed_s >= idle_s

    def _look(self) -> None:
        """See which boards are new, which were pulled out, and which take too long."""
        ports, drives = self._room.ports(), self._room.drives()
        with self._lock:
            for board in self._boards:
                there = any(map(board.owns_port, ports)) or any(map(board.owns_drive, drives))
                board.left |= board.ended and not there
            strangers = [thing for thing in (*drives, *ports) if self._is_strange(thing)]
            for thing in strangers:
                # What is seen twice is there: the first look may be from before a board let it go.
                if sign(thing) in self._strangers:
                    self._meet(thing)
            self._strangers = {sign(thing) for thing in strangers}
            for board in list(self._boards):
                late_s = self._now() - board.began_s - self._plan.limits.board
                if board.number in self._at_work and not board.ended and late_s > 0:
                    self._give_up(board)

    def _is_strange(self, thing: UsbDrive | UsbPort) -> bool:
        """Return whether a port or drive tells of a board that is not on the bench yet."""
        boot_rom = isinstance(thing, UsbDrive) and shows_boot_rom(thing)
        if not thing.serial and not boot_rom:
            return False
        # Whose a Pico is that comes without a known socket, only the one whose turn it is can tell.
        if self._turn.lock.locked() and not thing.socket and (boot_rom or boots(thing)):
            return False
        if isinstance(thing, UsbDrive):
            return not any(board.owns_drive(thing) for board in self._boards)
        return not any(board.owns_port(thing) for board in self._boards)

    def _meet(self, thing: UsbDrive | UsbPort) -> None:
        """Take a board in by its drive or its port, whichever is seen first."""
        if isinstance(thing, UsbPort):
            fitting = profiles_of_usb(thing.vendor, thing.product, thing.serial)
            name = " / ".join(profile.name for profile in fitting) or "?"
            self._take_in(name, thing)
        elif shows_boot_rom(thing):
            alike = [t.name for t in targets().values() if t.image.drive == thing.label]
            self._take_in(" / ".join(alike) or "?", thing)
        else:
            self._take_in(_names_of(thing.serial), thing)

    def _take_in(self, name: str, thing: UsbDrive | UsbPort) -> None:
        """Take in a new board, or one that failed and was plugged in again."""
        serial, drive = thing.serial, ""
        if isinstance(thing, UsbDrive) and shows_boot_rom(thing):
            serial, drive = "", str(thing.path)
        own, socket = serial.lower(), thing.socket
        if own and any(b.serial.lower() == own and not b.left for b in self._boards):
            return  # its drive and its port came together
        again = [b for b in self._boards if own and b.serial.lower() == own and b.left]
        if again and again[-1].phase is not Phase.FAILED:
            again[-1].left = False
            again[-1].socket = socket
            return
        if again:
            board = again[-1]
            board.left, board.socket, board.problem = False, socket, None
            board.go(Phase.FOUND)
        else:
            board = BenchBoard(len(self._boards) + 1, boots(thing), name, serial, socket, drive)
            board.label = self._labels.label_for(serial)
            self._boards.append(board)
        images = {image.sha256 for image in self._plan.images.values()}
        self._tell(board)
        if not self._again and self._record.has(serial, images, self._plan.files_sha256):
            board.go(Phase.SKIPPED)
            self._tell(board)

    def _start(self) -> None:
        with self._lock:
            self._at_work = {n: each for n, each in self._at_work.items() if each.is_alive()}
            for board in self._boards:
                if len(self._at_work) >= self._plan.at_once:
                    return
                if board.phase is Phase.FOUND and board.number not in self._at_work:
                    board.began_s, board.seconds = self._now(), 0.0
                    work = Care(board, self._around).run
                    # A drive that hangs holds its thread for ever: it must not hold the program.
                    thread = threading.Thread(
                        target=work, name=f"board {board.number}", daemon=True
                    )
                    self._at_work[board.number] = thread
                    thread.start()

    def _give_up(self, board: BenchBoard) -> None:
        """Take the board out of the hands of a thread that may hang, and is not heard any more."""
        at = self._boards.index(board)
        error = BoardError("bench_too_slow", seconds=round(self._plan.limits.board))
        self._boards[at] = replace(board, problem=error, phase=Phase.FAILED)
        self._at_work.pop(board.number)
        self._tell(self._boards[at])

    def _end(self) -> None:
        """Wait for what is being written; a board that takes too long is given up."""
        until = self._now() + self._plan.limits.board
        while self._now() < until:
            with self._lock:
                working = [b for b in self._boards if b.number in self._at_work and not b.ended]
            if not working:
                break
            self._pause(LOOK_S)
        with self._lock:
            for board in [b for b in self._boards if not b.ended]:
                if board.number in self._at_work:
                    self._give_up(board)
                else:
                    board.go(Phase.STOPPED)
                    self._tell(board)

    # What the work on a board calls; the lock is held

    def _tell(self, board: BenchBoard) -> None:
        if not any(board is own for own in self._boards):
            return
        now_s = self._changed_s = self._now()
        if board.ended and board.tries and not board.seconds:
            board.seconds = now_s - board.began_s
        self._emit("board", board.row(now_s))

    def _begin(self, board: BenchBoard) -> None:
        self._record.forget(board.serial)

    def _finish(self, board: BenchBoard, image: BenchImage) -> None:
        if not any(board is own for own in self._boards):
            return
        board.label = self._labels.known(board.serial, board.label)
        if board.label and self._keep_label is not None:
            self._keep_label(board.serial, board.label)
        self._record.put(board.serial, image.sha256, self._plan.files_sha256)

    # Telling

    def _told_plan(self, count: int | None) -> dict[str, JsonValue]:
        images: dict[str, JsonValue] = {}
        for target in targets().values():
            image = self._plan.images.get(target.id)
            version = words_of(part_of(image, target.id)) if image else ""
            images[target.id] = (
                {"board": target.name, "image": image.name, "version": version} if image else None
            )
        return {
            "images": images,
            "files": len(self._plan.files),
            "at_once": self._plan.at_once,
            "count": count,
        }

    def _emit(self, what: str, value: JsonValue) -> None:
        with self._lock:
            self._sink(Event(round((self._now() - self._began_s) * 1000), "bench", what, value))


def _names_of(serial: str) -> str:
    """Return which board it is that shows a drive, by the number at the head of its serial."""
    fitting = [
        target.name
        for target in targets().values()
        if any(serial.lower().startswith(f"{number:04x}") for number in target.image.numbers)
        and target.image.kind == "hex"
    ]
    return " / ".join(fitting) or "?"
