"""A board: who it is, programs on it, files on it. The same for a real and a virtual one."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.boards import filing, syncing
from kibako.boards.identity import BoardIdentity, identity_of
from kibako.boards.profile import OTHER, BoardProfile, profile_of_machine
from kibako.boards.syncing import OnKept, SyncReport
from kibako.boards.talk import Talk
from kibako.errors import BoardError, FileError, KibakoError
from kibako.links.base import Link
from kibako.protocol import identify
from kibako.protocol.files import FileInfo, board_error
from kibako.protocol.keys import CTRL_D
from kibako.protocol.whole_characters import WholeCharacters

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

_OUTPUT_BYTES = 1 << 20
_MAIN_S = 2.0
_INTRODUCTION_S = 10.0
"""How long a board that shows a prompt may take to say who it is, in seconds."""


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


class Board:
    """A MicroPython board behind a link.

    One thread uses a board; :meth:`stop` and :meth:`send_input` are for any thread.

    Args:
        link: The way to it, not yet opened.

    Attributes:
        hashes: Whether it can do SHA-256 and base64.
        expands: Whether it can expand compressed bytes.
        raw_bytes: Whether files go to it as they are; false once they did not get through.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self.profile: BoardProfile = OTHER
        self._identity: BoardIdentity | None = None
        self._talk = Talk(link, OTHER.raw_paste, OTHER.chunk_bytes, OTHER.chunk_pause_s)
        self.hashes = self.expands = self.raw_bytes = False
        self._stop = threading.Event()

    @property
    def identity(self) -> BoardIdentity:
        """Who the board is; known after :meth:`connect`."""
        if self._identity is None:
            raise BoardError("board_not_connected", port=self.link.description)
        return self._identity

    @property
    def machine(self) -> "VirtualBoard | None":
        """The virtual board behind the link, None for a real one."""
        return getattr(self.link, "machine", None)

    def connect(self, timeout_s: float = 10.0) -> BoardIdentity:
        """Open the link, find the prompt and ask the board who it is.

        Args:
            timeout_s: How long the prompt may take.

        Returns:
            Who it is.

        Raises:
            LinkError: The link cannot be opened.
            RemoteProtocolError: No prompt; the code names the cause.
        """
        self.link.open()
        try:
            self._talk.forget()
            self._talk.answers_by = time.monotonic() + timeout_s + _INTRODUCTION_S
            self._talk.ready(timeout_s)
            self._identity = self._identify()
        except BaseException:
            self.link.close()
            raise
        finally:
            self._talk.answers_by = None
        return self._identity

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
            del kept[:-_OUTPUT_BYTES]
            whole = printed.receive_data(data)
            if whole and on_output is not None:
                on_output(whole)

        error = self._talk.run(_source(source), take, stop=wish)
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

    def listen(self) -> None:
        """Hear whether the board is still there, while nothing runs on it; waits for nothing.

        When it says something unasked, it was reset: the next program looks for its prompt anew.

        Raises:
            LinkLost: The board is gone.
        """
        if self.link.read(4096, 0.0):
            self._talk.forget()

    def exec(self, code: str, timeout_s: float = 10.0) -> bytes:
        """Run a short program and return what it printed.

        Args:
            code: The program.
            timeout_s: How long it may take.

        Returns:
            What it printed.

        Raises:
            BoardError: It raised, or took too long.
        """
        output, error = self._ask(code, timeout_s)
        if error:
            text = error.decode("utf-8", "replace").strip()
            raise BoardError("board_raised", message=text.rsplit("\n", 1)[-1], traceback=text)
        return output

    def list_files(self, path: str = "/") -> list[FileInfo]:
        """Return the files and folders in one folder, sorted by name.

        Args:
            path: The folder on the board.
        """
        return filing.list_files(self, path)

    def read_file(self, path: str) -> bytes:
        """Return what a file on the board holds.

        Args:
            path: The file.
        """
        return filing.read_file(self, path)

    def write_file(self, path: str, data: bytes) -> None:
        """Write a file: after an unplug at any moment there is the old one or the new one.

        Args:
            path: The file on the board.
            data: What it is to hold.
        """
        filing.write_file(self, path, data)

    def put_file(self, path: str, data: bytes, on_kept: OnKept | None = None) -> bool:
        """Write a file that may be somebody's work: a different one is kept on this computer.

        Args:
            path: The file on the board.
            data: What it is to hold.
            on_kept: Told where the old text is kept.

        Returns:
            Whether it was new or changed.

        Raises:
            FileError: The old text cannot be kept; the board is as it was.
        """
        return syncing.put_file(self, path, data, on_kept)

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
        self, folder: Path, target: str = "/", on_kept: OnKept | None = None
    ) -> SyncReport:
        """Put what is new or changed in a folder of this computer, as above; delete nothing.

        Args:
            folder: The folder here.
            target: The folder on the board.
            on_kept: Told where each old text is kept.

        Returns:
            What was written and what was the same already.
        """
        return syncing.sync_folder(self, folder, target, on_kept)

    def soft_reset(self) -> None:
        """Start the board anew, ``main.py`` included, as switching it off and on would.

        A ``main.py`` that goes on for more than two seconds is left running.
        """
        self._talk.ready()
        self._talk.leave()
        self._talk.write(CTRL_D)
        rest = self._await_text(b"soft reboot", timeout_s=5.0)
        # Whoever speaks next begins with Ctrl-C, which would end main.py before it has begun.
        with suppress(BoardError):
            self._await_text(b">>> ", timeout_s=_MAIN_S, seen=rest)

    def close(self) -> None:
        """Leave the board at its friendly prompt and close the link, lost or not."""
        with suppress(KibakoError):
            self._talk.leave()
        self.link.close()

    # for the modules of this room

    def file_program(self, code: str | bytes, path: str, timeout_s: float = 30.0) -> bytes:
        """Run a file program, its exceptions turned into errors that name the file."""
        output, error = self._ask(code, timeout_s)
        if error:
            machine = self.machine
            if machine is not None and machine.flash.take_fault():
                raise FileError("computer_full", path=path, folder=str(machine.flash.folder))
            raise board_error(error, path)
        return output

    # inside

    def _ask(self, code: str | bytes, timeout_s: float) -> tuple[bytes, bytes]:
        printed = bytearray()

        def take(data: bytes) -> None:
            printed.extend(data)
            if len(printed) > _OUTPUT_BYTES * 8:
                raise BoardError("board_too_much_output")

        source = code if isinstance(code, bytes) else _source(code)
        error = self._talk.run(source, take, timeout_s=timeout_s)
        return bytes(printed), error

    def _identify(self) -> BoardIdentity:
        answer = identify.parse(self.exec(identify.PROGRAM))
        known = profile_of_machine(answer.machine, answer.platform)
        profile = known or replace(OTHER, folders=answer.folders, rename=answer.rename)
        self.profile = profile
        self.hashes = answer.hashes
        self.expands = answer.hashes and answer.deflate
        if known is not None:
            self._talk.tune(profile.raw_paste, profile.chunk_bytes, profile.chunk_pause_s)
        self.raw_bytes = self._talk.raw_paste == "yes"
        return identity_of(answer, profile)

    def _await_text(self, text: bytes, timeout_s: float, seen: bytes = b"") -> bytes:
        """Wait for a text; return what came behind it."""
        ends_at = time.monotonic() + timeout_s
        while text not in seen:
            left_s = ends_at - time.monotonic()
            if left_s <= 0:
                raise BoardError("board_no_reset", seconds=round(timeout_s))
            seen = (seen + self.link.read(4096, left_s))[-8192:]
        return seen.partition(text)[2]


def _source(code: str) -> bytes:
    return code.replace("\r\n", "\n").encode("utf-8", "replace")
