"""A program on a board, watched by a person: keys go to it, output comes, Ctrl-C stops it."""

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from kibako.cli import output
from kibako.cli.terminal import Keys
from kibako.errors import KibakoError

if TYPE_CHECKING:
    from kibako.boards.board import Board, RunResult

POLL_S = 0.05
STOP_PATIENCE_S = 5.0


def on_board(board: "Board", code: str, *, limit_s: float | None, reads_keys: bool) -> "RunResult":
    """Run a program to its end, to the limit, or until Ctrl-C.

    Args:
        board: The board, connected.
        code: The program.
        limit_s: How long it may run, in seconds; None for as long as it likes.
        reads_keys: Whether standard input goes to the program.

    Returns:
        How it ended.

    Raises:
        KeyboardInterrupt: A person stopped it, and it is stopped.
        KibakoError: The board failed.
    """
    results: list[RunResult] = []
    faults: list[BaseException] = []
    stop = threading.Event()
    text = output.BoardText()

    def work() -> None:
        try:
            results.append(board.run(code, on_output=text.write, stop=stop))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            faults.append(error)

    worker = threading.Thread(target=work, daemon=True)
    keys = threading.Event()
    deadline = None if limit_s is None else time.monotonic() + limit_s
    with Keys(interrupts=True) as source:
        reader = threading.Thread(target=_feed, args=(board, source, keys), daemon=True)
        worker.start()
        if reads_keys:
            reader.start()
        try:
            while worker.is_alive():
                worker.join(POLL_S)
                if deadline is not None and time.monotonic() > deadline:
                    deadline = None
                    stop.set()
        except KeyboardInterrupt:
            board.stop()
            worker.join(STOP_PATIENCE_S)
            raise
        finally:
            keys.set()
    text.write(b"", last=True)
    if faults:
        raise faults[0]
    return results[0]


def _feed(board: "Board", source: Keys, done: threading.Event) -> None:
    """Give the program what is typed, until it has ended."""
    with suppress(KibakoError, OSError):
        while not done.is_set():
            pressed = source.read(POLL_S)
            if pressed is None:
                return
            if pressed and not done.is_set():
                board.send_input(pressed)
