"""Programs for boards that may miss a byte of them, as for those that do not."""

import threading
import time
from collections.abc import Callable

from kibako.boards.talk import CARRY_S, Talk
from kibako.errors import BoardError, RemoteProtocolError
from kibako.protocol import checked
from kibako.protocol.rawstates import State

_TRIES = 4


class CarefulTalk(Talk):
    """A conversation in which a program runs as it was written, or not at all."""

    def run(
        self,
        source: bytes,
        on_output: Callable[[bytes], None],
        *,
        timeout_s: float | None = None,
        stop: threading.Event | None = None,
        stop_limit_s: float = 10.0,
    ) -> bytes:
        """Run a program to its end.

        Args:
            source: The program.
            on_output: Called with what it prints, as it comes.
            timeout_s: Stop it after this time and raise; None lets it run.
            stop: Once set, the program is stopped.
            stop_limit_s: How long a stopped program may take to end.

        Returns:
            The traceback, empty when the program ended well.

        Raises:
            BoardError: ``timeout_s`` is over, the program does not stop, or the board restarted.
            RemoteProtocolError: The board broke the protocol.
            LinkLost: The board is gone.
        """
        if self.ready().raw_paste == "ask":
            self._carry(b"0")
        if self.ready().raw_paste == "no":
            return self._run_checked(source, on_output, timeout_s, stop, stop_limit_s)
        return self._run_once(source, on_output, timeout_s, stop, stop_limit_s)

    def run_proven(self, program: bytes, says: bytes = b"") -> bytes:
        """Run a short program that does nothing when it came in harmed, and again when it did.

        Args:
            program: The program.
            says: What it prints when it has done its work.

        Returns:
            Its traceback, empty when it ended well.

        Raises:
            RemoteProtocolError: It came in harmed each time, or the board broke the protocol.
        """
        for _ in range(_TRIES):
            output = bytearray()
            try:
                session = self.ready()
                with self._forgotten_on_error():
                    session.run(program, time.monotonic())
                    limit_at = time.monotonic() + CARRY_S
                    error = self._follow(session, lambda: None, output.extend, limit_at)
                    self._raw_paste = session.raw_paste
            except RemoteProtocolError as fault:
                if not _end_was_missed(fault):
                    raise
                continue
            if error and not checked.came_in_harmed(b"", error):
                return error
            if bytes(output) == says and not error:
                return b""
        raise RemoteProtocolError("board_misses_bytes")

    # inside

    def _run_checked(
        self,
        source: bytes,
        on_output: Callable[[bytes], None],
        timeout_s: float | None,
        stop: threading.Event | None,
        stop_limit_s: float,
    ) -> bytes:
        """Run a program on a board that may miss a byte of it; see protocol/checked.py."""
        carriers, last = checked.pieces(source)
        for _ in range(_TRIES):
            if not all(self._carry(carrier) for carrier in carriers):
                continue
            printed = checked.HeldBack()

            def take(data: bytes, printed: checked.HeldBack = printed) -> None:
                if surely := printed.receive_data(data):
                    on_output(surely)

            try:
                error = self._run_once(last, take, timeout_s, stop, stop_limit_s)
            except RemoteProtocolError as fault:
                if not _end_was_missed(fault):
                    raise
                continue
            if not checked.came_in_harmed(printed.held, error):
                if printed.held:
                    on_output(printed.held)
                return checked.as_sent(error)
        raise RemoteProtocolError("board_misses_bytes")

    def _carry(self, program: bytes) -> bool:
        """Run one program that carries a piece of another; say whether it ran."""
        try:
            error = self.run_proven(program)
        except RemoteProtocolError as fault:
            if fault.code != "board_misses_bytes":
                raise
            return False
        if b"MemoryError" in error:
            raise BoardError("board_program_too_large")
        return not error


def _end_was_missed(fault: RemoteProtocolError) -> bool:
    """Return whether the board still waits, for bytes of ours that it must have missed."""
    return fault.fields.get("step") in (State.AWAITING_OK.name, State.ASKING.name)
