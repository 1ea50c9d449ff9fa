"""The micro:bit V1: its real firmware under QEMU, its lights and buttons through qtest."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from .paced_serial import PacedSerial
from .reference_board import Button, ReferenceBoard, missing

FIRMWARE = Path("/usr/share/firmware-microbit-micropython/firmware.hex")
START_S = 20.0

_GPIO_OUT = 0x50000504
# Where the firmware of Debian 12 reads in its buffer of serial bytes, and behind it where it
# writes: found by looking at its memory while bytes came in.
_SERIAL_BUFFER_STATE = 0x20002F2C
_BUTTON_PINS: dict[Button, int] = {"button_a": 17, "button_b": 26}
# The lights stand in a matrix of three rows (P0.13 to P0.15, high) and nine columns (P0.04 to
# P0.12, low): for each row, where its columns lie on the display as (x, y). From the schematic.
_MATRIX = {
    13: ((0, 0), (2, 0), (4, 0), (4, 3), (3, 3), (2, 3), (1, 3), (0, 3), (1, 2)),
    14: ((4, 2), (0, 2), (2, 2), (1, 0), (3, 0), (3, 4), (1, 4), None, None),
    15: ((2, 4), (4, 4), (0, 4), (0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (3, 2)),
}
_FIRST_COLUMN = 4
# The firmware lights one row after the other for 6 ms each, a light that is to be dim for a part of
# that. A light of level 1 was seen in 21 % of the visits and more; one that only flashes up while
# the rows change in less than 2 %.
_VISITS = 60
_LIT_SHARE = 0.05
_DARK_S = 0.5


def need_qemu() -> None:
    """Leave a test out where QEMU or the firmware is not installed; on CI that is a failure."""
    if not (shutil.which("qemu-system-arm") and FIRMWARE.is_file()):
        missing(
            "the real micro:bit firmware needs: "
            "apt-get install qemu-system-arm firmware-microbit-micropython"
        )


class QemuMicrobit(ReferenceBoard):
    """The real micro:bit MicroPython on an emulated nRF51, with sockets of its own.

    Time is counted in instructions, 64 ns each, and a sleep takes none of ours
    (``-icount sleep=off``). Where the emulated time follows the wall clock instead, a busy
    computer makes QEMU's timers late: the firmware sets its next tick in the past, and from then
    on each one waits until the 16-bit timer has gone round, ten times as long. Then texts crawl
    and sleeps drag on, which looks as if the clock stood.
    """

    profile_id = "microbit-v1"

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._hardware: Qtest | None = None
        self._serial: PacedSerial | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="qemu-")
        serial, hardware = Path(self._folder.name, "serial"), Path(self._folder.name, "qtest")
        words = [
            *("qemu-system-arm", "-M", "microbit", "-icount", "shift=6,sleep=off"),
            *("-device", f"loader,file={FIRMWARE}"),
            *("-serial", f"unix:{serial},server=on,wait=off"),
            *("-qtest", f"unix:{hardware},server=on,wait=off"),
            *("-qtest-log", os.devnull, "-display", "none", "-monitor", "none"),
        ]
        self._process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._hardware = Qtest(_connected(hardware, self._process))
            # QEMU makes this socket after the other one: on a busy computer well after it.
            _connected(serial, self._process).close()
            self._serial = PacedSerial(self.host, serial, self._serial_buffer)
            self.port = self._serial.port
            self.prove_alive()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        process, self._process = self._process, None
        serial, self._serial = self._serial, None
        hardware, self._hardware = self._hardware, None
        if process is not None:
            process.kill()
            process.wait(10)
        if serial is not None:
            serial.close()
        if hardware is not None:
            hardware.close()
        if self._folder is not None:
            self._folder.cleanup()

    def display(self) -> tuple[str, ...]:
        """Return what is to be seen: each light dark (``0``) or lit (``9``), however dim."""
        lit = self._watch_matrix()
        return tuple("".join("9" if (x, y) in lit else "0" for x in range(5)) for y in range(5))

    def press(self, button: Button) -> None:
        self._qtest.set_pin(_BUTTON_PINS[button], 0)

    def release(self, button: Button) -> None:
        self._qtest.set_pin(_BUTTON_PINS[button], 1)

    def _serial_buffer(self) -> tuple[int, int]:
        state = self._qtest.read_word(_SERIAL_BUFFER_STATE)
        return state & 0xFFFF, state >> 16

    @property
    def _qtest(self) -> "Qtest":
        assert self._hardware is not None, "the board is off"
        return self._hardware

    def _watch_matrix(self) -> set[tuple[int, int]]:
        """Look at the pins until every row was visited often enough; return the lit lights."""
        visits: Counter[int] = Counter()
        seen: Counter[tuple[int, int]] = Counter()
        now_lit: set[tuple[int, int]] = set()
        last = 0
        dark_at = time.monotonic() + _DARK_S
        while min(visits[row] for row in _MATRIX) < _VISITS:
            out = self._qtest.read_word(_GPIO_OUT)
            row = next((row for row in _MATRIX if out >> row & 1), 0)
            if not row:
                if not visits and time.monotonic() > dark_at:
                    break  # it is switched off
                continue
            if row != last:
                last = row
                visits[row] += 1
                now_lit = set()
            for column, place in enumerate(_MATRIX[row], _FIRST_COLUMN):
                if place is not None and place not in now_lit and not out >> column & 1:
                    now_lit.add(place)
                    seen[place] += 1
        return {
            place
            for row, places in _MATRIX.items()
            for place in places
            if place is not None and seen[place] > _LIT_SHARE * visits[row]
        }


class Qtest:
    """QEMU's own line protocol for looking at an emulated machine from outside.

    Args:
        connection: A socket connected with it.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(START_S)
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._one_at_a_time = threading.Lock()

    def close(self) -> None:
        """Leave it."""
        self._lines.close()
        self._connection.close()

    def read_word(self, address: int) -> int:
        """Return 32 bits of the machine's memory or of a peripheral's register."""
        return int(self._ask(f"readl {address:#x}").split()[1], 16)

    def set_pin(self, number: int, level: int) -> None:
        """Drive an input pin of the nRF51 from outside."""
        self._ask(f"set_irq_in /machine/nrf51 unnamed-gpio-in {number} {level}")

    def _ask(self, command: str) -> str:
        with self._one_at_a_time:
            self._connection.sendall(command.encode() + b"\n")
            line = self._lines.readline().decode()
        assert line.startswith("OK"), f"{command}: {line!r}"
        return line


def _connected(path: Path, process: "subprocess.Popen[bytes]") -> socket.socket:
    ends_at = time.monotonic() + START_S
    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
            return connection
        except OSError:
            connection.close()
            if time.monotonic() > ends_at or process.poll() is not None:
                raise
            time.sleep(0.02)
