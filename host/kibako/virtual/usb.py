"""The virtual bench: boards that show themselves as real ones do, as serial ports and drives.

A drive is a folder. What anybody writes there comes to the board at the speed of a real drive; a
thread of the bench looks after it. docs/virtual-board.md says what is as on real boards and what
is not.
"""

import errno
import hashlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kibako.errors import UsageError
from kibako.events import Event, EventSink, JsonValue
from kibako.usb import UsbDrive, UsbPort
from kibako.virtual.clock import Pace
from kibako.virtual.usb_board import Firmware, Mode, UsbBoard
from kibako.virtual.usb_drive import (
    TIMED_OUT,
    DriveFolder,
    Judgement,
    boot_rom_files,
    daplink_files,
    judge,
)

DRIVE_BYTES_S = {"hex": 40_000.0, "uf2": 100_000.0}
"""How fast boards take a file in: DAPLink, the boot ROM of an RP2040."""
RETURN_S = 1.0
"""How long a board that leaves USB stays away before it shows itself again."""
STALL_S = 5.0
"""After how long without another byte DAPLink gives a file up."""
BOARDS_MAX = 100
_LOOK_S = 0.05


class _Place:
    """A board's place on the bench, and what is going on there."""

    def __init__(self, board: UsbBoard) -> None:
        self.board = board
        self.drive: DriveFolder | None = None
        self.failure = ""
        self.plugged = True
        self.back_at_s: float | None = 0.0
        self.file: tuple[str, int] | None = None
        self.since_s = 0.0
        self.grown_s = 0.0


class VirtualBench:
    """Boards in the sockets of a hub. Every method may be called from any thread.

    Args:
        folder: Where the drives and the boards' files lie.
        boards: Which boards, by profile.
        firmware: What all of them run: None: they are fresh from their boxes, without
            MicroPython.
        pace: The boards' time.
        bytes_s: How fast every drive takes files; None: as real ones do.
        on_event: Takes what happens on the bench.
        now: A clock that never goes back, in seconds.
        pause: Waits that many seconds.

    Raises:
        UsageError: No such board, or too many.
    """

    def __init__(
        self,
        folder: Path,
        boards: Sequence[str],
        *,
        firmware: Firmware | None = None,
        pace: Pace = "real",
        bytes_s: float | None = None,
        on_event: EventSink | None = None,
        now: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if len(boards) > BOARDS_MAX:
            raise UsageError("bench_too_many", limit=BOARDS_MAX)
        self._folder = folder
        self._bytes_s = bytes_s
        self._sink = on_event
        self._now = now
        self._pause = pause
        self._began_s = now()
        self._lock = threading.RLock()
        self._ports_made = 0
        self._judged: dict[tuple[bytes, str, bool], Judgement] = {}
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        files = folder / "boards"
        self.boards = [
            UsbBoard(number, profile, files, pace, firmware)
            for number, profile in enumerate(boards)
        ]
        self._places = [_Place(board) for board in self.boards]
        for place in self._places:
            if not place.board.has_port and not place.board.has_drive:
                place.board.mode = "bootloader"
        self.look()

    # Life

    def start(self) -> None:
        """Look after the drives by oneself from now on, in a thread."""
        self._thread = threading.Thread(target=self._watch, name="virtual bench", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take everything away; closing twice is no error."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(5.0)
        with self._lock:
            for place in self._places:
                self._leave(place)
                place.back_at_s = None

    def __enter__(self) -> "VirtualBench":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_S):
            self.look()

    # What USB shows

    def ports(self) -> list[UsbPort]:
        """Return the serial ports that are there now, sorted by device."""
        self.look()
        with self._lock:
            boards = [board for board in self.boards if board.port]
            return sorted(
                (
                    UsbPort(board.port, *board.usb, board.shown_serial, socket=board.socket)
                    for board in boards
                ),
                key=lambda port: port.device,
            )

    def drives(self) -> list[UsbDrive]:
        """Return the drives that are there now, sorted by path."""
        self.look()
        with self._lock:
            found = [
                UsbDrive(
                    place.drive.path,
                    _label(place.board),
                    *place.board.usb,
                    place.board.shown_serial,
                    place.board.socket,
                )
                for place in self._places
                if place.drive is not None
            ]
        return sorted(found, key=lambda drive: str(drive.path))

    def board_at(self, device: str) -> UsbBoard | None:
        """Return the board that shows a port; None: no such port."""
        self.look()
        with self._lock:
            return next((board for board in self.boards if device and board.port == device), None)

    def push(self, path: Path) -> None:
        """Wait until a file of a drive has come to its board, as a system does that syncs.

        Args:
            path: The file.

        Raises:
            OSError: The drive vanished before all of it was there.
        """
        with self._lock:
            place = next((p for p in self._places if p.drive and p.drive.path == path.parent), None)
            drive = place.drive if place else None
        if place is None:
            return
        self.look()
        until_s = self._now() + path.stat().st_size / self._speed(place.board) + STALL_S
        while self._now() < until_s:
            with self._lock:
                if place.drive is not drive:
                    if place.file is None:
                        return
                    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
                if place.file is None or self._arrived(place) >= place.file[1]:
                    return
            self._pause(_LOOK_S)
            self.look()

    # What people do

    def unplug(self, number: int) -> None:
        """Pull the cable of a board.

        Args:
            number: Its place on the bench, from 0.
        """
        with self._lock:
            place = self._places[number]
            self._leave(place)
            place.plugged, place.back_at_s = False, None
            place.failure = ""

    def plug(self, number: int, *, button: bool = False) -> None:
        """Plug a board in.

        Args:
            number: Its place on the bench, from 0.
            button: Hold its button meanwhile: BOOTSEL of a Pico, reset of a micro:bit. It then
                shows the drive of its bootloader.
        """
        with self._lock:
            place = self._places[number]
            if place.plugged:
                return
            empty = not place.board.is_microbit and place.board.firmware is None
            place.board.mode = "bootloader" if button or empty else "application"
            place.plugged, place.back_at_s = True, self._now()
        self.look()

    def press_bootsel(self, number: int) -> None:
        """Plug a board out, and in again with its button held; see :meth:`plug`."""
        self.unplug(number)
        self.plug(number, button=True)

    # What the boards do

    def look(self) -> None:
        """Let happen what is due by now."""
        with self._lock:
            for place in self._places:
                if place.board.wants_bootloader:
                    place.board.wants_bootloader = False
                    self._restart(place, "bootloader")
                if place.back_at_s is not None and self._now() >= place.back_at_s:
                    self._come(place)
                if place.drive is not None:
                    self._look_at_drive(place, place.drive)

    def _come(self, place: _Place) -> None:
        board = place.board
        place.back_at_s = None
        place.file = None
        if board.has_drive:
            maintenance = board.is_microbit and board.mode == "bootloader"
            files = (
                daplink_files(board.serial, maintenance=maintenance, failure=place.failure)
                if board.is_microbit
                else boot_rom_files(board.target.image.drive)
            )
            place.drive = DriveFolder.show(self._free_path(_label(board)), files)
        if board.has_port:
            self._ports_made += 1
            board.appear(f"bench{self._ports_made:03d}")
        drive = str(place.drive.path) if place.drive else None
        self._emit("plugged", place, {"port": board.port or None, "drive": drive})

    def _leave(self, place: _Place) -> None:
        if place.drive is not None or place.board.port:
            self._emit("unplugged", place)
        if place.drive is not None:
            place.drive.hide()
            place.drive = None
        place.board.vanish()

    def _restart(self, place: _Place, mode: Mode) -> None:
        """Let a board leave USB and show itself anew after a moment."""
        self._leave(place)
        place.board.mode = mode
        place.back_at_s = self._now() + RETURN_S

    def _look_at_drive(self, place: _Place, drive: DriveFolder) -> None:
        written, now_s = drive.written(), self._now()
        if written is None:
            place.file = None
            return
        if place.file is None or place.file[0] != written[0]:
            place.since_s = now_s
        if written != place.file:
            place.grown_s = now_s
        place.file = written
        if self._arrived(place) < written[1] or written != drive.written():
            return
        judged = self._judge(place.board, drive.read(written[0]))
        if judged.waits:
            gives_up_s = max(place.grown_s, place.since_s + written[1] / self._speed(place.board))
            if not place.board.is_microbit or now_s < gives_up_s + STALL_S:
                return  # a boot ROM waits for ever
            judged = Judgement(failure=TIMED_OUT)
        place.file = None
        place.failure = judged.failure
        if judged.failure:
            self._emit("refused", place, {"reason": judged.failure})
        elif judged.firmware is not None:
            place.board.firmware = Firmware.of(judged.firmware, place.board.target)
            self._emit("flashed", place, {"version": judged.firmware.version})
        self._restart(place, place.board.mode if judged.failure else "application")

    def _arrived(self, place: _Place) -> float:
        """Return how many bytes of its file have come to a board."""
        return (self._now() - place.since_s) * self._speed(place.board)

    def _speed(self, board: UsbBoard) -> float:
        return self._bytes_s or DRIVE_BYTES_S[board.target.image.kind]

    def _judge(self, board: UsbBoard, data: bytes) -> Judgement:
        """Judge a file; each only once, as all boards of a kind think alike."""
        maintenance = board.mode == "bootloader" and board.is_microbit
        key = (hashlib.sha256(data).digest(), board.profile.id, maintenance)
        if key not in self._judged:
            if len(self._judged) > 8:
                self._judged.clear()
            self._judged[key] = judge(data, board.target, maintenance=maintenance)
        return self._judged[key]

    def _free_path(self, label: str) -> Path:
        """Return where a drive is mounted: with a number beside others of its name."""
        drives = self._folder / "drives"
        names = (f"{label}{number or ''}" for number in range(BOARDS_MAX + 1))
        return next(drives / name for name in names if not (drives / name).exists())

    def _emit(self, what: str, place: _Place, more: dict[str, JsonValue] | None = None) -> None:
        if self._sink is not None:
            t_ms = round((self._now() - self._began_s) * 1000)
            value: dict[str, JsonValue] = {"serial": place.board.serial, **(more or {})}
            self._sink(Event(t_ms, "bench", what, value))


def _label(board: UsbBoard) -> str:
    if not board.is_microbit:
        return "RPI-RP2"
    return "MAINTENANCE" if board.mode == "bootloader" else "MICROBIT"
