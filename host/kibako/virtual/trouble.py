"""What the faults do: to the bytes on the cable, to the board's files, to its power."""

import threading
import time
from typing import TYPE_CHECKING

from kibako.errors import BoardError, UsageError
from kibako.virtual.faults import Fault

if TYPE_CHECKING:
    from kibako.virtual.board import VirtualBoard

BITS_PER_BYTE = 10
"""On a serial line: a start bit, eight of data, a stop bit."""
_TAKEN_S = 1.0
_BOOT_LOOP = {
    "microbit": b"from microbit import sleep, reset\nsleep(300)\nreset()\n",
    "pico": b"import machine, time\ntime.sleep_ms(300)\nmachine.reset()\n",
}
"""A main.py that starts its board again and again."""


class Trouble:
    """The faults of one board.

    Args:
        board: The board.
    """

    def __init__(self, board: "VirtualBoard") -> None:
        self._board = board
        self._faults: dict[str, Fault] = {}
        self._lock = threading.Lock()
        self._to_board = 0
        self._from_board = 0
        self._slow_until_s = 0.0

    def has(self, name: str) -> bool:
        """Return whether the board has a fault of that name."""
        return name in self._faults

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all its faults."""
        return tuple(self._faults)

    def prepare(self, fault: Fault) -> None:
        """Give the board a fault before it is switched on.

        Raises:
            UsageError: The board has no such button.
            BoardError: It has a main.py of its own, which nobody may lose.
        """
        if fault.name == "boot-loop":
            if self._board.flash.read_file("main.py") is not None:
                raise BoardError("fault_main_py", port=self._board.port_name)
            main = self._board.flash.place("main.py")
            main.write_bytes(_BOOT_LOOP[self._board.profile.firmware])
            self._board.flash.count()
        self.begin(fault)

    def begin(self, fault: Fault) -> None:
        """Let a fault begin; counted from now on.

        Raises:
            UsageError: It can only be there from the start, or the board has no such button.
        """
        board = self._board
        if board.running and fault.name in ("boot-loop", "old-firmware", "raw-repl"):
            raise UsageError("fault_at_start", name=fault.name)
        if fault.name == "stuck":
            board.world.stick(fault.target)
        with self._lock:
            self._to_board = self._from_board = 0
            self._faults[fault.name] = fault
        board.emit("board", "fault", {"name": fault.name, "value": fault.target or fault.value})
        if fault.name == "full-flash":
            board.flash.fill()
        elif fault.name == "brown-out":
            now_ms = board.clock.now_ms()
            board.world.at(now_ms + fault.value, board.brown_out)
        elif fault.name == "unplug" and not fault.value and board.running:
            self._cut()

    def end(self, name: str) -> None:
        """Let a fault end.

        Raises:
            UsageError: The board has no such fault.
        """
        with self._lock:
            fault = self._faults.pop(name, None)
        if fault is None:
            raise UsageError("fault_not_there", name=name[:40])
        if name == "full-flash":
            self._board.flash.count()
        elif name == "stuck":
            self._board.world.stick(None)
        self._board.emit("board", "fault_over", {"name": name})

    def tidy(self) -> None:
        """Take along what a fault brought: of a boot loop, a main.py that nobody changed."""
        if "boot-loop" not in self._faults:
            return
        loop = _BOOT_LOOP[self._board.profile.firmware]
        if self._board.flash.read_file("main.py") == loop:
            self._board.flash.place("main.py").unlink(missing_ok=True)

    # The cable

    def to_board(self, data: bytes) -> bytes:
        """Return what of some bytes reaches the board; a cable that is pulled ends it here."""
        if not self._faults:
            return data
        unplugged = False
        with self._lock:
            before, self._to_board = self._to_board, self._to_board + len(data)
            hang, unplug = self._faults.get("hang"), self._faults.get("unplug")
            if hang is not None:
                data = data[: max(hang.value - before, 0)]
            if unplug is not None and before + len(data) >= unplug.value:
                data, unplugged = data[: max(unplug.value - before, 0)], True
        data = self._corrupted(data, before)
        self._slow(len(data))
        if unplugged:
            self._pull(data)
            return b""
        return data

    def from_board(self, data: bytes) -> bytes:
        """Return what of some bytes reaches the host."""
        if not self._faults or not data:
            return data
        with self._lock:
            before, self._from_board = self._from_board, self._from_board + len(data)
            hang = self._faults.get("hang")
            if hang is not None and self._to_board >= hang.value:
                return b""
        self._slow(len(data))
        return self._corrupted(data, before)

    def _pull(self, last: bytes) -> None:
        """Let the last bytes arrive and be taken, then cut cable and power."""
        board = self._board
        if last:
            board.deliver(last, _TAKEN_S)
            with board.changed:
                board.changed.wait_for(lambda: not board.serial.input, _TAKEN_S)
        self._cut()

    def _cut(self) -> None:
        self._board.serial.pulled = self._board.port_name
        self._board.close()

    def _corrupted(self, data: bytes, before: int) -> bytes:
        fault = self._faults.get("corrupt")
        if fault is None:
            return data
        changed = bytearray(data)
        first = -(before + 1) % fault.value
        for place in range(first, len(changed), fault.value):
            changed[place] ^= 0x10  # one bit: the usual kind of disturbance
        return bytes(changed)

    def _slow(self, count: int) -> None:
        """Take as long as so many bytes take on the line."""
        fault = self._faults.get("slow")
        if fault is None:
            return
        with self._lock:
            now_s = time.monotonic()
            self._slow_until_s = max(self._slow_until_s, now_s) + (
                count * BITS_PER_BYTE / fault.value
            )
            wait_s = self._slow_until_s - now_s
        time.sleep(wait_s)
