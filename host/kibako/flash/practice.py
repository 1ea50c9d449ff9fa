"""Firmware for practice: what the virtual bench takes for a MicroPython, where the shelf has none.

No package brings a Pico's MicroPython along. A virtual Pico looks only at what an image says of
itself, so this one says it and holds nothing else. It is for virtual boards alone.
"""

from kibako.images.targets import targets
from kibako.images.uf2 import write_uf2

NAME = "practice"
VERSION = "1.27.0"
_SIZE_BYTES = 320 * 1024
"""As large as a Pico's MicroPython, so that writing it takes as long."""


def practice_image(board: str) -> bytes:
    """Return an image for a virtual board with a boot ROM.

    Args:
        board: The board's id, such as ``pico``.
    """
    image = targets()[board].image
    says = f"MicroPython v{VERSION} on 2025-12-09\0{image.mark}\0".encode()
    return write_uf2(says.ljust(_SIZE_BYTES, b"\0"), image.ranges[0][0], min(image.numbers))
