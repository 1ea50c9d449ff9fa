"""Make one board of many show itself."""

from kibako.boards.board import Board
from kibako.errors import BoardError

BLINKS = 6
HALF_MS = 250
"""How long it is bright, and then dark, in milliseconds."""

_CODE = {
    "microbit": (
        "from microbit import display, Image, sleep\n"
        f"for _ in range({BLINKS}):\n"
        f" display.show(Image.DIAMOND); sleep({HALF_MS}); display.clear(); sleep({HALF_MS})\n"
    ),
    "pico": (
        "from machine import Pin\nfrom time import sleep_ms\n"
        "led = Pin('LED', Pin.OUT)\n"
        f"for _ in range({BLINKS}):\n"
        f" led.value(1); sleep_ms({HALF_MS}); led.value(0); sleep_ms({HALF_MS})\n"
    ),
}
"""What is run on the boards of a family."""


def blink(board: Board) -> None:
    """Blink the board's display or LED for three seconds; a running program is stopped for it.

    Args:
        board: The board, connected.

    Raises:
        BoardError: Kibako does not know what that board could blink.
    """
    family = board.profile.family
    if family not in _CODE:
        raise BoardError("board_cannot_blink", board=board.identity.name)
    board.exec(_CODE[family], timeout_s=2 * BLINKS * HALF_MS / 1000 + 10)
