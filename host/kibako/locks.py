"""A lock between programs: one has it at a time, and the next one learns who."""

import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from kibako.processes import Process, this_process

_HOLDER_BYTES_MAX = 400


class ProgramLock:
    """A lock file; the system lets it go when the program ends, however it ends.

    Args:
        path: The lock file.

    Raises:
        OSError: It cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        self.taken = _lock(self._file)
        """Whether this program has the lock now; else another one has it."""
        if self.taken:
            self._write_holder()

    def holder(self) -> Process | None:
        """Return who has the lock, or None when it does not say."""
        text = self._file.read(_HOLDER_BYTES_MAX).decode("utf-8", "replace")
        pid, _, name = text.partition("\n")[0].partition(" ")
        if not (pid.isascii() and pid.isdigit() and name and name.isprintable()):
            return None
        return Process(name, int(pid))

    def release(self) -> None:
        """Let other programs have the lock."""
        with suppress(OSError):  # a full disk may hold back what was written until now
            self._file.close()

    def _write_holder(self) -> None:
        holder = this_process()
        with suppress(OSError):  # on a full disk the lock holds all the same, without a name
            self._file.truncate(0)
            self._file.write(f"{holder.pid} {holder.name}\n".encode("utf-8", "replace"))
            self._file.flush()


def _lock(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            # One byte far behind the text, so that another program can still read who holds it.
            file.seek(1 << 20)
            getattr(msvcrt, "locking")(file.fileno(), getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009 - no such names elsewhere
            file.seek(0)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
