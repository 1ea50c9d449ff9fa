"""What the board runs next: boot.py and main.py, then whatever the terminal asks for."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kibako.virtual.hidden_files import FIRMWARE_ROOT, FROZEN_ROOT
from kibako.virtual.repl.actions import Action, Complete, Execute, Send
from kibako.virtual.repl.terminal import WINDOW_BYTES, Terminal
from kibako.virtual.serial import SerialQueues
from kibako.virtual.stops import Stop


@dataclass(frozen=True, slots=True)
class Job:
    """One thing for the interpreter to do.

    Attributes:
        kind: ``single``, ``exec``, ``file`` (a file of the board), or ``complete`` (then ``name``
            is the word).
        name: What a traceback calls the program.
        code: The program.
    """

    kind: str
    name: str
    code: bytes = b""


class Jobs:
    """The board's terminal, and the programs that come out of it; used on the board's thread.

    Args:
        changed: The board's condition.
        serial: The serial side.
        banner: What the terminal says before its first prompt.
        list_modules: Returns the modules that a program may import.
        raw_paste: Whether its raw REPL has raw paste.
        owes: Whether a stream is still to get what the terminal said.
    """

    def __init__(
        self,
        changed: threading.Condition,
        serial: SerialQueues,
        banner: str,
        list_modules: Callable[[], list[str]],
        raw_paste: bool = True,
        owes: Callable[[], bool] = lambda: False,
    ) -> None:
        self._changed = changed
        self._serial = serial
        self._list_modules = list_modules
        self._owes = owes
        self._reset_due = False
        window_bytes = WINDOW_BYTES if raw_paste else 0
        self._terminal = Terminal(banner=banner, window_bytes=window_bytes)
        self._boot_files: deque[Job] = deque()
        self._ready: Job | None = None
        self.names: list[str] = []
        self.current: Job | None = None
        self.prompt_out = False
        self.boot_error = b""
        """The last traceback of boot.py or main.py."""
        self.error = b""
        """The traceback of the last program of the terminal, as the interpreter gave it."""

    @property
    def raw(self) -> bool:
        """Whether the terminal is in the raw REPL."""
        return self._terminal.raw

    def power_up(self, *, raw: bool = False) -> None:
        """Forget everything, as the reset button does.

        Args:
            raw: Be in the raw REPL, where another program has left the board.
        """
        self._terminal.hard_reset(raw=raw)

    def new_life(self, boot_files: list[Job]) -> None:
        """Begin with the board's own files."""
        self._boot_files = deque(boot_files)
        self._ready = None
        self._reset_due = False
        self.current = None
        self.prompt_out = False

    def end(self, *, soft_reset: bool, error: bytes) -> None:
        """Finish the job that ran.

        Args:
            soft_reset: Whether the program asked for a soft reset.
            error: Its traceback, or nothing.

        Raises:
            Stop: A soft reset is due.
        """
        job, self.current = self.current, None
        if job is None:
            return
        shown = board_frames(error)
        if job.kind == "complete":
            self._do(self._terminal.completions(self.names))
        elif self._terminal.waiting == "execute":
            self.error = shown
            self._do(self._terminal.executed(shown, soft_reset=soft_reset))
        else:  # boot.py or main.py
            self.boot_error = shown or self.boot_error
            self._serial.send(shown.replace(b"\n", b"\r\n"))
            if soft_reset:
                raise Stop("soft_reset")

    def break_off(self, error: bytes) -> None:
        """Finish the job that ran when the interpreter was cut off or broke."""
        self.end(soft_reset=False, error=error)

    def next(self) -> Job | None:
        """Return the next job, or None when the terminal needs more input.

        Raises:
            Stop: A soft reset is due.
        """
        if self._reset_due:
            return self._reset()
        if self._boot_files:
            self.current = self._boot_files.popleft()
            return self.current
        if self._terminal.waiting == "boot":
            self._do(self._terminal.booted())
            self.prompt_out = True
        while self._ready is None:
            if self._reset_due:
                return self._reset()
            with self._changed:
                data = bytes(self._serial.input)
                self._serial.input.clear()
                self._changed.notify_all()
            if not data:
                return None
            step = self._terminal.receive(data)
            with self._changed:
                self._serial.input[:0] = step.rest
            self._do(list(step.actions))
        self.current, self._ready = self._ready, None
        return self.current

    def _reset(self) -> None:
        if not self._owes():
            raise Stop("soft_reset")

    def _do(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, Send):
                self._serial.send(action.data)
            elif isinstance(action, Execute):
                kind = "single" if action.mode == "single" else "exec"
                self._ready = Job(kind, "<stdin>", action.code)
            elif isinstance(action, Complete):
                if action.kind == "module" and "." not in action.prefix:
                    self._do(self._terminal.completions(self._list_modules()))
                else:
                    self.names = []
                    self._ready = Job("complete", action.prefix)
            else:
                self._reset_due = True


def board_frames(error: bytes) -> bytes:
    """Leave out the lines of a traceback that a real board does not have: our own code's."""
    hidden = tuple(f'  File "{root}/'.encode() for root in (FIRMWARE_ROOT, FROZEN_ROOT))
    return b"".join(line for line in error.splitlines(True) if not line.startswith(hidden))
