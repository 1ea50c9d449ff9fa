"""``kibako braille TEXT``: a text, or a program, in braille."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, UsageError

TEXT_MAX = 100_000
"""The longest text that is written, in bytes."""
PROGRAM = ".py"


def run(words: Sequence[str]) -> int:
    """Write a text in braille.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako braille", strings.text("cli.braille_about"))
    parser.word("TEXT", help="braille_text", many=True)
    parser.option("--code", help="braille_code", action="store_true")
    parser.option("--brf", help="braille_brf", metavar="FILE")
    parser.option("--force", help="force_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako_access import braille

    from kibako.workbench.questions import spoken_language

    name = found.text[0] if len(found.text) == 1 else ""
    is_file = Path(name).suffix in (PROGRAM, ".md", ".txt")
    text = " ".join(found.text)
    if is_file:
        text = local.read_bytes(name, TEXT_MAX).decode("utf-8-sig", "replace")
    is_code = found.code or (is_file and name.endswith(PROGRAM))
    if is_code and found.brf:
        raise UsageError("braille_code_brf")
    written: list[str] = []
    for line in text.splitlines():
        cells = braille.code(line) if is_code else braille.prose(line, spoken_language())
        written += braille.lines(cells)
    if found.brf:
        local.write_bytes(Path(found.brf), braille.brf(written).encode(), replace=found.force)
        return ExitStatus.DONE
    for line in written:
        output.data(line)
    return ExitStatus.DONE
