"""How far files are on their way, in bytes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a transfer is, all its files together.

    Attributes:
        path: The file on the board that is on its way now.
        done_bytes: What has arrived, of old texts that are fetched as well as of new ones.
        total_bytes: What is to be moved, as far as that is known yet: it may grow.
    """

    path: str
    done_bytes: int
    total_bytes: int


OnProgress = Callable[[Progress], None]
"""Told after each piece of a transfer, on the thread that makes it."""


class Meter:
    """Adds up the files of one transfer.

    Args:
        on_progress: Who is told; None for nobody.
    """

    def __init__(self, on_progress: OnProgress | None = None) -> None:
        self._on_progress = on_progress
        self._path = ""
        self._size_bytes = 0
        self._before_bytes = 0
        self._total_bytes = 0

    def expect(self, size_bytes: int) -> None:
        """Count on so much more that is to be moved; on less, when some need not be after all."""
        self._total_bytes += size_bytes

    def begin(self, path: str, size_bytes: int) -> None:
        """Begin with a file that was counted on.

        Args:
            path: The file on the board.
            size_bytes: Its size, as it was given to :meth:`expect`.
        """
        self._path, self._size_bytes = path, size_bytes
        self.at(0)

    def at(self, size_bytes: int) -> None:
        """Say how much of the file has arrived; less than before when it is sent again."""
        if self._on_progress is not None:
            done = self._before_bytes + min(size_bytes, self._size_bytes)
            self._on_progress(Progress(self._path, done, self._total_bytes))

    def end(self) -> None:
        """Say that the whole file has arrived."""
        self.at(self._size_bytes)
        self._before_bytes += self._size_bytes
        self._size_bytes = 0


SILENT = Meter()
"""Tells nobody."""
