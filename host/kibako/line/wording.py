"""What is written, put into words: step texts, lines of code."""

from kibako_access import ruby

from kibako import strings
from kibako.lessons.prose import Block, parse
from kibako.line.outline import level_words
from kibako.visible import printable


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
