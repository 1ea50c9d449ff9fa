"""A virtual board that a test talks to, through its serial side only."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kibako.events import Event
from kibako.virtual.board import VirtualBoard
from kibako.virtual.stops import BURST_S

LIMIT_S = 20.0


class Talk:
    """A started board and what it said."""

    def __init__(self, board: VirtualBoard, events: list[Event]) -> None:
        self.board = board
        self.events = events
        self._held = b""

    def until(self, end: bytes) -> bytes:
        """Read until some bytes have come."""
        stop_s = time.monotonic() + LIMIT_S
        while end not in self._held:
            assert time.monotonic() < stop_s, self._held
            self._held += self.board.read(65536, 0.2)
        at = self._held.index(end) + len(end)
        taken, self._held = self._held[:at], self._held[at:]
        return taken

    def type(self, keys: str) -> str:
        """Type at the prompt and return what the board answers, up to the next prompt."""
        self.board.feed(keys.encode())
        return self.until(b">>> ").decode()

    def line(self, line: str) -> str:
        """Enter a line and return its output, without echo and prompt."""
        answer = self.type(line + "\r")
        return answer.removeprefix(line).removesuffix(">>> ").replace("\r\n", "\n").strip("\n")

    def begin(self, code: str | bytes) -> None:
        """Start a program through the raw REPL."""
        self.board.feed(b"\x01")
        self.until(b"raw REPL; CTRL-B to exit\r\n>")
        self.board.feed((code.encode() if isinstance(code, str) else code) + b"\x04")
        self.until(b"OK")

    def end(self) -> tuple[str, str]:
        """Return output and error of the program that was begun, and go to the prompt."""
        out = self.until(b"\x04")[:-1].decode(errors="replace")
        error = self.until(b"\x04>")[:-2].decode()
        self.board.feed(b"\x02")
        self.until(b">>> ")
        return out.replace("\r\n", "\n"), error.replace("\r\n", "\n")

    def run(self, code: str | bytes) -> tuple[str, str]:
        """Run a program and return its output and error."""
        self.begin(code)
        return self.end()


@contextmanager
def talk(folder: Path, profile: str = "pico", boot: bool = False, **options: Any) -> Iterator[Talk]:
    """Start a board in a folder, at its prompt."""
    events: list[Event] = []
    board = VirtualBoard(
        profile, flash_dir=folder / "flash", on_event=events.append, run_boot=boot, **options
    )
    board.start()
    try:
        talk = Talk(board, events)
        if board.wait_idle(5):
            talk.until(b">>> ")
        yield talk
    finally:
        board.close()


def let_it_go_on(duration_s: float = 0.05) -> None:
    """Let a program go on for a moment, where nothing tells how far it has come.

    No test may depend on it: what follows has to hold however far that is.
    """
    time.sleep(duration_s)


def let_burst_pass() -> None:
    """Let so much time pass that the board takes the next Ctrl-C for a new wish."""
    time.sleep(2 * BURST_S)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for something that is about to happen on another thread."""
    stop_s = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < stop_s
        time.sleep(0.002)
