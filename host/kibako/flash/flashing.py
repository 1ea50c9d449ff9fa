"""One board gets its firmware: checked against the board first, written in one go, then watched."""

import errno
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kibako.errors import BoardError, FileError, KibakoError, LinkLost
from kibako.flash.drive import BOOT_ROM_FILE, Drive, look_at_drive
from kibako.images.image import FirmwareImage, ImagePart, read_image
from kibako.images.targets import Target, targets
from kibako.reasons import reason_of
from kibako.usb import UsbView

ANSWER_LIMIT_S = 20.0
"""How long a board may take from the last byte until its drive shows what became of it."""
_LOOK_S = 0.1
_FILES = {"hex": "KIBAKO.HEX", "universal-hex": "KIBAKO.HEX", "uf2": "KIBAKO.UF2"}
_GONE = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTDIR, errno.ENOTCONN)


Push = Callable[[int, Path], None]
"""Waits until all that was written into an open file, given with its path, is on the board."""


@dataclass(frozen=True, slots=True)
class Flashed:
    """What was seen when a board got its firmware.

    Attributes:
        boards: The ids of the boards that it can be.
        firmware: What it got.
        unique_id: The board's own number, ``""`` when its drive does not tell.
        came_back: Whether the drive was seen again without a complaint. False: it went away, as
            a board's does that starts its new firmware, but also one whose cable was pulled. Only
            the board itself can say that the firmware runs.
    """

    boards: tuple[str, ...]
    firmware: ImagePart
    unique_id: str
    came_back: bool


def flash_drive(
    data: bytes,
    name: str,
    folder: Path,
    *,
    image: FirmwareImage | None = None,
    push: Push | None = None,
    view: UsbView | None = None,
    limit_s: float = ANSWER_LIMIT_S,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Flashed:
    """Write firmware to the board that shows a drive.

    Args:
        data: The image.
        name: What errors call it.
        folder: Where the drive is mounted.
        image: What the bytes are, where they were read already.
        push: Waits until a file has come to the board; the system's own way when left out.
        view: Where to look for the drive when it comes back under another name; only in the same
            folder when left out.
        limit_s: How long the board may take to answer after the last byte.
        pause: Waits that many seconds.
        now: A clock that never goes back, in seconds.

    Returns:
        What was seen.

    Raises:
        FileError: The image is broken or for another board, or the drive is no board's; nothing
            was written. Or the drive is full or cannot be written.
        BoardError: The board is not ready for firmware, refused it, or did nothing with it.
        LinkLost: The drive vanished before all of it was written.
    """
    image = image or read_image(data, name)
    drive = look_at_drive(folder)
    boards, firmware = match(image, drive.targets, name)
    before = drive.failure()
    file = _FILES[image.kind]
    _write(drive, file, data, push or _push)
    came_back = _watch(drive, file, before, view, limit_s, pause, now)
    return Flashed(boards, firmware, drive.unique_id, came_back)


def match(
    image: FirmwareImage, alike: tuple[Target, ...], name: str
) -> tuple[tuple[str, ...], ImagePart]:
    """Find what of an image is for a board.

    Args:
        image: The image.
        alike: The boards that it can be.
        name: What errors call the image.

    Returns:
        The ids of the boards that it then can be, and what is for them.

    Raises:
        FileError: Nothing is for it.
    """
    for part in image.parts:
        boards = tuple(target.id for target in alike if target.id in part.boards)
        if boards:
            return boards, part
    board = " / ".join(target.name for target in alike)
    meant = " / ".join(targets()[board].name for board in image.boards) or image.family
    if not meant:
        raise FileError("flash_for_no_board", name=name, board=board)
    raise FileError("flash_wrong_board", name=name, meant=meant, board=board)


def _push(handle: int, path: Path) -> None:
    os.fsync(handle)


def _write(drive: Drive, name: str, data: bytes, push: Push) -> None:
    """Write a file in one stream; only at its end is the system told to push it all out.

    A sync after each block breaks the V2's DAPLink (microbit-foundation/micropython-microbit-v2,
    issue 38).
    """
    path = drive.folder / name
    # A board's drive has no links; a folder that has one is no drive to be led astray by.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handed_over = False
    try:
        with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
            file.write(data)
            file.flush()
            handed_over = True
            push(file.fileno(), path)
    except OSError as error:
        if handed_over and not drive.is_there():
            return  # the board restarts with the last block, while the system still waits for it
        with suppress(OSError):
            path.unlink()
        raise _trouble(drive, error) from error


def _trouble(drive: Drive, error: OSError) -> KibakoError:
    path = str(drive.folder)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return FileError("flash_full", path=path)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return FileError("flash_read_only", path=path)
    if error.errno in _GONE and not drive.is_there():
        return LinkLost("flash_drive_gone", path=path)
    return FileError("flash_unwritable", path=path, reason=reason_of(error))


def _watch(
    drive: Drive,
    name: str,
    before: str | None,
    view: UsbView | None,
    limit_s: float,
    pause: Callable[[float], None],
    now: Callable[[], float],
) -> bool:
    """Wait until the drive shows what became of the file; return whether it came back."""
    until = now() + limit_s
    went = False
    while now() < until:
        if went and view is not None and not drive.is_there():
            drive = drive.found_again(view)
        if not drive.is_there():
            went = True
            if drive.told_by == BOOT_ROM_FILE:
                return False  # a boot ROM's drive is gone for good once the firmware starts
        else:
            # After the board has taken the file in, its drive is made anew: without the file.
            anew = went or not drive.has(name)
            failure = drive.failure()
            if failure is not None and (anew or failure != before):
                raise BoardError("flash_refused", board=drive.names, reason=failure)
            if anew:
                return True
        pause(_LOOK_S)
    if went:
        return False
    raise BoardError("flash_no_answer", board=drive.names, seconds=round(limit_s))
