"""One board gets its firmware and proves it: the way of the bench, for a single board."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from kibako.boards.labels import no_such_board, resolve
from kibako.boards.plugged import UsbRoom
from kibako.errors import LinkError
from kibako.flash.bench_board import BenchBoard, Phase, boots, shows_boot_rom
from kibako.flash.bench_care import Care, Surroundings, Turn
from kibako.flash.bench_plan import BenchImage, BenchPlan, Limits
from kibako.usb import UsbDrive, UsbPort

_SERIAL = "serial:"


def find_board(room: UsbRoom, moniker: str) -> BenchBoard:
    """Find a plugged-in board by its name, so that its drive can be found by its serial number.

    Args:
        room: What is plugged in.
        moniker: ``board:LABEL`` or ``serial:PORT``.

    Returns:
        The board.

    Raises:
        LinkError: There is no such board, or it has no serial number.
        FileError: The file of labels is broken.
    """
    device = resolve(moniker, room).removeprefix(_SERIAL)
    port = next((port for port in room.ports() if port.device == device), None)
    if port is None:
        raise no_such_board(moniker)
    if not port.serial:
        raise LinkError("label_no_serial", board=moniker)
    return _board(port)


def find_drive(room: UsbRoom, folder: Path) -> BenchBoard | None:
    """Find the board that shows a drive; None: the system does not tell of such a drive.

    Args:
        room: What is plugged in.
        folder: Where the drive is mounted.
    """
    for drive in room.drives():
        told = drive.serial or shows_boot_rom(drive)
        if told and drive.path.resolve() == folder.resolve():
            return _board(drive)
    return None


def flash_one(
    board: BenchBoard,
    image: BenchImage,
    room: UsbRoom,
    tell: Callable[[Phase], None],
    *,
    limits: Limits = Limits(),  # noqa: B008 - it is frozen
    now: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> BenchBoard:
    """Write firmware to a board, and let the board itself say that it runs.

    Args:
        board: The board, as :func:`find_board` or :func:`find_drive` found it.
        image: What it gets.
        room: What is plugged in, and the ways to it.
        tell: Told where it stands.
        limits: How long it may take.
        now: A clock that never goes back, in seconds.
        pause: Waits that many seconds.

    Returns:
        The board, done.

    Raises:
        KibakoError: What went wrong, as for the bench.
    """
    ids = [board for part in image.image.parts for board in part.boards]
    around = Surroundings(
        room=room,
        plan=BenchPlan(dict.fromkeys(ids, image), tries=1, limits=limits),
        now=now,
        pause=pause,
        lock=threading.RLock(),
        turn=Turn(),
        stopping=lambda: False,
        tell=lambda each: tell(each.phase),
        begin=lambda each: None,
        finish=lambda each, got: None,
    )
    Care(board, around).run()
    if board.problem is not None:
        raise board.problem
    return board


def _board(thing: UsbPort | UsbDrive) -> BenchBoard:
    if isinstance(thing, UsbDrive) and shows_boot_rom(thing):
        return BenchBoard(1, boots=True, name="", socket=thing.socket, drive=str(thing.path))
    return BenchBoard(1, boots(thing), name="", serial=thing.serial, socket=thing.socket)
