"""What the 5x5 display shows, in words."""

import ast
import functools

from kibako import strings
from kibako.virtual.microbit_rom import FONT, IMAGES
from kibako.visible import printable

_SIZE = 5
_CELLS = _SIZE * _SIZE


def _bits(digits: str) -> int:
    return int("".join("0" if digit == "0" else "1" for digit in digits), 2)


_PICTURES = {bits: name for name, bits in reversed(IMAGES.items())}
_LETTERS = {bits: chr(32 + index) for index, bits in enumerate(FONT) if bits and index > 0}


_ALIKE = "O"
"""The letter that looks on the display as the digit 0 does; no other two signs are the same."""


def picture(frame: str, code: str = "") -> str:
    """Say what a display shows.

    Args:
        frame: Five rows of five digits with ``:`` between, as in a ``display frame`` event.
        code: The program that shows it: only one that writes a letter O can mean it.

    Returns:
        The name of a known picture, a letter, or which lamps of each row are on.
    """
    rows = frame.split(":")
    digits = "".join(rows)
    if len(digits) != _CELLS or not digits.isascii() or not digits.isdigit():
        return strings.text("announce.picture", what=printable(frame))
    lit = sorted({digit for digit in digits if digit != "0"})
    if not lit:
        return strings.text("announce.picture", what=strings.text("announce.dark"))
    bits = _bits(digits)
    if bits in _PICTURES:
        what = strings.text(f"picture.{_PICTURES[bits].lower()}")
    elif bits in _LETTERS:
        what = _sign(_LETTERS[bits], code)
    else:
        what = _rows(rows, uneven=len(lit) > 1)
    if len(lit) == 1 and lit != ["9"]:
        what = strings.text("announce.brightness", what=what, level=lit[0])
    return strings.text("announce.picture", what=what)


def _sign(sign: str, code: str) -> str:
    """Say a letter, or a digit; where a program may mean either, both are said."""
    if sign == _ALIKE:
        if _writes_o(code):
            return strings.text("announce.digit_or_letter")
        sign = "0"
    return strings.text(
        "announce.digit" if sign in "0123456789" else "announce.letter", letter=sign
    )


@functools.lru_cache(maxsize=1)
def _writes_o(code: str) -> bool:
    """Tell whether a program has a text with the letter O; one that cannot be read may have it."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _ALIKE in code
    texts = (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return any(isinstance(text, str) and _ALIKE in text for text in texts)


def _rows(rows: list[str], *, uneven: bool) -> str:
    """Say which lamps of each row are on; their brightness too when it differs."""
    said: list[str] = []
    for number, row in enumerate(rows, start=1):
        lamps = [
            f"{column}({digit})" if uneven else str(column)
            for column, digit in enumerate(row, start=1)
            if digit != "0"
        ]
        if lamps:
            said.append(strings.text("announce.row", row=number, lamps=" ".join(lamps)))
    return strings.text("announce.between").join(said)
