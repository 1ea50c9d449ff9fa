"""Running one program on one board: the use case behind ``kibako run``."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.errors import KibakoError, LinkError, LinkLost, UsageError
from kibako.events import PREPARING, Event, EventSink
from kibako.workbench.outcome import ProgramOutcome, ending_of

if TYPE_CHECKING:
    from kibako.boards.board import Board, RunResult
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.board import VirtualBoard
    from kibako.virtual.faults import Fault
    from kibako.workbench.session import Pace

_ASKS = "input("
"""What a program has in it that can ask something."""
_ASKS_S = 1.0
_LOOK_S = 0.25
_STOP_LIMIT_S = 11.0
_DEAF_S = 2.0
"""How long a virtual board may take to stop before its reset button is pressed."""
_PROMPT_S = 2.0


class ProgramRun:
    """One run of a program. :meth:`stop` and :meth:`send_input` are for other threads.

    The events are those of a lesson: ``program start``, ``print``, ``error``, ``end`` and, from a
    virtual board, all that its world does in between. Their time counts from the start of the
    program. In fast pace they are the same to the byte in every run with the same seed.

    Args:
        code: The program.
        name: What to call it in the events.
        board: The moniker of the board.
        on_event: Gets the events, on the board's thread; it may block, which holds the board.
        for_s: How long it may run on the board's clock; None for as long as it likes.
        pace: How a virtual board's time goes.
        seed: The seed of a virtual board's randomness.
        wire_log: A file that gets every byte between us and the board.
        prepare: Called with a virtual board and the time at which the program starts, just
            before it does: to plan what happens around the board.
        ephemeral: A virtual board that starts with no files and leaves none.
        faults: What is wrong with a virtual board from the beginning.
        circuit: What hangs on a virtual board.
        on_preparing: Gets the event that tells of a wait before the program can begin. It is no
            event of the run: it comes once on a computer, and runs are the same to the byte.

    Raises:
        UsageError: A pace or a seed for a real board, or no such board.
    """

    def __init__(
        self,
        code: str,
        *,
        name: str,
        board: str,
        on_event: EventSink,
        for_s: float | None = None,
        pace: "Pace" = "real",
        seed: int = 0,
        wire_log: Path | None = None,
        prepare: "Callable[[VirtualBoard, int], None] | None" = None,
        ephemeral: bool = False,
        faults: "tuple[Fault, ...]" = (),
        circuit: "Circuit | None" = None,
        on_preparing: EventSink = lambda _: None,
    ) -> None:
        if pace == "fast" and not board.startswith("virtual:"):
            raise UsageError("pace_needs_virtual", board=board)
        self._code = code
        self._name = name
        self._moniker = board
        self._sink = on_event
        self._for_s = for_s
        self._pace: Pace = pace
        self._seed = seed
        self._wire_log = wire_log
        self._prepare = prepare
        self._ephemeral = ephemeral
        self._faults = faults
        self._circuit = circuit
        self._on_preparing = on_preparing
        self._board: Board | None = None
        self._virtual = False
        self._held_return = ""
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._armed = False
        self._telling = False
        self._sink_failure: OSError | None = None
        self._start_ms = 0
        self._started_s = 0.0
        self._heard_s = math.inf

    def run(self) -> ProgramOutcome:
        """Run the program to its end, to its limit, or until it is stopped.

        Returns:
            How it ended.

        Raises:
            KibakoError: The board cannot be opened, or failed.
            OSError: The events cannot be written any more.
            KeyboardInterrupt: A person stopped it, and it is stopped.
            SystemExit: The system ends us; the program is stopped, too.
        """
        from kibako.boards.opening import open_board
        from kibako.virtual.options import VirtualOptions

        board = open_board(
            self._moniker,
            wire_log=self._wire_log,
            virtual=VirtualOptions(
                self._pace,
                self._seed,
                self._take,
                self._ephemeral,
                self._faults,
                self._circuit,
            ),
        )
        self._board = board
        self._virtual = board.machine is not None
        worker = _Worker(board, self._code, self._stop, self._take_output)
        try:
            outcome = self._follow(worker, board.machine)
        finally:
            self._telling = False
            board.close()
            if worker.ident is not None:  # it was started
                worker.join(_STOP_LIMIT_S)
        if self._sink_failure is not None:
            raise self._sink_failure
        return replace(outcome, warning=board.warning)

    def stop(self) -> None:
        """Stop the program."""
        self._stop.set()
        board = self._board
        if board is not None:
            with suppress(LinkError):
                board.stop()

    def send_input(self, data: bytes) -> None:
        r"""Give the program input, as a keyboard would send it: a line ends with ``\r``."""
        board = self._board
        if board is not None:
            self._heard_s = math.inf
            board.send_input(data)

    @property
    def asking(self) -> bool:
        """Whether the program waits in ``input()``.

        A virtual board knows. Of a real one it is guessed: the program can ask, has said nothing
        for a second, and got no input since.
        """
        machine = self._board.machine if self._board is not None else None
        if machine is not None:
            return machine.asking
        return _ASKS in self._code and time.monotonic() - self._heard_s >= _ASKS_S

    def _follow(self, worker: "_Worker", machine: "VirtualBoard | None") -> ProgramOutcome:
        """Start the program and tell how it begins and ends."""
        self._started_s = self._heard_s = time.monotonic()
        if machine is not None:
            machine.wait_idle(_PROMPT_S)  # its prompt may be out while it still counts
            self._start_ms = machine.clock.align_ms()
            if self._prepare is not None:
                self._prepare(machine, self._start_ms)
            if self._for_s is not None and self._pace == "fast":
                machine.clock.hold_at(self._start_ms + round(self._for_s * 1000))
        self._tell(Event(0, "program", "start", self._name))
        self._armed = True
        outcome = ProgramOutcome("lost")
        worker.start()
        try:
            limit = self._wait(worker, machine)
            outcome = worker.outcome(limit)
        except KibakoError as error:
            outcome = ProgramOutcome("lost" if isinstance(error, LinkLost) else "error")
            raise
        except (KeyboardInterrupt, SystemExit):
            outcome = ProgramOutcome("stopped")
            self.stop()
            worker.join(_STOP_LIMIT_S)
            raise
        finally:
            end_ms = self._now_ms(machine)
            if outcome.fault is not None:
                self._tell(Event(end_ms, "program", "error", outcome.fault.to_json()))
            self._tell(Event(end_ms, "program", "end", outcome.ending))
        return outcome

    def _wait(self, worker: "_Worker", machine: "VirtualBoard | None") -> bool:
        """Wait for the end of the program or of its time; return whether its time was over."""
        if machine is not None and self._pace == "fast":
            return self._wait_fast(worker, machine)
        deadline_s = None if self._for_s is None else self._started_s + self._for_s
        while worker.is_alive():
            now_s = time.monotonic()
            if deadline_s is not None and now_s >= deadline_s:
                self._end(worker, machine)
                return True
            worker.join(_LOOK_S if deadline_s is None else min(_LOOK_S, deadline_s - now_s))
        return False

    def _end(self, worker: "_Worker", machine: "VirtualBoard | None") -> None:
        """Stop the program; on a virtual board that cannot hear it, press the reset button.

        A program may have put the console on pins: no cable reaches it there, as on a real board.
        """
        self.stop()
        worker.join(_DEAF_S)
        if worker.is_alive() and machine is not None:
            machine.reset()
        worker.join(_STOP_LIMIT_S)

    def _wait_fast(self, worker: "_Worker", machine: "VirtualBoard") -> bool:
        with machine.changed:
            while worker.is_alive() and not worker.over:
                if machine.clock.held:
                    self._telling = False  # what the program does from now on is past its time
                    return True
                machine.changed.wait(_LOOK_S)
        worker.join(_STOP_LIMIT_S)
        return False

    # Events

    def _take_output(self, data: bytes) -> None:
        """Take a real board's text; a virtual one's comes as events, in order with the rest."""
        if not self._virtual:
            self._heard_s = time.monotonic()
            text = self._held_return + data.decode("utf-8", "replace")
            self._held_return = "\r" if text.endswith("\r") else ""
            shown = text.removesuffix("\r").replace("\r\n", "\n")
            if shown:
                self._tell(Event(self._now_ms(None), "program", "print", shown))

    def _take(self, event: Event) -> None:
        """Take an event of a virtual board; the program begins when the board starts afresh."""
        if (event.source, event.what) == PREPARING:
            self._on_preparing(event)
        elif not self._telling:
            self._telling = self._armed and event.source == "board" and event.what == "soft_reset"
        else:
            self._tell_board(event)

    def _tell_board(self, event: Event) -> None:
        t_ms = max(0, event.t_ms - self._start_ms)
        if event.source == "stdout":
            self._tell(Event(t_ms, "program", "print", event.value))
        else:
            self._tell(Event(t_ms, event.source, event.what, event.value))

    def _tell(self, event: Event) -> None:
        with self._lock:
            if self._sink_failure is None:
                try:
                    self._sink(event)
                except OSError as error:
                    self._sink_failure = error
                    self._stop.set()

    def _now_ms(self, machine: "VirtualBoard | None") -> int:
        if machine is None:
            return int((time.monotonic() - self._started_s) * 1000)
        return max(0, machine.clock.now_ms() - self._start_ms)


class _Worker(threading.Thread):
    """The thread that talks with the board while the program runs."""

    def __init__(
        self,
        board: "Board",
        code: str,
        stop: threading.Event,
        on_output: Callable[[bytes], None],
    ) -> None:
        super().__init__(name="program", daemon=True)
        self.over = False
        self._board = board
        self._code = code
        self._stop_wanted = stop
        self._on_output = on_output
        self._result: RunResult | None = None
        self._failure: BaseException | None = None

    def run(self) -> None:
        """Run the program; what goes wrong is kept for the thread that waits."""
        machine = self._board.machine
        try:
            self._result = self._board.run(
                self._code, on_output=self._on_output, stop=self._stop_wanted
            )
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._failure = error
        finally:
            self.over = True
            if machine is not None:
                with machine.changed:
                    machine.changed.notify_all()

    def outcome(self, limit: bool) -> ProgramOutcome:
        """Return how the program ended, or raise what went wrong."""
        if limit:
            return ProgramOutcome("limit")
        if self._failure is not None:
            raise self._failure
        if self._result is None:
            return ProgramOutcome("lost")
        return ending_of(self._result, self._code)
