"""The lines and sentences of a Markdown text, with the numbers of their lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kibako_access import ruby

_CODE = re.compile(r"`[^`\n]*`")
_BLOCK = re.compile(r"(#{1,6}\s|[-*]\s|\d{1,3}\.\s|>|\||!\[)")
_END = re.compile(r"[。！？](?:[」』）]*)")
PICTURE = re.compile(r"!\[(?P<alt>[^\]\n]*)\]\((?P<file>[^()\n]*)\)")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<target>[^()\n]*)\)")
HEADING = re.compile(r"(?P<level>#{1,6})\s+\S")


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code between two fences.

    Attributes:
        line: The line of its first fence.
        text: What it holds.
    """

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is shown without readings.

    Attributes:
        line: Where it begins.
        text: The text, without ruby and marks; inline code is the letter ``C``.
        ended: Whether it ends with a full stop, and so is a whole sentence.
    """

    line: int
    text: str
    ended: bool


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line outside of code with its number; inline code is left out."""
    fenced = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, _CODE.sub("C", line)


def codes(text: str) -> tuple[Code, ...]:
    """Return the blocks of code."""
    found: list[Code] = []
    block: list[str] | None = None
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().startswith("```"):
            if block is None:
                block, begin = [], number
            else:
                found.append(Code(begin, "\n".join(block)))
                block = None
        elif block is not None:
            block.append(line)
    if block is not None:
        found.append(Code(begin, "\n".join(block)))
    return tuple(found)


def open_code(text: str) -> int:
    """Return the line of a fence that nothing closes; 0 when each has its end."""
    fences = [
        number for number, line in enumerate(text.split("\n"), 1) if line.strip().startswith("```")
    ]
    return fences[-1] if len(fences) % 2 else 0


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a Japanese text, headings and items that have no full stop too."""
    pending, begin = "", 0
    for number, raw in [*prose(text), (0, "")]:
        line = raw.strip().replace("**", "")
        if picture := PICTURE.fullmatch(line):
            if pending:
                yield Sentence(begin, pending, False)
            pending = ""
            yield Sentence(number, ruby.render(picture["alt"].strip(), "normal"), False)
            continue
        if (not line or _BLOCK.match(raw.strip())) and pending:
            yield Sentence(begin, pending, False)
            pending = ""
        line = _BLOCK.sub("", line, count=1) if _BLOCK.match(line) else line
        shown = ruby.render(line.strip(" |"), "normal")
        while shown:
            begin = begin if pending else number
            end = _END.search(shown)
            if end is None:
                pending = f"{pending} {shown}" if pending else shown
                break
            whole = f"{pending} {shown[: end.end()]}" if pending else shown[: end.end()]
            yield Sentence(begin, whole.strip(), True)
            pending, shown = "", shown[end.end() :].strip()
        if pending and raw.strip().startswith("#"):
            yield Sentence(begin, pending, False)
            pending = ""
