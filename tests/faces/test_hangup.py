"""The terminal goes away while somebody types: what was typed is there the next time.

The autosave of these tests never comes, so that only the last moment can save anything.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .helpers import WAIT_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")

KIBAKO = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "from kibako.workbench import autosave; autosave.AUTOSAVE_S = 3600.0;"
    "from kibako.cli.main import main; sys.exit(main())"
)
TYPED = "龍"
"""A letter that nothing else on the screen has."""


class Terminal:
    """A terminal with a program in it, which has it as its own."""

    def __init__(self, home: Path, *words: str) -> None:
        self._ours, theirs = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", KIBAKO, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=os.environ
            | {"KIBAKO_HOME": str(home), "KIBAKO_LANG": "en", "TERM": "xterm-256color"}
            | {"COLUMNS": "80", "LINES": "24"},
            start_new_session=True,
        )
        os.close(theirs)
        self._open = True
        self._shown = b""

    def until(self, wanted: str) -> None:
        limit = time.monotonic() + WAIT_S
        while (at := self._shown.find(wanted.encode())) < 0:
            left_s = max(0.0, limit - time.monotonic())
            assert select.select([self._ours], [], [], left_s)[0], self._shown
            self._shown += os.read(self._ours, 65536)
        self._shown = self._shown[at + len(wanted.encode()) :]

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def end(self, how: str) -> int:
        """Close the window, or let the system end the program; return its exit status."""
        if how == "window closed":
            self.close()
        else:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WAIT_S)

    def close(self) -> None:
        if self._open:
            self._open = False
            os.close(self._ours)


@contextmanager
def terminal(home: Path, *words: str) -> Iterator[Terminal]:
    found = Terminal(home, *words)
    try:
        yield found
    finally:
        found.close()
        found.process.kill()
        found.process.wait(60)


def program(home: Path) -> str:
    (found,) = (home / "data" / "work").glob("first-light/heart.py")
    return found.read_text(encoding="utf-8")


ENDS = pytest.mark.parametrize(("how", "status"), [("window closed", 129), ("SIGTERM", 143)])


@ENDS
def test_what_was_typed_on_the_screen_is_kept(tmp_path: Path, how: str, status: int) -> None:
    settings = tmp_path / "data" / "work" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text("{}", encoding="utf-8")  # not the first start, which asks for them
    with terminal(tmp_path) as screen:
        screen.until("First Light")
        screen.type("\r")
        screen.until("microbit")
        screen.type(f"# {TYPED}")
        screen.until(TYPED)
        assert screen.end(how) == status
    assert f"# {TYPED}" in program(tmp_path)


@ENDS
def test_what_was_typed_line_by_line_is_kept(tmp_path: Path, how: str, status: int) -> None:
    with terminal(tmp_path, "--plain") as lines:
        lines.until("[1]: ")
        lines.type("\r")
        lines.until("[read]: ")
        lines.type("append\r")
        lines.until("3: ")
        lines.type(f"# {TYPED}\r")
        lines.until("4: ")
        assert lines.end(how) == status
    assert f"# {TYPED}" in program(tmp_path)
