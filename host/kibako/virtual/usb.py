"""The virtual bench: boards that show themselves as real ones do, as serial ports and drives.

A drive is a folder. What anybody writes there comes to the board at the speed of a real drive; a
thread of the bench looks after it. docs/faults.md says what is as on real boards, and what is not.
"""

import errno
import hashlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from kibako.errors import FileError, UsageError
from kibako.events import Event, EventSink, JsonValue
from kibako.usb import UsbDrive, UsbPort
from kibako.virtual import boot_rom, daplink
from kibako.virtual.clock import Pace
from kibako.virtual.faults import Fault
from kibako.virtual.usb_board import UsbBoard
from kibako.virtual.usb_firmware import Firmware, Taken
from kibako.virtual.usb_place import Place

BOARDS_MAX = 100
_LOOK_S = 0.05
_PUSH_SPARE_S = 10.0
_JUDGED_MAX = 8
_WITHIN = frozenset({"slow-drive", "drive-gone", "refuses", "never-back", "renames", "dead"})
"""The faults that begin while a board is plugged in."""


class VirtualBench:
    """Boards in the sockets of a hub. Every method may be called from any thread.

    Args:
        folder: Where the drives and the boards' files lie.
        boards: Which boards, by profile.
        firmware: What all of them run; None: they are fresh from their boxes, without MicroPython.
        pace: The boards' time.
        bytes_s: How fast every drive takes files; None: as real ones do.
        on_event: Takes what happens on the bench.
        now: A clock that never goes back, in seconds.
        pause: Waits that many seconds.

    Raises:
        UsageError: No such board, or too many.
        FileError: The folder cannot be used.
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
        self._sink = on_event
        self._now = now
        self._pause = pause
        self._began_s = now()
        self._lock = threading.RLock()
        self._ports_made = 0
        self._judged: dict[tuple[bytes, str, bool], Taken] = {}
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self.boards = [
            UsbBoard(number, profile, folder / "boards", pace, firmware)
            for number, profile in enumerate(boards)
        ]
        self._places = [
            Place(board, folder / "drives", self._judge, self._tell, bytes_s)
            for board in self.boards
        ]
        for place in self._places:
            place.plug(now(), button=False)
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
                if place.plugged:
                    place.unplug(self._now())

    def __enter__(self) -> "VirtualBench":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_S):
            with suppress(FileError):  # whoever looks at the bench is told
                self.look()

    def look(self) -> None:
        """Let happen what is due by now.

        Raises:
            FileError: This computer has no room for a drive.
        """
        with self._lock:
            try:
                for place in self._places:
                    place.look(self._now(), self._next_port)
            except OSError as exc:
                reason = exc.strerror or str(exc)
                raise FileError("folder_unusable", path=str(self._folder), reason=reason) from exc

    # What USB shows

    def ports(self) -> list[UsbPort]:
        """Return the serial ports that are there now, sorted by device."""
        self.look()
        with self._lock:
            found = [
                UsbPort(board.port, *board.usb, board.shown_serial, socket=board.socket)
                for board in self.boards
                if board.port
            ]
        return sorted(found, key=lambda port: port.device)

    def drives(self) -> list[UsbDrive]:
        """Return the drives that are there now, sorted by path."""
        self.look()
        found: list[UsbDrive] = []
        with self._lock:
            for place in self._places:
                if place.drive is not None:
                    board, path = place.board, place.drive.path
                    found.append(
                        UsbDrive(path, place.label, *board.usb, board.shown_serial, board.socket)
                    )
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
        self.look()
        with self._lock:
            place = next((p for p in self._places if p.drive and p.drive.path == path.parent), None)
            if place is None:
                return
            drive = place.drive
            until_s = self._now() + place.waits_s + _PUSH_SPARE_S
        while self._now() < until_s:
            with self._lock:
                if place.drive is not drive:
                    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
                if place.has_all(self._now()):
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
            self._places[number].unplug(self._now())

    def plug(self, number: int, *, button: bool = False) -> None:
        """Plug a board in.

        Args:
            number: Its place on the bench, from 0.
            button: Hold its button meanwhile: BOOTSEL of a Pico, reset of a micro:bit. It then
                shows the drive of its bootloader.
        """
        with self._lock:
            if not self._places[number].plugged:
                self._places[number].plug(self._now(), button=button)
        self.look()

    def press_bootsel(self, number: int) -> None:
        """Pull a board out, and plug it in again with its button held; see :meth:`plug`.

        Args:
            number: Its place on the bench, from 0.
        """
        self.unplug(number)
        self.plug(number, button=True)

    def fault(self, number: int, fault: Fault) -> None:
        """Let something be wrong with a board from now on.

        Args:
            number: Its place on the bench, from 0.
            fault: One of :data:`kibako.virtual.usb_faults.USB_FAULTS`.
        """
        with self._lock:
            place = self._places[number]
            place.board.begin(fault)
            self._tell(place, "fault", fault.name)
            if fault.name not in _WITHIN:  # it is what the board is, not what it does later
                button = place.board.mode == "bootloader"
                place.unplug(self._now())
                place.plug(self._now(), button=button)
        self.look()

    # What the places need

    def _next_port(self) -> str:
        self._ports_made += 1
        return f"bench{self._ports_made:03d}"

    def _judge(self, board: UsbBoard, data: bytes) -> Taken:
        """Judge a file; each only once, as all boards of a kind think alike."""
        maintenance = board.mode == "bootloader"
        key = (hashlib.sha256(data).digest(), board.profile.id, maintenance)
        if key not in self._judged:
            if len(self._judged) >= _JUDGED_MAX:
                self._judged.clear()
            if not board.is_microbit:
                self._judged[key] = boot_rom.take(data, board.target)
            elif maintenance:
                self._judged[key] = Taken(True, daplink.MAINTENANCE)
            else:
                self._judged[key] = daplink.take(data, board.target)
        return self._judged[key]

    def _tell(self, place: Place, what: str, detail: str) -> None:
        if self._sink is None:
            return
        board = place.board
        value: dict[str, JsonValue] = {"number": board.number, "serial": board.serial}
        if what == "plugged":
            value |= {"port": board.port, "drive": str(place.drive.path) if place.drive else ""}
        elif detail:
            value["detail"] = detail
        t_ms = round((self._now() - self._began_s) * 1000)
        self._sink(Event(t_ms, "usb", what, value))
