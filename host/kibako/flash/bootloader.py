"""Into the bootloader through the REPL: a Pico that runs MicroPython needs no button."""

from contextlib import suppress

from kibako.boards.board import Board
from kibako.errors import BoardError, KibakoError, LinkLost
from kibako.images.targets import targets

_CODE = "import machine\nmachine.bootloader()\n"
_LIMIT_S = 3.0


def enter_bootloader(board: Board) -> None:
    """Let a board start its boot ROM, which shows the drive for firmware; its port goes away.

    Args:
        board: The board, connected; it is closed afterwards.

    Raises:
        BoardError: This board has no such boot ROM, or its MicroPython cannot start it.
    """
    target = targets().get(board.profile.id)
    try:
        if target is None or not target.image.drive:
            raise BoardError("bootloader_none", board=board.identity.name)
        # The board is gone before it can answer; whether it went there shows in the drive alone.
        with suppress(LinkLost):
            board.exec(_CODE, timeout_s=_LIMIT_S)
    except BoardError as error:
        if error.code not in ("board_too_slow", "board_will_not_stop"):
            raise
    finally:
        with suppress(KibakoError):
            board.link.close()
