"""A board: who it is, programs on it, files on it. The same for a real and a virtual one."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kibako.boards import filing, syncing
from kibako.boards.contact import OUTPUT_BYTES, Contact, source_bytes
from kibako.boards.keeping import OnKept
from kibako.boards.progress import OnProgress
from kibako.boards.syncing import SyncReport
from kibako.errors import BoardError, LinkLost
from kibako.links.base import Link
from kibako.protocol.files import FileInfo
from kibako.protocol.whole_characters import WholeCharacters


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a program ended.

    Attributes:
        ok: It ended without an exception.
        output: What it printed, the last megabyte of it.
        error: The board's traceback, empty when there is none.
        stopped: It was stopped from outside.
    """

    ok: bool
    output: bytes
    error: bytes
    stopped: bool


class Board(Contact):
    """A MicroPython board behind a link.

    One thread uses a board; :meth:`stop` and :meth:`send_input` are for any thread.

    Args:
        link: The way to it, not yet opened.
    """

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self._stop = threading.Event()

    def run(
        self,
        source: str,
        *,
        on_output: Callable[[bytes], None] | None = None,
        stop: threading.Event | None = None,
        fresh: bool = True,
    ) -> RunResult:
        """Run a program to its end.

        Args:
            source: The program.
            on_output: Called with what it prints, never with half a character.
            stop: Once set, the program is stopped; :meth:`stop` does the same.
            fresh: Clear the board's memory first, so that nothing of the last program is left.

        Returns:
            How it ended.

        Raises:
            BoardError: It does not stop, or the board started anew.
            LinkLost: The board is gone.
        """
        wish = stop if stop is not None else threading.Event()
        self._stop = wish
        if fresh:
            self._talk.soft_reset()
        printed = WholeCharacters()
        kept = bytearray()

        def take(data: bytes) -> None:
            kept.extend(data)
            del kept[:-OUTPUT_BYTES]
            whole = printed.receive_data(data)
            if whole and on_output is not None:
                on_output(whole)

        try:
            error = self._talk.run(source_bytes(source), take, stop=wish)
        except LinkLost as lost:
            if self.restarted():
                raise BoardError("board_restarted") from lost
            raise
        rest = printed.close()
        if rest and on_output is not None:
            on_output(rest)
        return RunResult(
            ok=not error,
            output=bytes(kept),
            error=error,
            stopped=wish.is_set() and b"KeyboardInterrupt" in error,
        )

    def stop(self) -> None:
        """Stop the program that :meth:`run` runs; from any thread."""
        self._stop.set()
        self._talk.interrupt()

    def send_input(self, data: bytes) -> None:
        r"""Give the running program its input; from any thread.

        Args:
            data: As a keyboard would send it: UTF-8, a line ends with ``\r``.
        """
        self._talk.send_input(data)

    def list_files(self, path: str = "/") -> list[FileInfo]:
        """Return the files and folders in one folder, sorted by name.

        Args:
            path: The folder on the board.
        """
        return filing.list_files(self, path)

    def read_file(self, path: str, on_progress: OnProgress | None = None) -> bytes:
        """Return what a file on the board holds.

        Args:
            path: The file.
            on_progress: Told how far it is.
        """
        return filing.fetch_file(self, path, on_progress)

    def write_file(self, path: str, data: bytes) -> None:
        """Write a file: after an unplug at any moment there is the old one or the new one.

        Args:
            path: The file on the board.
            data: What it is to hold.
        """
        filing.write_file(self, path, data)

    def put_file(
        self,
        path: str,
        data: bytes,
        on_kept: OnKept | None = None,
        on_progress: OnProgress | None = None,
    ) -> bool:
        """Write a file that may be somebody's work: a different one is kept on this computer.

        Args:
            path: The file on the board.
            data: What it is to hold.
            on_kept: Told where the old text is kept.
            on_progress: Told how far it is.

        Returns:
            Whether it was new or changed.

        Raises:
            FileError: The old text cannot be kept; the board is as it was.
        """
        return syncing.put_file(self, path, data, on_kept, on_progress)

    def remove(self, path: str) -> None:
        """Remove a file, or an empty folder.

        Args:
            path: What to remove.
        """
        filing.remove(self, path)

    def make_folder(self, path: str) -> None:
        """Make one folder.

        Args:
            path: The folder.
        """
        filing.make_folder(self, path)

    def sync_folder(
        self,
        folder: Path,
        target: str = "/",
        on_kept: OnKept | None = None,
        on_progress: OnProgress | None = None,
    ) -> SyncReport:
        """Put what is new or changed in a folder of this computer, as above; delete nothing.

        Args:
            folder: The folder here.
            target: The folder on the board.
            on_kept: Told where what is only on the board, and each old text, is kept.
            on_progress: Told how far it is.

        Returns:
            What was fetched, what was written and what was the same already.
        """
        return syncing.sync_folder(self, folder, target, on_kept, on_progress)
