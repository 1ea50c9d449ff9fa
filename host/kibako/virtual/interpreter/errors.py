"""Error numbers: what C code calls EINVAL is 28 in WebAssembly's system interface, 22 on a board.

The artifact's C code was compiled with the numbers of WASI, and so are the answers of system
functions. Programs know the numbers of MicroPython boards. All of them become an ``OSError`` in
one function, so that is where they are translated.
"""

from kibako.virtual.interpreter.binary import invalid, signed
from kibako.virtual.interpreter.body import Body
from kibako.virtual.interpreter.opcodes import Op

RAISE_OS_ERROR = 397
"""``mp_raise_OSError(number)`` in the artifact."""

_OS_ERROR_TYPE = 23_608

BOARD_NUMBER = {
    63: 1, 44: 2, 29: 5, 8: 9, 6: 11, 48: 12, 2: 13, 20: 17, 75: 18, 43: 19, 54: 20, 31: 21,
    28: 22, 41: 23, 33: 24, 22: 27, 51: 28, 70: 29, 69: 30, 64: 32, 55: 39, 58: 95, 3: 98, 13: 103,
    15: 104, 42: 105, 53: 107, 73: 110, 14: 111, 23: 113, 7: 114, 26: 115,
}  # fmt: skip
"""WASI's error numbers and those of MicroPython boards."""

WASI_NUMBER = {board: wasi for wasi, board in BOARD_NUMBER.items()}
"""The same, the other way round."""


def translate_errors(body: Body) -> bytes:
    """Return ``mp_raise_OSError`` with its number translated first; others stay as they are.

    Args:
        body: The published body.

    Returns:
        The new body.

    Raises:
        WasmError: It is not the function that we know.
    """
    if body.groups or body.ops[:2] != [Op.I32_CONST, Op.LOCAL_GET]:
        raise invalid("mp_raise_OSError is not as expected")
    if body.args[:2] != [_OS_ERROR_TYPE, 0]:
        raise invalid("mp_raise_OSError is not as expected")
    # block; for each pair: if local 0 is the one, make it the other and leave the block; end
    cases = b"".join(
        b"\x20\x00\x41" + signed(wasi) + b"\x46\x04\x40"
        b"\x41" + signed(board) + b"\x21\x00\x0c\x01\x0b"
        for wasi, board in BOARD_NUMBER.items()
    )
    start = body.starts[0]
    return body.raw[:start] + b"\x02\x40" + cases + b"\x0b" + body.raw[start:]
