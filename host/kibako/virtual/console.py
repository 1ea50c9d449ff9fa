"""The terminal as a running program sees it: what it prints, what it reads, what it asks."""

import codecs
import threading
from typing import TYPE_CHECKING

from kibako.virtual.clock import VirtualClock
from kibako.virtual.dupterm import Dupterm, pieces
from kibako.virtual.repl.line_editor import LineEditor
from kibako.virtual.serial import SerialQueues
from kibako.virtual.stops import Stops

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibako.virtual.memory import Memory

_GATHER_BYTES = 1024
_PIECE_BYTES = 4096
_READ_BYTES_MAX = 32 * 1024
_ERROR_BYTES_MAX = 64 * 1024


class Console:
    """Standard input and output of the board's programs; used on the board's thread.

    Args:
        changed: The board's condition.
        serial: The serial side.
        clock: The board's clock.
        stops: What may break into a wait.
        tell: Takes what was printed, as text.
        dupterm: The stream beside the cable.
    """

    def __init__(
        self,
        changed: threading.Condition,
        serial: SerialQueues,
        clock: VirtualClock,
        stops: Stops,
        tell: "Callable[[str], None]",
        dupterm: Dupterm,
    ) -> None:
        self._changed = changed
        self._serial = serial
        self._clock = clock
        self._stops = stops
        self._tell = tell
        self._dupterm = dupterm
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._gathered = bytearray()
        self._error: bytearray | None = None
        self._editor: LineEditor | None = None
        self.memory: Memory

    def new_life(self) -> None:
        """Forget what an interpreter left unfinished."""
        self._decoder.reset()
        self._gathered.clear()
        self._error = None
        self._editor = None

    # Output

    @property
    def waiting(self) -> bool:
        """Whether output waits for more of its line."""
        return bool(self._gathered)

    @property
    def copied(self) -> bool:
        """Whether a stream beside the cable gets all output, too."""
        return self._dupterm.active

    def write(self, data: bytes, *, raw: bool) -> None:
        """Take output; line ends become those of a terminal unless it is raw.

        Raises:
            Stop: The board was stopped while the output waited for a reader.
        """
        if self._error is not None:
            self._error += data[: _ERROR_BYTES_MAX - len(self._error)]
            return
        if self._dupterm.active:
            for piece in pieces(data, raw=raw):
                self._dupterm.sent(piece)
        if raw:
            self.flush()
            self._send(data)
            return
        self._gathered += data
        if data.endswith(b"\n") or len(self._gathered) > _GATHER_BYTES:
            self.flush()

    def flush(self) -> None:
        """Send what was gathered: whole lines look better than single characters."""
        if not self._gathered:
            return
        data = bytes(self._gathered)
        self._gathered.clear()
        self._clock.look()
        if text := self._decoder.decode(data):
            self._tell(text)
        self._send(cooked(data))

    def _send(self, data: bytes) -> None:
        for start in range(0, len(data), _PIECE_BYTES):
            with self._changed:
                # Nobody reads: the program waits, so that a flood never fills our memory.
                while not self._serial.has_room() and not self._stops.urgent():
                    if self.copied:
                        # Somebody reads elsewhere. The real board gives up on a cable that nobody
                        # reads after half a second.
                        return
                    self._changed.wait(1.0)
            self._stops.check(self.memory)
            lasts_us = self._serial.send(data[start : start + _PIECE_BYTES], printed=True)
            if lasts_us:
                self._clock.wait_until(self._clock.now_us() + lasts_us, self._stops.awake)

    def begin_error(self) -> None:
        """What is printed from here on is the traceback."""
        self.flush()
        self._error = bytearray()

    def take_error(self) -> bytes:
        """Return the traceback of the program that just ended, or nothing."""
        self.flush()
        error, self._error = self._error, None
        return bytes(error or b"")

    # Input

    @property
    def asking(self) -> bool:
        """Whether a program waits in ``input()``."""
        return self._editor is not None

    def ready(self) -> bool:
        """Return whether something was sent to the program."""
        self._dupterm.listen()
        return bool(self._serial.input)

    def take(self, most_bytes: int) -> bytes:
        """Return what was sent to the program, without waiting.

        Args:
            most_bytes: The most bytes to return.
        """
        self.flush()
        with self._changed:
            data = bytes(self._serial.input[:most_bytes])
            del self._serial.input[: len(data)]
            self._changed.notify_all()
        return data

    def awake(self) -> bool:
        """Return whether a wait for input has to end."""
        return bool(self._serial.input) or self._stops.awake()

    def read(self, wanted: int, *, raw: bool) -> bytes | None:
        """Return as many bytes as wanted, waiting for them, as a board's stdin does.

        Args:
            wanted: How many.
            raw: Whether carriage returns stay what they are.

        Returns:
            The bytes; None when the wait was interrupted.
        """
        self.flush()
        wanted = min(wanted, _READ_BYTES_MAX)
        got = bytearray()
        while len(got) < wanted:
            with self._changed:
                if self._serial.input:
                    piece = self._serial.input[: wanted - len(got)]
                    got += piece
                    del self._serial.input[: len(piece)]
                    self._changed.notify_all()
                    continue
            self._dupterm.listen()
            if not self._clock.wait_for_input(self.awake) and not self._serial.input:
                with self._changed:
                    self._serial.input[:0] = got
                return None
        return bytes(got) if raw else bytes(got.replace(b"\r", b"\n"))

    def input_line(self) -> str:
        """Let the user type a line for ``input()``.

        Returns:
            ``=LINE``, ``i`` to be called again after an interrupt, or what to raise.

        Raises:
            Stop: The board was stopped.
        """
        self.flush()
        if self._editor is None:
            self._editor = LineEditor()
            self._serial.send(self._editor.start(""))
        while True:
            if self._stops.urgent():
                self._stops.check(self.memory)
                if self._stops.take_interrupt():
                    return self._leave("!KeyboardInterrupt:")
            if self.memory.interrupt_pending():
                # It was handed out just before the program came here, which has no jump to meet it.
                self.memory.forget_interrupt()
                return self._leave("!KeyboardInterrupt:")
            with self._changed:
                data = bytes(self._serial.input)
                self._serial.input.clear()
                self._changed.notify_all()
            if not data:
                self._dupterm.listen()
                if not self._clock.wait_for_input(self.awake) and not (
                    self._serial.input or self._stops.urgent()
                ):
                    return "i"
                continue
            edit = self._editor.receive(data)
            self._serial.send(edit.output)
            with self._changed:
                self._serial.input[:0] = edit.rest
            if edit.signal == "enter":
                answer, self._editor = "=" + self._editor.text, None
                return answer
            if edit.signal == "eof":
                return self._leave("!EOFError:")
            if edit.signal == "interrupt":
                return self._leave("!KeyboardInterrupt:")

    def _leave(self, answer: str) -> str:
        """End the line without its return key: the line end is still to be sent."""
        self._editor = None
        self._serial.send(b"\r\n")
        return answer


def cooked(data: bytes) -> bytes:
    """Return text with the line ends of a terminal."""
    return data.replace(b"\n", b"\r\n")
