"""How far a transfer is, said on standard error: only when it takes more than a moment.

Each step is a line of its own, for eyes, for screen readers and for logs alike: nothing is
written anew, and no terminal has to know how.
"""

import json
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import output

if TYPE_CHECKING:
    from kibako.boards.progress import OnProgress, Progress

_QUIET_S = 1.0
_ALIVE_S = 30.0
_STEPS = 10


class Teller:
    """Tells in ten steps how far a transfer is, and every 30 s that it goes on.

    Args:
        write: Takes each line.
        as_json: Whether it is to be a line of JSON.
        clock: Tells the time, in seconds.
    """

    def __init__(
        self,
        write: Callable[[str], None],
        *,
        as_json: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write
        self._as_json = as_json
        self._clock = clock
        self._began_s = self._said_s = clock()
        self._step = 0

    def take(self, progress: "Progress") -> None:
        """Take how far the transfer is."""
        now_s = self._clock()
        step = progress.done_bytes * _STEPS // max(1, progress.total_bytes)
        if now_s - self._began_s < _QUIET_S:
            self._step = step  # what is over in a moment needs no telling
        elif step > self._step or now_s - self._said_s >= _ALIVE_S:
            self._step, self._said_s = step, now_s
            self._write(_json(progress) if self._as_json else _sentence(progress))


@contextmanager
def told(*, as_json: bool) -> "Generator[OnProgress | None]":
    """Tell how far a transfer is; say what has become of the file when a person breaks it off.

    Args:
        as_json: Whether the command speaks JSON.

    Yields:
        What takes the progress; None where nobody reads it.
    """

    def write(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    wanted = as_json or sys.stderr.isatty()
    try:
        yield Teller(write, as_json=as_json).take if wanted else None
    except KeyboardInterrupt:
        output.say("transfer.cancelled")
        raise


def _sentence(progress: "Progress") -> str:
    done, total = progress.done_bytes, progress.total_bytes
    percent = done * 100 // max(1, total)
    return strings.text(
        "transfer.progress", None, percent=percent, done=done, total=total, path=progress.path
    )


def _json(progress: "Progress") -> str:
    fields = {
        "path": progress.path,
        "done_bytes": progress.done_bytes,
        "total_bytes": progress.total_bytes,
    }
    return json.dumps({"progress": fields})
