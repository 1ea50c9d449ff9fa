"""Many boards at once: the use case behind ``kibako bench``, the same for every face."""

import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from kibako.boards.bench_room import BenchRoom
from kibako.boards.labels import LABEL_CHARS_MAX, is_label, name_board, read_labels
from kibako.boards.plugged import UsbRoom, usb_room
from kibako.boards.syncing import read_folder
from kibako.errors import BoardError, KibakoError, UsageError
from kibako.events import EventSink, JsonValue
from kibako.flash.bench import IDLE_S, Bench, Tally
from kibako.flash.bench_board import ENDS
from kibako.flash.bench_plan import PLACE, BenchImage, BenchPlan, LabelMaker, Limits, choose_images
from kibako.flash.bench_record import BenchRecord, record_path
from kibako.flash.practice import NAME, practice_image
from kibako.flash.shelf import Shelf
from kibako.images.image import read_image
from kibako.virtual.usb import VirtualBench
from kibako.workbench.troubles import Trouble

AT_ONCE = 20
TRIES = 3
_PICO = "pico"
_KINDS = ("microbit-v2", _PICO, "microbit-v1")
"""What lies on the virtual bench, in turn."""
_CLOSE_S = 90.0
"""How long what is being written may hold up the end: half of a firmware is none."""
DAY_S = 86400.0
"""No bench waits for boards longer than this, in seconds."""


@dataclass(frozen=True, slots=True)
class BenchWish:
    """What a mentor wants of the bench.

    Attributes:
        images: Names and bytes of images; those on the shelf for the other kinds of board.
        files: A folder whose files every board gets.
        label: A pattern of labels, ``きつね-{n}``.
        labels: A list of labels, in place of a pattern.
        board_kind: Which board those are whose drive does not tell.
        at_once: How many boards at once.
        tries: How often a board is begun with.
        again: Do boards again that are done already.
        count: End after so many boards.
        idle_s: End when for so long nothing has happened, in seconds.
        virtual: How many virtual boards to practise with; 0: real boards.
        troubles: What is wrong with some of the virtual boards.
        stays: Wait for further boards until somebody stops it, as on the full screen.
    """

    images: tuple[tuple[str, bytes], ...] = ()
    files: Path | None = None
    label: str = ""
    labels: tuple[str, ...] = ()
    board_kind: str = ""
    at_once: int = AT_ONCE
    tries: int = TRIES
    again: bool = False
    count: int | None = None
    idle_s: float = IDLE_S
    virtual: int = 0
    troubles: Sequence[Trouble] = ()
    stays: bool = False


class BenchRun:
    """One run of the bench, on a thread of its own. Every method may be called from any thread.

    Args:
        wish: What is wanted.
        on_event: Takes the events, on any thread.
        room: What is plugged in; this computer's USB, or a virtual bench, when left out.
        limits: How long a board may take.

    Raises:
        KibakoError: Something that is wanted cannot be: an image, a folder, a label.
    """

    def __init__(
        self,
        wish: BenchWish,
        on_event: EventSink,
        *,
        room: UsbRoom | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it is frozen
    ) -> None:
        self._wish = wish
        self._count = wish.count
        self._limit_s = limits.board
        self._things = ExitStack()
        self._fault: KibakoError | None = None
        self._over = threading.Event()
        images = choose_images(Shelf(), wish.images)
        taken = {} if wish.virtual else read_labels()
        labels = LabelMaker(wish.label, wish.labels, taken)
        for label in (wish.label.replace(PLACE, "1"), *wish.labels):
            if label and not is_label(label):
                raise UsageError("label_unusable", limit=LABEL_CHARS_MAX)
        files = read_folder(wish.files) if wish.files is not None else {}
        record = BenchRecord(None if wish.virtual else record_path())
        board_kind = wish.board_kind
        if wish.virtual:
            images = _with_practice(images)
            self._count = wish.count or (None if wish.stays else wish.virtual)
            board_kind = board_kind or _PICO
        room = room or self._room(wish.virtual)
        self._bench = Bench(
            BenchPlan(images, files, board_kind, wish.at_once, wish.tries, limits),
            room,
            sink=on_event,
            labels=labels,
            # A virtual board's serial number is nobody's: its label is shown, and not kept.
            keep_label=None
            if wish.virtual
            else lambda serial, label: name_board(serial, label, room),
            record=record,
            again=wish.again,
        )
        self._thread = threading.Thread(target=self._work, name="bench", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more; what is being written is written to its end."""
        self._bench.stop()

    def retry(self) -> int:
        """Begin again with every failed board that is still there; return how many."""
        return self._bench.retry()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end at most so long; return whether it has come."""
        return self._over.wait(timeout_s)

    def rows(self) -> list[dict[str, JsonValue]]:
        """Return what is to be seen of each board now, in the order of their numbers."""
        return self._bench.rows()

    def tally(self) -> Tally:
        """Return how many boards have ended how."""
        return self._bench.tally()

    def left_s(self) -> int:
        """Return for how long boards that were begun may go on at most, in seconds."""
        begun = [row for row in self.rows() if row["phase"] not in ENDS]
        spent_s = min((float(str(row["seconds"])) for row in begun), default=self._limit_s)
        return max(0, round(self._limit_s - spent_s))

    def outcome(self) -> KibakoError | None:
        """Return why the whole is no success, with what to do next; None: it is one."""
        if self._fault is not None:
            return self._fault
        tally = self.tally()
        if tally.failed:
            return BoardError("bench_failed", failed=tally.failed)
        if not self._bench.rows():
            return BoardError("bench_none")
        return None

    def close(self, timeout_s: float = _CLOSE_S) -> None:
        """Stop, and take a virtual bench away; closing twice is no error.

        Args:
            timeout_s: How long to wait at most for what is being written, in seconds.
        """
        self.stop()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        self._things.close()

    def _work(self) -> None:
        try:
            self._bench.run(self._count, DAY_S if self._wish.stays else self._wish.idle_s)
        except KibakoError as error:
            self._fault = error
        finally:
            self._over.set()

    def _room(self, virtual: int) -> UsbRoom:
        if not virtual:
            return usb_room()
        folder = tempfile.TemporaryDirectory(prefix="kibako-bench-", ignore_cleanup_errors=True)
        self._things.enter_context(folder)
        kinds = [_KINDS[number % len(_KINDS)] for number in range(virtual)]
        bench = VirtualBench(Path(folder.name), kinds, pace="fast")
        for number, fault in self._wish.troubles:
            bench.fault(number, fault)
        return BenchRoom(self._things.enter_context(bench))


def _with_practice(images: dict[str, BenchImage]) -> dict[str, BenchImage]:
    """Add firmware for the virtual Picos, where the shelf has none."""
    found = dict(images)
    if _PICO not in found:
        data = practice_image(_PICO)
        found[_PICO] = BenchImage(NAME, data, read_image(data, NAME), asked=False)
    return found


def read_list(text: str) -> Sequence[str]:
    """Return the labels in a text, one a line; empty lines are passed over."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
