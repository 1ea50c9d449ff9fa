"""A program to the board and its output back: raw REPL and raw paste, bytes in, events out.

The session starts where the friendly prompt was seen (:mod:`kibako.protocol.probe`). It does no
I/O and owns no clock: the caller sends what :meth:`RawRepl.bytes_to_send` returns, hands over
what comes in, and passes the time. docs/protocol.md draws the states.
"""

from collections.abc import Callable
from typing import Literal

from kibako.errors import LocalProtocolError, RemoteProtocolError
from kibako.protocol.events import (
    Ended,
    Output,
    ProtocolEvent,
    RawReady,
    Restarted,
    Started,
)
from kibako.protocol.keys import (
    BANNER_ON_ENTERING,
    CTRL_A,
    CTRL_B,
    CTRL_C,
    CTRL_D,
    NEXT_PROMPT,
    RAW_BANNER,
    RAW_PASTE_ASK,
    RESTART_MARK,
)
from kibako.protocol.rawstates import TIMED, State

RawPaste = Literal["yes", "ask", "no"]

HANDSHAKE_S = 5.0
"""How long the board may take to answer a key or to take the next window of a program."""
STEP_S = 60.0
"""How long one such step may take with a board that says something all the time."""
OK_S = 2.0
"""How long a board may take to say ``OK`` to a program; it does so before it looks at it."""
_RESTART_SETTLE_S = 0.3
_TAIL_BYTES = 256
_HANDSHAKE_BYTES = 65536
_ERROR_BYTES = 65536


class RawRepl:
    """One conversation in the raw REPL.

    Args:
        raw_paste: Whether the board has raw paste: ``"yes"``, ``"no"``, or ``"ask"`` it once.
        chunk_bytes: The most bytes to send at once in plain raw REPL.
        chunk_pause_s: The pause after each such chunk, for boards without flow control.
    """

    def __init__(
        self, raw_paste: RawPaste = "ask", chunk_bytes: int = 256, chunk_pause_s: float = 0.01
    ) -> None:
        self.raw_paste: RawPaste = raw_paste
        self.state = State.FRIENDLY
        self.chunk_bytes = chunk_bytes
        self.chunk_pause_s = chunk_pause_s
        self._out = b""
        self._source = b""
        self._window = 0
        self._credit = 0
        self._in = b""
        self._error = b""
        self._tail = b""
        self._restarted_at: float | None = None
        self._pause_until = 0.0
        self._timeout_at = self._since = 0.0
        self._readers: dict[State, Callable[[list[ProtocolEvent], float], None]] = {
            State.FRIENDLY: self._read_nothing,
            State.ENTERING: self._read_banner,
            State.READY: self._read_nothing,
            State.ASKING: self._read_answer,
            State.FALLING_BACK: self._read_banner,
            State.PASTING: self._read_credit,
            State.SENDING: self._read_nothing,
            State.AWAITING_OK: self._read_ok,
            State.OUTPUT: self._read_output,
            State.ERROR: self._read_error,
            State.CLOSING: self._read_closing,
            State.RESETTING: self._read_banner,
            State.BROKEN: self._read_nothing,
        }

    # commands: what the caller wants

    def enter(self, now: float) -> None:
        """Ask for the raw REPL; only where the friendly prompt was seen."""
        self._need(State.FRIENDLY)
        self._out += CTRL_A
        self._go(State.ENTERING, now)

    def leave(self, now: float) -> None:
        """Go back to the friendly prompt, for the next program that talks to the board."""
        self._need(State.READY)
        self._out += CTRL_B
        self._go(State.FRIENDLY, now)

    def run(self, source: bytes, now: float) -> None:
        """Send a program and run it.

        Args:
            source: The program, UTF-8, without control bytes that the REPL itself reads.
            now: The time, in seconds.

        Raises:
            LocalProtocolError: Not at the raw prompt, or the program holds a control byte.
        """
        self._need(State.READY)
        bad = next((byte for byte in source if byte in b"\x01\x02\x03\x04\x05"), None)
        if bad is not None:
            raise LocalProtocolError("program_control_byte", byte=f"0x{bad:02x}")
        # An empty program would be Ctrl-D alone: a soft reset.
        self._source = source or b"\n"
        self._error = b""
        self._tail = b""
        self._restarted_at = None
        if self.raw_paste == "no":
            self._go(State.SENDING, now)
        else:
            self._out += RAW_PASTE_ASK
            self._go(State.ASKING, now)

    def soft_reset(self, now: float) -> None:
        """Clear the board's memory and stay in the raw REPL; ``main.py`` is not run."""
        self._need(State.READY)
        self._out += CTRL_D
        self._go(State.RESETTING, now)

    def interrupt(self) -> bytes:
        """Return the key that stops the program; sent at once, on any thread."""
        return CTRL_C

    # bytes and time

    def bytes_to_send(self, now: float) -> bytes:
        """Return what may go out now; it counts as sent.

        Args:
            now: The time, in seconds.
        """
        out, self._out = self._out, b""
        if self.state is State.PASTING:
            out += self._paste(now)
        elif self.state is State.SENDING and now >= self._pause_until:
            out += self._send_chunk(now)
        return out

    def wake_at(self, now: float) -> float | None:
        """Return when to call :meth:`bytes_to_send` and :meth:`receive_data` again, data or not.

        Args:
            now: The time, in seconds.

        Returns:
            A time, or None when only the board can bring the session on.
        """
        if self._out:
            return now
        if self.state is State.SENDING:
            return max(now, self._pause_until)
        if self._restarted_at is not None:
            return max(now, self._restarted_at)
        return self._timeout_at if self.state in TIMED else None

    def receive_data(self, data: bytes, now: float) -> list[ProtocolEvent]:
        """Take what came in (``b""`` when nothing did).

        Args:
            data: Bytes from the board.
            now: The time, in seconds.

        Returns:
            What happened, in order.

        Raises:
            RemoteProtocolError: The board broke the protocol, or did not answer in time.
        """
        if self.state is State.BROKEN:
            raise LocalProtocolError("session_over", state=self.state.name)
        if data and self.state in TIMED:
            self._timeout_at = now + HANDSHAKE_S
            if self.state not in (State.PASTING, State.SENDING):  # these two get on by themselves
                self._timeout_at = min(self._timeout_at, self._since + STEP_S)
        self._in += data
        events: list[ProtocolEvent] = []
        while True:
            before = (self.state, len(self._in))
            self._readers[self.state](events, now)
            if before == (self.state, len(self._in)):
                break
        if self.state in TIMED and now >= self._timeout_at:
            self.state = State.BROKEN
            code = "board_no_answer" if now < self._since + STEP_S else "board_talks_on"
            raise RemoteProtocolError(code, seconds=round(HANDSHAKE_S))
        return events

    # sending

    def _paste(self, now: float) -> bytes:
        part, self._source = self._source[: self._credit], self._source[self._credit :]
        self._credit -= len(part)
        if self._source:
            return part
        self._go(State.AWAITING_OK, now)
        return part + CTRL_D

    def _send_chunk(self, now: float) -> bytes:
        chunk = self._source[: self.chunk_bytes]
        self._source = self._source[self.chunk_bytes :]
        self._pause_until = now + self.chunk_pause_s
        self._timeout_at = now + HANDSHAKE_S
        if self._source:
            return chunk
        self._window = 0
        self._go(State.AWAITING_OK, now)
        self._timeout_at = now + OK_S
        return chunk + CTRL_D

    # reading, one method a state

    def _read_nothing(self, events: list[ProtocolEvent], now: float) -> None:
        self._in = b""

    def _read_banner(self, events: list[ProtocolEvent], now: float) -> None:
        found = self._in.find(RAW_BANNER)
        if found < 0:
            if len(self._in) > _HANDSHAKE_BYTES:
                self._break(self._in)
            return
        self._in = self._in[found + len(RAW_BANNER) :]
        if self.state is State.FALLING_BACK:
            self._go(State.SENDING, now)
            return
        self._go(State.READY, now)
        events.append(RawReady())

    def _read_answer(self, events: list[ProtocolEvent], now: float) -> None:
        self._in = self._in.removeprefix(BANNER_ON_ENTERING)  # once more; seen over Bluetooth
        if len(self._in) < 2 or BANNER_ON_ENTERING.startswith(self._in):
            return
        if self._in.startswith(b"R\x01"):
            if len(self._in) < 4:
                return
            self._window = self._credit = int.from_bytes(self._in[2:4], "little")
            if not self._window:
                self._break(self._in)
            self._in = self._in[4:]
            self.raw_paste = "yes"
            self._go(State.PASTING, now)
        elif self._in.startswith(b"R\x00"):
            self._in = self._in[2:]
            self.raw_paste = "no"
            self._go(State.SENDING, now)
        elif RAW_BANNER.startswith(self._in[: len(RAW_BANNER)]):
            self.raw_paste = "no"
            self._go(State.FALLING_BACK, now)
        else:
            self._break(self._in)

    def _read_credit(self, events: list[ProtocolEvent], now: float) -> None:
        while self._in and self.state is State.PASTING:
            byte, self._in = self._in[:1], self._in[1:]
            if byte == CTRL_A:
                self._credit += self._window
            elif byte == CTRL_D:
                # The board takes no more (it ran out of memory): say that this is the end.
                self._source = b""
                self._out += CTRL_D
                self._go(State.OUTPUT, now)
                events.append(Started(raw_paste=True))
            else:
                self._break(byte + self._in)

    def _read_ok(self, events: list[ProtocolEvent], now: float) -> None:
        if self._window:
            self._in = self._in.lstrip(CTRL_A)
        wanted = CTRL_D if self._window else b"OK"
        if len(self._in) < len(wanted):
            return
        if not self._in.startswith(wanted):
            self._break(self._in)
        self._in = self._in[len(wanted) :]
        self._go(State.OUTPUT, now)
        events.append(Started(raw_paste=bool(self._window)))

    def _read_output(self, events: list[ProtocolEvent], now: float) -> None:
        output, mark, rest = self._in.partition(CTRL_D)
        self._in = rest
        if output:
            events.append(Output(output))
        if mark:
            self._go(State.ERROR, now)
            return
        if output:
            tail = self._tail + output
            while tail.endswith(NEXT_PROMPT) and not tail.endswith(RESTART_MARK):
                tail = tail.removesuffix(NEXT_PROMPT)  # the answer to a Ctrl-C of ours
            self._tail = tail[-_TAIL_BYTES:]
            if not tail.endswith(RESTART_MARK):
                self._restarted_at = None
            elif self._restarted_at is None:
                self._restarted_at = now + _RESTART_SETTLE_S
        elif self._restarted_at is not None and now >= self._restarted_at:
            self.state, self._restarted_at = State.BROKEN, None
            events.append(Restarted())

    def _read_error(self, events: list[ProtocolEvent], now: float) -> None:
        error, mark, rest = self._in.partition(CTRL_D)
        self._in = rest
        self._error += error
        if len(self._error) > _ERROR_BYTES:
            self._break(self._error)
        if mark:
            self._go(State.CLOSING, now)

    def _read_closing(self, events: list[ProtocolEvent], now: float) -> None:
        if not self._in:
            return
        if self._in.startswith(b">"):
            self._in = self._in[1:]
        else:
            # sys.exit() in the program: the board makes a soft reset and shows its banner again.
            found = self._in.find(RAW_BANNER)
            if found < 0:
                if len(self._in) > _HANDSHAKE_BYTES:
                    self._break(self._in)
                return
            self._in = self._in[found + len(RAW_BANNER) :]
        error, self._error = self._error, b""
        self._go(State.READY, now)
        events.extend((Ended(error), RawReady()))

    # helpers

    def _need(self, state: State) -> None:
        if self.state is not state:
            raise LocalProtocolError("wrong_state", state=self.state.name, wanted=state.name)

    def _go(self, state: State, now: float) -> None:
        self.state, self._since = state, now
        self._timeout_at = now + HANDSHAKE_S

    def _break(self, seen: bytes) -> None:
        step, self.state = self.state.name, State.BROKEN
        raise RemoteProtocolError("board_garbage", step=step, seen=repr(seen[:40]))
