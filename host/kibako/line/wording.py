"""What is seen or drawn, put into words: pictures of the display, step texts, lines of code."""

import ast
import functools

from kibako_access import ruby

from kibako import strings
from kibako.lessons.prose import Block, parse
from kibako.line.outline import level_words
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
        return strings.text("line.picture", what=printable(frame))
    lit = sorted({digit for digit in digits if digit != "0"})
    if not lit:
        return strings.text("line.picture", what=strings.text("line.dark"))
    bits = _bits(digits)
    if bits in _PICTURES:
        what = strings.text(f"picture.{_PICTURES[bits].lower()}")
    elif bits in _LETTERS:
        what = _sign(_LETTERS[bits], code)
    else:
        what = _rows(rows, uneven=len(lit) > 1)
    if len(lit) == 1 and lit != ["9"]:
        what = strings.text("line.brightness", what=what, level=lit[0])
    return strings.text("line.picture", what=what)


def _sign(sign: str, code: str) -> str:
    """Say a letter, or a digit; where a program may mean either, both are said."""
    if sign == _ALIKE:
        if _writes_o(code):
            return strings.text("line.digit_or_letter")
        sign = "0"
    return strings.text("line.digit" if sign in "0123456789" else "line.letter", letter=sign)


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
            said.append(strings.text("line.row", row=number, lamps=" ".join(lamps)))
    return strings.text("line.between").join(said)


def readable(text: str, mode: ruby.Mode) -> str:
    """Return text with ruby as the line mode writes it: each word once.

    Args:
        text: Text in the Aozora notation.
        mode: What the person chose; ふりがな would say a word twice, so it becomes かなだけ.

    Returns:
        The text, kanji alone in the mode ふつう, else the reading alone.
    """
    return ruby.render(text, "normal" if mode == "normal" else "kana")


def step_lines(text: str, mode: ruby.Mode) -> list[str]:
    """Return the text of a step as lines to read aloud, one sentence or item a line."""
    lines: list[str] = []
    for block in parse(text):
        lines += _block_lines(block, "normal" if mode == "normal" else "kana")
    return lines


def _block_lines(block: Block, mode: ruby.Mode) -> list[str]:
    lines = ["".join(piece.shown(mode) for piece in line) for line in block.lines]
    if block.kind == "code":
        return [_code(line) for line in lines]
    if block.kind == "heading":
        return [strings.text("line.heading", heading=line) for line in lines]
    if block.kind == "picture":
        return [f"{strings.text('prose.picture')}{line}" for line in lines]
    if block.kind == "item" and lines:
        mark = "-" if block.marker == "・" else block.marker
        return [f"{mark} {lines[0]}", *lines[1:]]
    return lines


def _code(line: str) -> str:
    """Return a line of code of a step; its indentation is said, for a voice leaves spaces out."""
    text = line.lstrip(" ")
    if not text or text == line:
        return strings.text("line.code", code=line)
    return strings.text("line.code_deeper", indent=level_words(line), code=text)


def code_line(number: int, line: str) -> str:
    """Return a line of the program to read aloud: its number, its indentation, its text."""
    text = line.lstrip(" ")
    if not text:
        return strings.text("line.code_empty", number=number)
    if indent := level_words(line):
        return strings.text(
            "line.code_indented", number=number, indent=indent, code=printable(text)
        )
    return strings.text("line.code_line", number=number, code=printable(text))


def code_lines(code: str) -> list[str]:
    """Return the program to read aloud, one record a line."""
    lines = code.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if not lines:
        return [strings.text("line.code_none")]
    return [code_line(number, line) for number, line in enumerate(lines, start=1)]
