"""What the talkpoints of a program say while it runs, and how often."""

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibako.boards.contact import source_bytes
from kibako.errors import KibakoError
from kibako.events import Event, EventSink, JsonValue
from kibako.workbench.talkpoints import FIRST, Kind, Talkpoint, copy_with

if TYPE_CHECKING:
    from kibako.boards.board import Board

VALUE_GAP_MS = 500
"""How long after a value a talkpoint tells another one at the soonest, on the board's clock."""
PASS_GAP_MS = 1000
"""The same of one that only says that the program passes."""
SOURCE = "talkpoint"


@dataclass(slots=True)
class _Said:
    """What one talkpoint has said, and what it has not said yet."""

    point: Talkpoint
    kind: Kind
    times: int = 0
    last: str | None = None
    last_ms: int = 0
    waiting: tuple[int, str] | None = None

    @property
    def due_ms(self) -> int:
        """When it may speak again."""
        gap_ms = VALUE_GAP_MS if self.kind == "value" else PASS_GAP_MS
        return 0 if self.last is None else self.last_ms + gap_ms


class Gate:
    """Lets through what can be listened to: of each talkpoint the newest, and not too often.

    Args:
        points: The talkpoints.
        code: The program.
        sink: Gets the events.
    """

    def __init__(self, points: Sequence[Talkpoint], code: str, sink: EventSink) -> None:
        self._said = [_Said(point, point.kind(code)) for point in points]
        self._sink = sink

    def take(self, t_ms: int, told: str) -> None:
        """Take what a talkpoint tells, as :data:`kibako.workbench.talkpoints.FIRST` has it sent.

        Args:
            t_ms: The board's time.
            told: The number of the talkpoint, ``=`` and a value, or ``!`` and an exception.
        """
        number, _, what = told.partition(" ")
        said = self._said[int(number)] if number.isdecimal() else None
        if said is not None:
            said.times += 1
            if said.kind == "value" and what == said.last:
                said.waiting = None
            else:
                said.waiting = (t_ms, what)
        for each in self._said:
            if each.waiting is not None and t_ms >= each.due_ms:
                self._tell(each)

    def close(self) -> None:
        """Tell what is still waiting: the last values of a program."""
        for each in self._said:
            self._tell(each)

    def _tell(self, each: _Said) -> None:
        if each.waiting is None:
            return
        (t_ms, what), each.waiting = each.waiting, None
        each.last, each.last_ms = what, t_ms
        word = each.point.word() if each.kind == "word" else what[1:]
        value: JsonValue = {
            "line": each.point.line,
            "text": each.point.text,
            "kind": "fault" if what[:1] == "!" else each.kind,
            "said": word,
            "times": each.times,
        }
        self._sink(Event(t_ms, SOURCE, "said", value))


class TalkBeside:
    """Has the talkpoints of a program heard while it runs.

    Args:
        points: Returns the talkpoints of a program.
        sink: Gets the events.
    """

    def __init__(
        self, points: Callable[[str], Sequence[Talkpoint]], sink: Callable[[Event], None]
    ) -> None:
        self._points = points
        self._sink = sink

    @contextmanager
    def hear(self, board: "Board", code: str, stop: threading.Event) -> Generator[None]:
        """Listen while a program runs.

        Args:
            board: The board. On a real one nothing is heard: a copy of the program would have to
                run on the board itself, and take its time and memory.
            code: The program.
            stop: Set when it is stopped: then nobody waits for what is still to be said.
        """
        points = self._points(code)
        copy = copy_with(code, points) if points else None
        if copy is None:
            yield
            return
        machine = board.machine
        if machine is None:
            self._sink(Event(0, SOURCE, "unheard"))
            yield
            return
        from kibako.virtual.echo import SETTLE_S, Echo

        gate = Gate(points, code, self._sink)

        def lost() -> None:
            self._sink(Event(machine.clock.now_ms(), SOURCE, "lost"))

        jobs = (source_bytes(code), FIRST.encode(), source_bytes(copy))
        echo = Echo(machine, *jobs, gate.take, lost)
        try:
            echo.start()
        except (KibakoError, OSError):
            lost()
            yield
            return
        try:
            yield
        finally:
            echo.close(0.0 if stop.is_set() else SETTLE_S)
            gate.close()
