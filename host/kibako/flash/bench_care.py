"""The work on one board of the bench: from how it was found until its own REPL proves it."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from kibako.boards import keeping
from kibako.boards.board import Board
from kibako.boards.plugged import UsbRoom
from kibako.boards.syncing import sync_files
from kibako.errors import BoardError, FileError, KibakoError, LinkError, ProtocolError
from kibako.flash.bench_board import BenchBoard, Phase, shows_boot_rom, signs
from kibako.flash.bench_plan import BenchImage, BenchPlan, part_of
from kibako.flash.bootloader import enter_bootloader
from kibako.flash.drive import look_at_drive
from kibako.flash.flashing import flash_drive
from kibako.flash.verifying import verify_version
from kibako.images.targets import Target, targets
from kibako.usb import UsbDrive, UsbPort

LOOK_S = 0.1
_Seen = TypeVar("_Seen", bound=UsbDrive | UsbPort)
_WORTH_ANOTHER_TRY = frozenset(
    {
        "flash_refused",
        "flash_no_answer",
        "flash_unwritable",
        "flash_wrong_version",
        "flash_no_folder",
        "flash_no_drive",
        "bench_no_drive",
        "bench_not_back",
        "bench_files_differ",
        "board_too_slow",
        "board_restarted",
        "board_raised",
    }
)
"""Troubles that a second try may end; what is wrong with an image or a file stays wrong."""


class Turn:
    """Lets one Pico after another restart where the system does not tell who is who.

    A Pico shows one serial number as a drive and another one as a port. Where the system tells the
    socket of both, that says which belong together; else only what appears after a restart does.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.told = False
        """Whether the system was seen to tell the socket of such a drive."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the work on a board needs from the bench.

    Attributes:
        room: What is plugged in, and the ways to it.
        plan: What is done with each board.
        now: A clock that never goes back, in seconds.
        pause: Waits that many seconds.
        lock: Held while a board's fields are read or changed.
        turn: Who may restart a Pico.
        stopping: Whether the bench is to end.
        tell: Tells that a board changed; called with the lock held, as are the next two.
        begin: Called before a board is written to.
        finish: Called with a board that is proven, and its image.
    """

    room: UsbRoom
    plan: BenchPlan
    now: Callable[[], float]
    pause: Callable[[float], None]
    lock: threading.RLock
    turn: Turn
    stopping: Callable[[], bool]
    tell: Callable[[BenchBoard], None]
    begin: Callable[[BenchBoard], None]
    finish: Callable[[BenchBoard, BenchImage], None]


class _StoppedError(Exception):
    """The bench is to end; the board is left where no harm comes to it."""


class Care:
    """Takes care of one board, on the thread that calls :meth:`run`.

    Args:
        board: The board.
        around: What it needs from the bench.
    """

    def __init__(self, board: BenchBoard, around: Surroundings) -> None:
        self._board = board
        self._around = around
        self._room = around.room
        self._plan = around.plan

    def run(self) -> None:
        """Do all that is to be done; what goes wrong is told, never raised."""
        first: KibakoError | None = None
        for tries in range(1, self._plan.tries + 1):
            with self._around.lock:
                self._board.tries += 1
            try:
                self._attempt()
            except _StoppedError:
                self._go(Phase.STOPPED)
            except KibakoError as error:
                # A board that is not there for a second try says less than what sent it away.
                first = first if first and error.code == "bench_no_drive" else error
                again = tries < self._plan.tries and _is_worth_another_try(error)
                again = again and not self._around.stopping()
                self._go(Phase.RETRYING if again else Phase.FAILED, first)
                if again:
                    continue
            return

    # One try

    def _attempt(self) -> None:
        limit_s = self._plan.limits.drive
        with ExitStack() as turn:
            if self._board.boots:
                self._await(lambda: self._drive() or self._port(), limit_s, "bench_no_drive")
                drive = self._drive() or self._restarted(turn)
            else:
                drive = self._await(self._drive, limit_s, "bench_no_drive")
            image = self._choose(drive)
            if not self._board.boots:
                self._keep_files()
            if self._board.boots and not drive.socket:
                self._take_turn(turn)
            self._go(Phase.WRITING)
            with self._around.lock:
                self._around.begin(self._board)
            self._flash(image, drive)
            self._go(Phase.RETURNING)
            port = self._await(self._port, self._plan.limits.back, "bench_not_back")
            with self._around.lock:
                self._board.serial, self._board.drive = port.serial, ""
        self._go(Phase.CHECKING)
        board = self._connected()
        try:
            self._prove(board, image)
        finally:
            board.close()
        with self._around.lock:
            self._around.finish(self._board, image)
        self._go(Phase.DONE)

    def _restarted(self, turn: ExitStack) -> UsbDrive:
        """Ask a Pico that runs MicroPython who it is, and let it start its boot ROM."""
        self._go(Phase.ASKING)
        try:
            board = self._connected()
        except ProtocolError as error:
            raise BoardError("bench_no_repl", board=self._board.name) from error
        asked = targets().get(board.profile.id)
        try:
            if asked is not None:
                alike = [t.id for t in targets().values() if t.image.drive == asked.image.drive]
                self._plan.image_for(alike, asked.id)  # without an image it stays as it is
                self._plan.check_files(asked.id)
                self._is(asked)
            if not self._around.turn.told:
                self._take_turn(turn)
            self._go(Phase.BOOTING)
            enter_bootloader(board)
        finally:
            board.link.close()
        drive = self._await(self._drive, self._plan.limits.drive, "bench_no_drive")
        self._around.turn.told |= bool(drive.socket)
        return drive

    def _keep_files(self) -> None:
        """Keep the files of a micro:bit here: its firmware takes their place."""
        port = self._port()
        if port is None:
            return
        self._go(Phase.ASKING)
        board = Board(self._room.open_port(port.device))
        try:
            board.connect(self._plan.limits.ask)
        except ProtocolError:
            return  # what is on it is no MicroPython, and has no files
        try:
            for info in board.list_files("/"):
                content = board.read_file(info.name)
                if content and self._plan.files.get(info.name) != content:
                    kept = keeping.keep(board, info.name, content)
                    with self._around.lock:
                        self._board.kept = str(kept.parent)
        finally:
            board.close()

    def _choose(self, drive: UsbDrive) -> BenchImage:
        seen = look_at_drive(drive.path)
        if seen.unique_id and seen.unique_id.lower() != self._board.serial.lower():
            # Another board was mounted there meanwhile.
            raise FileError("flash_no_drive", path=str(drive.path))
        alike = [target.id for target in seen.targets]
        kind, image = self._plan.image_for(alike, self._board.profile_id)
        self._is(targets()[kind])
        self._plan.check_files(kind)
        with self._around.lock:
            self._board.drive = str(drive.path) if shows_boot_rom(drive) else ""
        return image

    def _flash(self, image: BenchImage, drive: UsbDrive) -> None:
        flash_drive(
            image.data,
            image.name,
            drive.path,
            image=image.image,
            push=self._room.push,
            view=self._room,
            limit_s=self._plan.limits.answer,
            pause=self._around.pause,
            now=self._around.now,
        )

    def _prove(self, board: Board, image: BenchImage) -> None:
        firmware = part_of(image, self._board.profile_id)
        version = verify_version(board.identity, firmware, firmware.boards)
        self._is(targets()[board.identity.profile_id])
        with self._around.lock:
            self._board.version = version
        if not self._plan.files:
            return
        self._go(Phase.FILLING)
        sync_files(board, self._plan.files)
        # Asked once more, the board tells the hashes of what it really holds.
        if wrong := sync_files(board, self._plan.files).written:
            raise BoardError("bench_files_differ", files=", ".join(wrong[:5]))
        with self._around.lock:
            self._board.files = len(self._plan.files)

    # Waiting and looking

    def _connected(self) -> Board:
        """Open the board's port as soon as it can be, and wait for its REPL."""
        around, until = self._around, self._around.now() + self._plan.limits.back
        while True:
            port = self._await(self._port, self._plan.limits.back, "bench_not_back")
            board = Board(self._room.open_port(port.device))
            try:
                board.connect(self._plan.limits.prompt)
            except LinkError:  # it is only just coming, or somebody else looks at it first
                if around.stopping() or around.now() >= until:
                    raise
                around.pause(LOOK_S)
            else:
                return board

    def _await(self, look: Callable[[], _Seen | None], limit_s: float, code: str) -> _Seen:
        until = self._around.now() + limit_s
        while (seen := look()) is None:
            self._heed()
            if self._around.now() >= until:
                raise BoardError(code, board=self._board.name, seconds=round(limit_s))
            self._around.pause(LOOK_S)
        self._heed()
        return seen

    def _take_turn(self, turn: ExitStack) -> None:
        """Wait until no other Pico restarts; nothing that is there now is this board's then."""
        if self._board.others is not None:
            return
        lock = self._around.turn.lock
        until = self._around.now() + self._plan.limits.board
        while not lock.acquire(blocking=False):
            self._heed()
            self._around.pause(LOOK_S)
            if self._around.now() >= until:
                raise BoardError("bench_too_slow", seconds=round(self._plan.limits.board))
        turn.callback(lock.release)
        turn.callback(self._forget_others)
        self._board.others = signs(self._room.ports(), self._room.drives())

    def _forget_others(self) -> None:
        self._board.others = None

    def _heed(self) -> None:
        if self._around.stopping():
            raise _StoppedError

    def _port(self) -> UsbPort | None:
        ports = self._room.ports()
        with self._around.lock:
            return next((port for port in ports if self._board.owns_port(port)), None)

    def _drive(self) -> UsbDrive | None:
        drives = self._room.drives()
        with self._around.lock:
            return next((drive for drive in drives if self._board.owns_drive(drive)), None)

    # Telling

    def _is(self, target: Target) -> None:
        with self._around.lock:
            self._board.profile_id, self._board.name = target.id, target.name

    def _go(self, phase: Phase, problem: KibakoError | None = None) -> None:
        with self._around.lock:
            self._board.problem = problem
            self._board.go(phase)
            self._around.tell(self._board)


def _is_worth_another_try(error: KibakoError) -> bool:
    return isinstance(error, LinkError | ProtocolError) or error.code in _WORTH_ANOTHER_TRY
