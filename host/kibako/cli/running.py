"""A program on a board, watched by a person: keys go to it, its text comes, Ctrl-C stops it."""

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kibako.cli import local, output
from kibako.cli.terminal import Keys
from kibako.errors import ExitStatus, FileError, KibakoError
from kibako.events import Event
from kibako.reasons import reason_of

if TYPE_CHECKING:
    from kibako.cli.pictures import Pictures
    from kibako.workbench.outcome import ProgramOutcome
    from kibako.workbench.program import ProgramRun

POLL_S = 0.05


class Show:
    """Shows a program's text, or writes every event as a line of JSON, or both.

    Args:
        events: Where the event lines go; on standard output they stand instead of the text.
        pictures: Who keeps the pictures that displays show.
    """

    def __init__(self, events: TextIO | None = None, pictures: "Pictures | None" = None) -> None:
        self.started = threading.Event()
        """Set when the program begins: from then on it can be given input."""
        self._events = events
        self._pictures = pictures
        self._shows_text = events is not sys.stdout

    def take(self, event: Event) -> None:
        """Take an event of the run, on any thread.

        Args:
            event: What happened.
        """
        if (event.source, event.what) == ("program", "start"):
            self.started.set()
        if self._pictures is not None:
            self._pictures.take(event)
        if self._events is not None:
            self._events.write(event.to_json() + "\n")
            self._events.flush()
        if self._shows_text and (event.source, event.what) == ("program", "print"):
            sys.stdout.write(str(event.value))
            sys.stdout.flush()


@contextmanager
def event_lines(name: str | None) -> Generator[TextIO | None]:
    """Open the file for event lines.

    Args:
        name: The file; ``-`` is standard output; None for no event lines.

    Yields:
        Where the lines go, if anywhere.

    Raises:
        FileError: The file cannot be written.
    """
    if name is None or name == "-":
        yield None if name is None else sys.stdout
        return
    local.check_writable(Path(name))
    try:
        file = open(name, "w", encoding="utf-8")  # noqa: PTH123 - the name may hold anything
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise FileError("local_unwritable", path=name, reason=reason) from error
    with file:
        yield file


def follow(program: "ProgramRun", show: Show, board: str, *, reads_keys: bool) -> "ProgramOutcome":
    """Run a program to its end; Ctrl-C stops it.

    Args:
        program: The run, not yet begun.
        show: What takes its events.
        board: The moniker of its board: a real one echoes what is typed, a virtual one's text
            comes as events, without an echo.
        reads_keys: Whether standard input goes to the program.

    Returns:
        How it ended.

    Raises:
        KeyboardInterrupt: A person stopped it, and it is stopped.
        KibakoError: The board failed.
    """
    done = threading.Event()
    with Keys("lines" if board.startswith("virtual:") else "keys") as keys:
        if reads_keys:
            threading.Thread(target=_feed, args=(program, show, keys, done), daemon=True).start()
        try:
            return program.run()
        finally:
            done.set()


def report(
    outcome: "ProgramOutcome", limit_s: float | None, code: str = "", *, explains: bool = False
) -> ExitStatus:
    """Say how a program ended, on standard error.

    Args:
        outcome: How it ended.
        limit_s: How long it was given.
        code: The program, to explain a mistake in it; "" explains nothing.
        explains: Explain also where nobody watches: standard error is no terminal.

    Returns:
        The exit status.
    """
    if outcome.warning is not None:
        output.fault(outcome.warning)
    if outcome.fault is not None:
        from kibako.workbench.hints import short_traceback

        print(short_traceback(outcome.fault.traceback), file=sys.stderr)
        if explains or (code and sys.stderr.isatty()):
            _explain(outcome.fault.traceback, code)
    elif outcome.ending == "limit":
        output.say("run_said.limit", seconds=f"{limit_s:g}")
    elif outcome.ending == "stopped":
        output.say("run_said.stopped")
    return outcome.exit_status


def _explain(traceback: str, code: str) -> None:
    """Say on standard error what a mistake means."""
    from kibako_access import ruby

    from kibako.cli.explain_verb import lines, usual_reading
    from kibako.lessons.explain.explanation import explain_fault

    found = explain_fault(traceback, code)
    if found is not None:
        for line in lines(found):
            output.line(ruby.render(line, usual_reading()))


def _feed(program: "ProgramRun", show: Show, keys: Keys, done: threading.Event) -> None:
    """Give the program what is typed, from its beginning until it has ended."""
    with suppress(KibakoError, OSError):
        while not (show.started.wait(POLL_S) or done.is_set()):
            continue
        while not done.is_set():
            pressed = keys.read(POLL_S)
            if pressed is None:
                _end_input(program, done)
                return
            if pressed and not done.is_set():
                program.send_input(pressed)


def _end_input(program: "ProgramRun", done: threading.Event) -> None:
    """Let ``input()`` raise EOFError from now on: nothing can come any more.

    Ctrl-D goes out only while a program asks: the REPL would take a late one for a soft reset.
    """
    while not done.wait(POLL_S):
        if program.asking:
            program.send_input(b"\x04")
