"""What a command says: data on standard output, everything else on standard error."""

import io
import json
import os
import sys

from kibako import strings
from kibako.errors import KibakoError
from kibako.visible import printable


def prepare() -> None:
    """Let a console that lacks Japanese show ``?``, and a closed stream be an empty one."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123 - it stays open
    if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - as above
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(name: str, /, **fields: object) -> None:
    """Say a message on standard error.

    Args:
        name: The message, ``group.key``.
        **fields: Its fields.
    """
    line(strings.text(name, None, **fields))


def line(text: str) -> None:
    """Say a line on standard error that is a sentence already, without its readings.

    Args:
        text: The line.
    """
    from kibako_access import ruby

    print(ruby.render(text, "normal"), file=sys.stderr, flush=True)  # mentors read kanji


def fault(error: KibakoError) -> None:
    """Say what went wrong and what to try, on standard error.

    Args:
        error: What went wrong.
    """
    # What is quoted may be a stranger's: a file's name, a key of a pack, a board's words.
    for said in f"{error.what}\n{error.next_step}".split("\n"):
        line(printable(said))


def data(text: str) -> None:
    """Write one line of data.

    Args:
        text: The line, without its end.
    """
    print(text, flush=True)


def one_line(text: str) -> str:
    r"""Return a stranger's text as one line that does nothing to a terminal.

    Args:
        text: The text; a letter that is not to be seen (a line end, an escape, a mark that turns
            the direction of writing) becomes ``\n`` or ``\u202e``.
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text.encode("utf-8", "replace").decode()
    )


def data_json(value: object) -> None:
    """Write data as one line of JSON; where the console lacks letters they are escaped.

    Args:
        value: Any JSON value.
    """
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    print(json.dumps(value, ensure_ascii=not encoding.startswith("utf")), flush=True)


def raw(content: bytes) -> None:
    """Write bytes just as they are.

    Args:
        content: The bytes of a file.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def silence() -> None:
    """Send what is still to be written nowhere, after the reader went away."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError):
            continue


def asks_plain() -> bool:
    """Return whether the environment asks for text that a screen reader reads well."""
    asked = os.environ.get("ACCESSIBLE", "0") not in ("", "0")
    return asked or os.environ.get("TERM", "") == "dumb"
