"""What happens during ``kibako run``: the program's text for a person, the events for a tool."""

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from kibako.cli import output
from kibako.errors import FileError
from kibako.events import Event, JsonValue

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard


class Report:
    """Shows the program's text, or writes every event as a line of JSON, or both.

    Args:
        events: The file for the events; ``-`` is standard output, where the text is then left
            out; None for no events.

    Raises:
        FileError: The file cannot be written.
    """

    def __init__(self, events: str | None) -> None:
        self._text = None if events == "-" else output.BoardText()
        self._file: TextIO | None = None
        self._lock = threading.Lock()
        self._running = False
        self._machine: VirtualBoard | None = None
        self._started_s = 0.0
        if events == "-":
            self._file = sys.stdout
        elif events is not None:
            try:
                # Kept open until the end of the run, and closed there.
                self._file = open(events, "w", encoding="utf-8")  # noqa: PTH123
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise FileError("local_unwritable", path=events, reason=reason) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None and self._file is not sys.stdout:
            self._file.close()

    def begin(self, name: str, machine: "VirtualBoard | None") -> None:
        """Say that the program starts.

        Args:
            name: Its name.
            machine: The virtual board it runs on; its clock is the events' time.
        """
        self._machine = machine
        self._started_s = time.monotonic()
        self._running = True
        self._say("start", name)

    def take(self, event: Event) -> None:
        """Take an event of the board, on the board's thread.

        Args:
            event: What happened; before the program starts it is none of ours.
        """
        if not self._running:
            return
        if event.source == "stdout":
            event = Event(event.t_ms, "program", "print", event.value)
        self._write(event)

    def show(self, content: bytes) -> None:
        """Take what the program prints.

        Args:
            content: The bytes.
        """
        if self._text is not None:
            self._text.write(content)
        if self._machine is None:
            self._say("print", content.decode("utf-8", "replace"))

    def error(self, traceback: str) -> None:
        """Say that the program raised.

        Args:
            traceback: The board's own text.
        """
        message = traceback.rpartition("\n")[2]
        self._say("error", {"traceback": traceback, "message": message})

    def end(self, how: str) -> None:
        """Say that the program ended.

        Args:
            how: ``done``, ``error``, ``stopped`` or ``limit``.
        """
        if self._text is not None:
            self._text.write(b"", last=True)
        self._say("end", how)
        self._running = False

    def _say(self, what: str, value: JsonValue) -> None:
        if self._machine is not None:
            t_ms = self._machine.clock.now_ms()
        else:
            t_ms = round((time.monotonic() - self._started_s) * 1000)
        self._write(Event(t_ms, "program", what, value))

    def _write(self, event: Event) -> None:
        if self._file is not None:
            with self._lock:
                self._file.write(event.to_json() + "\n")
                self._file.flush()
