"""A place on the virtual bench: a board in its socket, its drive, and what comes to it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kibako.images.image import IMAGE_BYTES_MAX
from kibako.virtual import boot_rom, daplink
from kibako.virtual.drive_folder import DriveFolder
from kibako.virtual.usb_board import UsbBoard
from kibako.virtual.usb_firmware import SILENT, Taken

DRIVE_BYTES_S = {"hex": 40_000.0, "uf2": 100_000.0}
"""How fast boards take a file in: DAPLink, the boot ROM of an RP2040."""
RETURN_S = 1.0
"""How long a board that leaves USB stays away before it shows itself again."""
_KNOWN_ENDINGS = (".hex", ".bin")

Judge = Callable[[UsbBoard, bytes], Taken]
Tell = Callable[["Place", str, str], None]
"""Is told what happened to which place, and a detail."""


class Place:
    """A board's place on the bench. The bench's lock is held by who uses it.

    Args:
        board: The board.
        folder: The folder of all drives.
        judge: Says what a board makes of a file.
        tell: Is told what happens.
        bytes_s: How fast the drive takes files; None: as that of a real board.
    """

    def __init__(
        self, board: UsbBoard, folder: Path, judge: Judge, tell: Tell, bytes_s: float | None
    ) -> None:
        self.board = board
        self.drive: DriveFolder | None = None
        self.plugged = True
        self.back_at_s: float | None = 0.0
        self._folder = folder
        self._judge = judge
        self._tell = tell
        self._bytes_s = bytes_s or DRIVE_BYTES_S[board.target.image.kind]
        self._failure = ""
        self._file: tuple[str, int, int] | None = None
        self._since_s = 0.0
        self._taken: Taken | None = None
        self._leaves_at_s: float | None = None
        self._earlier = b""

    @property
    def label(self) -> str:
        """The name of the drive's volume."""
        if not self.board.is_microbit:
            return "RPI-RP2"
        return "MAINTENANCE" if self.board.mode == "bootloader" else "MICROBIT"

    @property
    def speed_bytes_s(self) -> float:
        """How fast the drive takes a file."""
        slow = self.board.faults.get("slow-drive")
        return self._bytes_s if slow is None else float(slow.value)

    @property
    def waits_s(self) -> float:
        """How long a file that is on its way needs at the longest from its first byte."""
        return (self._file[1] if self._file else 0) / self.speed_bytes_s

    def has_all(self, now_s: float) -> bool:
        """Return whether all of the file that was written has come to the board."""
        return self._file is None or self._arrived(now_s) >= self._file[1]

    # Coming and going

    def plug(self, now_s: float, *, button: bool) -> None:
        """Plug the board in, with its button held or not."""
        empty = not self.board.is_microbit and self.board.firmware is None
        self.board.mode = "bootloader" if button or empty else "application"
        self.plugged, self.back_at_s = True, now_s

    def unplug(self, now_s: float) -> None:
        """Pull the cable."""
        self.leave(now_s)
        self.plugged, self.back_at_s, self._failure = False, None, ""

    def leave(self, now_s: float) -> None:
        """Leave USB as a whole; of a file that is on its way so much stays as has come."""
        if self.drive is not None or self.board.port:
            self._tell(self, "unplugged", "")
        if self.drive is not None and self._file is not None and self._taken is None:
            come = self.drive.read(self._file[0])[: int(self._arrived(now_s))]
            self._keep(self._judge(self.board, self._earlier + come))
        self._drop_drive()
        self.board.vanish()

    def _drop_drive(self) -> None:
        if self.drive is not None:
            self.drive.hide()
            self.drive = None
        self._file = self._taken = self._leaves_at_s = None
        self._earlier = b""

    def _come(self, port: Callable[[], str]) -> None:
        board = self.board
        if board.has_drive and self.drive is None:
            self.drive = DriveFolder.show(self._free_path(), self._own_files())
        if board.has_port and not board.port:
            board.appear(port())
        self.back_at_s = None
        self._tell(self, "plugged", "")

    def _own_files(self) -> dict[str, str]:
        board = self.board
        if not board.is_microbit:
            return boot_rom.drive_files(board.shown_id)
        maintenance = board.mode == "bootloader"
        return daplink.drive_files(board.shown_id, maintenance=maintenance, failure=self._failure)

    def _free_path(self) -> Path:
        """Return where the drive is mounted: with a number beside others of its name."""
        number = 0
        while (path := self._folder / f"{self.label}{number or ''}").exists():
            number += 1
        return path

    # What happens by itself

    def look(self, now_s: float, port: Callable[[], str]) -> None:
        """Let happen what is due.

        Args:
            now_s: The time.
            port: Gives the name of the next port.
        """
        if self.board.wants_bootloader:
            self.board.wants_bootloader = False
            self.leave(now_s)
            self.board.mode, self.back_at_s = "bootloader", now_s + RETURN_S
        if self.back_at_s is not None and now_s >= self.back_at_s:
            self._come(port)
        if self.drive is not None:
            self._look_at_drive(self.drive, now_s)
        if self._leaves_at_s is not None and now_s >= self._leaves_at_s:
            self._act(now_s)

    def _look_at_drive(self, drive: DriveFolder, now_s: float) -> None:
        if self._taken is not None and self._taken.ended:
            return
        written = drive.written()
        if written is None or self._file is None or self._file[0] != written[0]:
            self._since_s = now_s
        if written != self._file:
            self._file, self._taken, self._leaves_at_s = written, None, None
            return
        if written is None or self._taken is not None:
            return
        gone = self.board.faults.get("drive-gone")
        if gone is not None and self._arrived(now_s) >= gone.value:
            del self.board.faults["drive-gone"]
            self.leave(now_s)
            self.back_at_s = now_s + RETURN_S
        elif self._arrived(now_s) >= written[1]:
            self._take(self._judged(drive.read(written[0])), written[0], now_s)

    def _arrived(self, now_s: float) -> float:
        """Return how many bytes of the file have come to the board by now."""
        return (now_s - self._since_s) * self.speed_bytes_s

    def _judged(self, data: bytes) -> Taken:
        board, refuses = self.board, self.board.faults.get("refuses")
        if refuses is None:
            if not board.is_microbit:  # a boot ROM adds up the blocks of all that came
                data += bytes(-len(data) % boot_rom.SECTOR_BYTES)
                data = self._earlier = (self._earlier + data)[-IMAGE_BYTES_MAX:]
            return self._judge(board, data)
        if refuses.value > 1:
            board.faults["refuses"] = replace(refuses, value=refuses.value - 1)
        else:
            del board.faults["refuses"]
        # A boot ROM has no way to complain: it just does nothing.
        return Taken(True, daplink.TRANSFER, SILENT) if board.is_microbit else Taken(ended=False)

    def _take(self, taken: Taken, name: str, now_s: float) -> None:
        """Note what becomes of a file that has come, and when the board acts on it."""
        self._taken = taken
        self._keep(taken)
        if taken.ended:
            leaves_s = daplink.LEAVES_S if self.board.is_microbit else boot_rom.LEAVES_S
            self._leaves_at_s = now_s + leaves_s
        elif self.board.is_microbit and (
            taken.firmware is not None or name.lower().endswith(_KNOWN_ENDINGS)
        ):
            self._leaves_at_s = now_s + daplink.STALL_S
        # A boot ROM waits for more blocks for ever.

    def _keep(self, taken: Taken) -> None:
        """Note what is in the flash: it is written while the file comes."""
        self.board.firmware = taken.firmware or self.board.firmware

    def _act(self, now_s: float) -> None:
        """Do what a file makes the board do."""
        board, taken = self.board, self._taken
        self._leaves_at_s = None
        if taken is None:
            return
        self._failure = taken.failure
        if taken.failure:
            self._tell(self, "refused", taken.failure)
        elif taken.firmware is not None:
            self._tell(self, "flashed", taken.firmware.version)
        if board.is_microbit and not board.faults.keys() & {"renames", "never-back"}:
            self._tell(self, "remounts", "")
            self._drop_drive()
            board.restart()
            self.back_at_s = now_s + daplink.AWAY_S
            return
        self.leave(now_s)
        if not board.is_microbit:
            board.mode = "application"
        self.back_at_s = None if "never-back" in board.faults else now_s + RETURN_S
