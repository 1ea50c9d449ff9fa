"""The stream that a program has put beside the cable (``os.dupterm``), as the host sees it.

The stream is an object on the board, so only the board can call it: what is to go to it waits
here until the board's own function (firmware/virtual/pico/_dupterm.py) fetches it, at the next
jump of whatever runs. Semantics follow MicroPython's extmod/os_dupterm.c.
"""

from collections import deque
from collections.abc import Callable

from kibako.virtual.hostcall import value_error
from kibako.virtual.memory import Memory
from kibako.virtual.pico_i2c import from_hex
from kibako.virtual.serial import INPUT_LIMIT_BYTES, SerialQueues
from kibako.virtual.stops import Stops

RING_BYTES = 512
"""The ring that ``dupterm_notify`` fills (ports/rp2/mphalport.c); what has no room is lost."""

_PIECE_BYTES = 900
_WAITING_BYTES_MAX = 256 * 1024
"""Only a handler that prints without end, where no stream can be called, ever comes near."""
_NESTED_MAX = 64


class Dupterm:
    """What goes to the stream, and what it is asked for; used on the board's thread.

    Args:
        serial: The board's serial side.
        stops: What may break into a program.
        happenings: Counts what happened around the board.
    """

    def __init__(
        self, serial: SerialQueues, stops: Stops, happenings: Callable[[], int] = lambda: 0
    ) -> None:
        self._serial = serial
        self._stops = stops
        self._happenings = happenings
        self.memory: Memory
        self.functions: dict[str, Callable[[str], str]] = {
            "dup.on": self._on,
            "dup.off": self._off,
            "dup.next": self._next,
            "dup.put": self._put,
            "dup.key": lambda payload: str(self._stops.interrupt_char),
            "dup.end": self._end,
            "sys.stream": self._stream,
        }
        self.new_life()

    def new_life(self) -> None:
        """Forget the stream: the interpreter starts anew."""
        self.active = False
        self._own = False
        self._pieces: deque[bytes] = deque()
        self._bytes = 0
        self._busy = self._writing = False
        self._nested = 0
        self._wanted = self._always = False
        self._seen = -1
        self._once_more = self._looked = False
        self._before = False
        self._locked: int | None = None

    def wants(self) -> bool:
        """Return whether the board has to call the stream."""
        return self.active and not self._busy and (bool(self._pieces) or self._asks())

    @property
    def owes(self) -> bool:
        """Whether the stream is still to get something."""
        return self.active and bool(self._pieces)

    def _asks(self) -> bool:
        # As the real board, which looks whenever an event wakes it, and once more when what the
        # event left to be called later has been called.
        if not (self._wanted or (self._always and not self._serial.input)):
            return False
        return self._seen != self._happenings() or (self._once_more and not self._looked)

    def listen(self) -> None:
        """Somebody waits for input: the stream is asked, too, once."""
        self._wanted = True

    def at_prompt(self, there: bool) -> None:
        """The REPL waits for input, or does no longer."""
        self._always = there
        if not there:
            self._seen = -1

    def sent(self, data: bytes) -> None:
        """Take what went out on the cable.

        Args:
            data: The bytes, with the line ends of a terminal.
        """
        if not self.active:
            return
        if self._writing:
            self._nested += 1
        for start in range(0, len(data), _PIECE_BYTES):
            piece = data[start : start + _PIECE_BYTES]
            if self._bytes + len(piece) <= _WAITING_BYTES_MAX:
                self._pieces.append(piece)
                self._bytes += len(piece)

    # What the board asks

    def _on(self, payload: str) -> str:
        """There is a stream: ``1`` if it is of the board's own software, which no Ctrl-C meets."""
        self._own = payload == "1"
        self.active = True
        self._seen = -1
        self._nested = 0
        return ""

    def _off(self, payload: str) -> str:
        """There is none any more."""
        del payload
        if self._busy:
            self._shut()  # what is said of the end is the board's own, too
        self.active = False
        self._pieces.clear()
        self._bytes = 0
        return ""

    def _next(self, payload: str) -> str:
        """Tell what to do; empty: nothing.

        ``wHEX`` write; ``rKEY`` read, until the byte that stops a program (``R``: there is one,
        and it waits); ``x`` the stream only calls itself.
        """
        del payload
        if not self.active:
            return ""
        self._busy = True
        self._shut()
        if self._pieces:
            if self._nested >= _NESTED_MAX:
                return "x"
            piece = self._pieces.popleft()
            self._bytes -= len(piece)
            return "w" + piece.hex()
        self._nested = 0
        if not self._asks():
            return ""
        self._wanted, self._looked = False, True
        self._once_more = self._seen != self._happenings()
        self._seen = self._happenings()
        return f"{'r' if self._always else 'R'}{self._stops.interrupt_char}"

    def _stream(self, payload: str) -> str:
        """Say where the board's function is.

        ``w``, ``r``: it calls the stream's write or read; ``s``: it is back from there; ``b``: in
        ``dupterm_notify``; ``n``, ``N``: at its end, without or with a Ctrl-C.
        """
        if payload in ("w", "r") and self._busy:
            self._writing = payload == "w"
            self._stops.held = self._own
            if self._writing and self._locked is None:
                # Beside the write handlers run, as beside the program.
                self._locked = self.memory.unlock_scheduler()
        elif payload == "s" and self._busy:
            self._shut()
        elif payload == "b":
            self._before = self._stops.held
            self._hold()
        elif payload in ("n", "N"):
            self._stops.held = self._before
            if payload == "N":
                self._stops.interrupt_again()
        return ""

    def _shut(self) -> None:
        self._writing = False
        self._hold()
        if self._locked is not None:
            self.memory.lock_scheduler(self._locked)
            self._locked = None

    def _hold(self) -> None:
        """Keep Ctrl-C off; one that was not met yet is kept for later."""
        self._stops.held = True
        if self.memory.interrupt_pending():
            self.memory.forget_interrupt()
            self._stops.interrupt_again()

    def _put(self, payload: str) -> str:
        """Take what the stream gave: ``r``, ``R``, ``n`` and hex; ``!``: then came Ctrl-C."""
        kind, data = payload[:1], from_hex(payload[1:])
        if kind not in ("r", "R", "n", "!"):
            raise value_error("unknown kind")
        if kind == "n":
            self._serial.take_in(data, RING_BYTES)
            return ""
        if data:
            self._seen = -1  # one look brings no more than a line
        self._serial.take_in(data, INPUT_LIMIT_BYTES)
        if kind == "!":
            self._stops.interrupt_again()
        return ""

    def _end(self, payload: str) -> str:
        """The board has done all of it."""
        del payload
        self._looked = False
        if self._busy:
            self._shut()
            self._busy = self._stops.held = False
        return ""


def pieces(data: bytes, *, raw: bool) -> list[bytes]:
    """Return output as the board hands it out: a line end is a piece of its own.

    Args:
        data: What a program wrote at once.
        raw: Whether line ends stay what they are.
    """
    if raw or b"\n" not in data:
        return [data] if data else []
    found: list[bytes] = []
    for number, line in enumerate(data.split(b"\n")):
        if number:
            found.append(b"\r\n")
        if line:
            found.append(line)
    return found
