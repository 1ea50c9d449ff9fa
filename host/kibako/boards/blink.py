"""Make one board of many show itself."""

from kibako.boards.board import Board
from kibako.errors import BoardError

BLINKS = 6
HALF_MS = 250
"""How long it is bright, and then dark, in milliseconds."""

_CODE = {
    "microbit": (
        "from microbit import display, Image, sleep\n"
        "for _ in range({blinks}):\n"
        " display.show(Image.DIAMOND); sleep({half_ms}); display.clear(); sleep({half_ms})\n"
    ),
    "pico": (
        "from machine import Pin\nfrom time import sleep_ms\n"
        "led = Pin('LED', Pin.OUT)\n"
        "for _ in range({blinks}):\n"
        " led.value(1); sleep_ms({half_ms}); led.value(0); sleep_ms({half_ms})\n"
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
    code = _CODE[family].format(blinks=BLINKS, half_ms=HALF_MS)
    board.exec(code, timeout_s=2 * BLINKS * HALF_MS / 1000 + 10)
