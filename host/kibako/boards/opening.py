"""From a moniker to a board that answers."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.boards.board import Board
from kibako.boards.labelled import LabelledLink
from kibako.boards.labels import SCHEME
from kibako.errors import KibakoError, LinkError
from kibako.links.base import Link
from kibako.links.open import open_link
from kibako.virtual.options import ORDINARY, VirtualOptions

if TYPE_CHECKING:
    from kibako.usb import UsbView

_NOBODY = ("link_no_board", "link_missing", "label_absent", "board_silent")
"""Nothing answers there: the reason may be a board that has only its bootloader."""


def open_board(
    moniker: str,
    *,
    wire_log: Path | None = None,
    virtual: VirtualOptions = ORDINARY,
    timeout_s: float = 10.0,
    usb: "UsbView | None" = None,
    stop: threading.Event | None = None,
) -> Board:
    """Open a board and ask it who it is.

    Args:
        moniker: Which board: ``board:LABEL``, or a form of :func:`kibako.links.open.open_link`.
        wire_log: A file that gets every byte as lines of JSON.
        virtual: How a virtual board is to be.
        timeout_s: How long the prompt may take.
        usb: What is plugged in; the computer's own USB without it.
        stop: Once set, the board is left before it has answered.

    Returns:
        The board, connected.

    Raises:
        UsageError: No such moniker.
        LinkError: The board is not there, in use, not permitted, or waits for firmware.
        RemoteProtocolError: It does not answer as MicroPython does.
    """
    try:
        board = Board(board_link(moniker, wire_log=wire_log, virtual=virtual, usb=usb))
        board.connect(timeout_s, stop=stop)
    except KibakoError as error:
        waiting = _waiting_drive(error, moniker, usb)
        if waiting is None:
            raise
        raise LinkError("board_waits_for_firmware", port=moniker, path=waiting) from error
    return board


def board_link(
    moniker: str,
    *,
    wire_log: Path | None = None,
    virtual: VirtualOptions = ORDINARY,
    usb: "UsbView | None" = None,
) -> Link:
    """Return the link to a board, not opened yet; the arguments are those of :func:`open_board`.

    Raises:
        UsageError: No such moniker.
    """

    def reach(port: str) -> Link:
        return open_link(port, wire_log=wire_log, virtual=virtual)

    return LabelledLink(moniker, reach, usb) if moniker.startswith(SCHEME) else reach(moniker)


def _waiting_drive(error: KibakoError, moniker: str, usb: "UsbView | None") -> Path | None:
    """Return the drive of a board that waits for firmware, where that may be the one meant."""
    if error.code not in _NOBODY or not moniker.startswith((SCHEME, "serial:")):
        return None
    from kibako.boards.plugged import BOOTLOADERS, usb_view  # here: most boards are there

    waiting = (drive for drive in (usb or usb_view()).drives() if drive.label in BOOTLOADERS)
    return next((drive.path for drive in waiting), None)
