"""A program on a board, watched by a person: keys go to it, output comes, Ctrl-C stops it."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from kibako.cli.terminal import Keys
from kibako.errors import KibakoError

if TYPE_CHECKING:
    from kibako.boards.board import Board, RunResult

POLL_S = 0.05
STOP_PATIENCE_S = 5.0


class Watch:
    """One run of a program.

    Args:
        board: The board, connected.
        code: The program.
        show: Takes what it prints.
        limit_s: How long it may run: on a virtual board in the board's own time.
    """

    def __init__(
        self,
        board: "Board",
        code: str,
        show: Callable[[bytes], None],
        limit_s: float | None = None,
    ) -> None:
        self.limit_reached = False
        self._board = board
        self._code = code
        self._show = show
        self._limit_s = limit_s
        self._stop = threading.Event()
        self._results: list[RunResult] = []
        self._faults: list[BaseException] = []

    def run(self, *, reads_keys: bool) -> "RunResult":
        """Run the program to its end, to the limit, or until Ctrl-C.

        Args:
            reads_keys: Whether standard input goes to the program.

        Returns:
            How it ended.

        Raises:
            KeyboardInterrupt: A person stopped it, and it is stopped.
            KibakoError: The board failed.
        """
        is_over = self._limit()
        worker = threading.Thread(target=self._work, daemon=True)
        done = threading.Event()
        with Keys(interrupts=True) as keys:
            worker.start()
            if reads_keys:
                threading.Thread(target=self._feed, args=(keys, done), daemon=True).start()
            try:
                while worker.is_alive():
                    if not self.limit_reached and is_over():
                        self._end_at_limit()
                    worker.join(POLL_S)
            except KeyboardInterrupt:
                self._stop.set()
                self._board.stop()
                worker.join(STOP_PATIENCE_S)
                raise
            finally:
                done.set()
        if self._faults:
            raise self._faults[0]
        return self._results[0]

    def _work(self) -> None:
        try:
            result = self._board.run(self._code, on_output=self._show, stop=self._stop)
            self._results.append(result)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self._faults.append(error)

    def _feed(self, keys: Keys, done: threading.Event) -> None:
        """Give the program what is typed, until it has ended."""
        with suppress(KibakoError, OSError):
            while not done.is_set():
                pressed = keys.read(POLL_S)
                if pressed is None:
                    return
                if pressed and not done.is_set():
                    self._board.send_input(pressed)

    def _limit(self) -> Callable[[], bool]:
        """Set the limit; return what tells, soon after, whether it is reached."""
        if self._limit_s is None:
            return lambda: False
        machine = self._board.machine
        if machine is None or machine.clock.pace == "real":
            deadline = time.monotonic() + self._limit_s
            return lambda: time.monotonic() >= deadline
        machine.clock.hold_at(machine.clock.now_ms() + round(self._limit_s * 1000))
        return lambda: machine.wait_held(POLL_S) == "held"

    def _end_at_limit(self) -> None:
        self.limit_reached = True
        self._stop.set()
        machine = self._board.machine
        if machine is not None and machine.clock.held:
            machine.interrupt()  # before its time goes on: not one event comes after the limit
            machine.clock.hold_at(None)
