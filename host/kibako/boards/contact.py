"""The conversation with a board: open the link, hear who it is, ask it things, leave it."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from kibako.boards.careful import CarefulTalk
from kibako.boards.identity import BoardIdentity, identity_of
from kibako.boards.profile import OTHER, BoardProfile, profile_of_machine
from kibako.errors import BoardError, FileError, KibakoError
from kibako.links.base import Link, Returning
from kibako.protocol import identify
from kibako.protocol.files import board_error
from kibako.protocol.keys import CTRL_B, CTRL_D

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

OUTPUT_BYTES = 1 << 20
"""What is kept of a program's output."""
_MAIN_S = 2.0
_RETURN_S = 6.0
"""How long a board may take to be there again after its link has ended, in seconds."""
_INTRODUCTION_S = 10.0
"""How long a board that shows a prompt may take to say who it is, in seconds."""


class Contact:
    """A board as far as it answers questions; :class:`kibako.boards.board.Board` is the whole.

    Args:
        link: The way to it, not yet opened.

    Attributes:
        hashes: Whether it can do SHA-256 and base64.
        expands: Whether it can expand compressed bytes.
        pastes: Whether it has raw paste.
        raw_bytes: Whether files go to it as they are; false once they did not get through.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self.profile: BoardProfile = OTHER
        self._identity: BoardIdentity | None = None
        self._talk = CarefulTalk(link, OTHER.raw_paste, OTHER.chunk_bytes, OTHER.chunk_pause_s)
        self.hashes = self.expands = self.pastes = False
        self.raw_bytes = True

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

    @property
    def warning(self) -> KibakoError | None:
        """What a person should know before using the board; None when all is as it should be."""
        return self.identity.warning or getattr(self.link, "notice", None)

    def connect(
        self,
        timeout_s: float = 10.0,
        *,
        clear: bool = False,
        stop: threading.Event | None = None,
    ) -> BoardIdentity:
        """Open the link, find the prompt and ask the board who it is.

        Args:
            timeout_s: How long the prompt may take.
            clear: Clear its memory first: a program that was stopped may have left too little.
            stop: Once set, the board is left: :class:`BoardError`, ``board_left``.

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
            self._talk.left = stop
            self._talk.ready(timeout_s)
            if clear:
                self._talk.soft_reset()
            self._identity = self._identify()
        except BaseException:
            self.link.close()
            raise
        finally:
            self._talk.answers_by = self._talk.left = None
        return self._identity

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

    def restarted(self) -> bool:
        """Tell, of a link that has ended, whether the board started anew and is there again.

        One that only was out of reach goes on with its program, and shows no prompt.
        """
        if not isinstance(self.link, Returning) or not self.link.returns(_RETURN_S):
            return False
        self._talk.forget()
        try:
            self.link.write(CTRL_B)
            self._await_text(b">>> ", timeout_s=_MAIN_S)
        except KibakoError:
            return False
        return True

    def close(self) -> None:
        """Leave the board at its friendly prompt and close the link, lost or not."""
        with suppress(KibakoError):
            self._talk.leave()
        self.link.close()

    # for the modules of this room

    def file_program(
        self,
        code: str | bytes,
        path: str,
        timeout_s: float = 30.0,
        on_output: Callable[[bytes], None] = lambda _: None,
        *,
        says: bytes = b"",
    ) -> bytes:
        """Run a file program, its exceptions turned into errors that name the file.

        Args:
            code: The program.
            path: The file that it is about.
            timeout_s: How long it may take.
            on_output: Called with what it prints, as it comes.
            says: What it prints when it came in unharmed: it is sent again until it does.
        """
        if says:
            output, error = says, self._talk.run_proven(source_bytes(code), says)
        else:
            output, error = self._ask(code, timeout_s, on_output)
        if error:
            machine = self.machine
            if machine is not None and machine.flash.take_fault():
                raise FileError("computer_full", path=path, folder=str(machine.flash.folder))
            raise board_error(error, path)
        return output

    # inside

    def _ask(
        self,
        code: str | bytes,
        timeout_s: float,
        on_output: Callable[[bytes], None] = lambda _: None,
    ) -> tuple[bytes, bytes]:
        printed = bytearray()

        def take(data: bytes) -> None:
            printed.extend(data)
            on_output(data)
            if len(printed) > OUTPUT_BYTES * 8:
                raise BoardError("board_too_much_output")

        error = self._talk.run(source_bytes(code), take, timeout_s=timeout_s)
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
        self.pastes = self._talk.raw_paste == "yes"
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


def source_bytes(code: str | bytes) -> bytes:
    """Return a program as a board wants it."""
    return (
        code if isinstance(code, bytes) else code.replace("\r\n", "\n").encode("utf-8", "replace")
    )
