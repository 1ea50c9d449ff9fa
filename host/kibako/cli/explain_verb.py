"""``kibako explain [FILE]``: what tracebacks mean, and what to try."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words, one_of
from kibako.errors import ExitStatus, FileError

if TYPE_CHECKING:
    from kibako_access import ruby

    from kibako.lessons.explain.explanation import Explanation

TEXT_BYTES_MAX = 1_000_000
"""The longest text that is looked through, in bytes."""
READINGS = ("furigana", "normal", "kana")
FAMILIES = ("microbit", "pico")


def run(words: Sequence[str]) -> int:
    """Explain the tracebacks of a text.

    Args:
        words: What came after the verb.

    Returns:
        The exit status: 1 when there is nothing to explain.
    """
    parser = Words("kibako explain", strings.text("cli.explain_about"))
    parser.word("FILE", help="explain_file", needed=False)
    parser.option("--code", help="explain_code", metavar="FILE")
    parser.option("--for", help="explain_for", type=one_of("--for", FAMILIES), metavar="BOARD")
    parser.option(
        "--reading", help="hardware_reading", type=one_of("--reading", READINGS), default=None
    )
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    code = local.read_program(found.code) if found.code else ""
    explained = _explained(found, code)
    if found.json:
        output.data_json([_about(each) for each in explained])
    else:
        _write(explained, found.reading or usual_reading())
    if not explained:
        checked = bool(found.code) and not found.file
        output.say("explain.nothing_wrong" if checked else "explain.nothing")
        return ExitStatus.DONE if checked else ExitStatus.PROGRAM
    return ExitStatus.DONE


def usual_reading() -> "ruby.Mode":
    """Return how words are written when nobody says: each word once for a screen reader."""
    return "kana" if output.asks_plain() else "furigana"


def lines(found: "Explanation") -> Iterator[str]:
    """Yield an explanation as lines, with ruby.

    Args:
        found: The explanation.
    """
    if found.line is not None:
        place = strings.text("explain.about_line", None, line=found.line)
        yield f"{place}: {output.one_line(found.code_line)}" if found.code_line else place
    for word, said in (("what_word", found.what()), ("try_word", found.advice())):
        yield f"{strings.text(f'explain.{word}')}: {output.one_line(said)}"


def _explained(found: argparse.Namespace, code: str) -> "list[Explanation]":
    from kibako.lessons.explain.explanation import explain_code, explain_text

    if found.code and not found.file:  # only the program is there: look why it cannot be read
        told = explain_code(code)
        return [] if told is None else [told]
    text = _read(found.file or "-")
    name = Path(found.code).name if found.code else "<stdin>"
    return list(explain_text(text, code, getattr(found, "for") or "", name))


def _read(name: str) -> str:
    """Return a text of which every byte may be anything."""
    if name == "-":
        content = sys.stdin.buffer.read(TEXT_BYTES_MAX + 1)
        if len(content) > TEXT_BYTES_MAX:
            limit_kb = TEXT_BYTES_MAX // 1000
            raise FileError("local_too_large", path="-", size_kb=limit_kb, limit_kb=limit_kb)
    else:
        content = local.read_bytes(name, TEXT_BYTES_MAX)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")  # what a Windows shell writes by ">"
    return content.decode("utf-8-sig", "replace")


def _write(explained: "Sequence[Explanation]", reading: "ruby.Mode") -> None:
    from kibako_access import ruby

    for count, each in enumerate(explained):
        if count:
            output.data("")
        for line in each.raw.splitlines()[-1:]:
            output.data(output.one_line(line.strip()))
        for line in lines(each):
            output.data(ruby.render(line, reading))


def _about(each: "Explanation") -> dict[str, object]:
    return {
        "kind": each.kind,
        "line": each.line,
        "code": each.code_line,
        "what": each.what(),
        "try": each.advice(),
        "raw": each.raw,
    }
