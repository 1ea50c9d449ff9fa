"""What is wrong with a text that is no TOML, in our own words, with its line and column.

tomllib tells it in English and in terms of its grammar ("Invalid statement"). Who writes a pack by
hand mostly forgot a mark or left the input method on; that is what is said here, and tomllib's
own words stand behind it for who looks them up.
"""

import re
from collections.abc import Callable

from kibako import strings
from kibako.toml_lines import first_line_of_statement
from kibako.visible import printable

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_MAX_RAW_CHARS = 160
_WIDE = re.compile("[\uff01-\uff5e\u3000\u201c-\u201f\u2018\u2019\u300c-\u300f]")
"""What the Japanese input method writes for the signs of TOML, and the quotation marks of word
processors."""
_ASCII = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u300c\u300d\u300e\u300f", '"'),
    **dict.fromkeys("\u2018\u2019", "'"),
}

_KINDS: tuple[tuple[str, str], ...] = (
    ("Unterminated string|Illegal character '\\\\[nr]'", "no_end"),
    ("Illegal character|Found invalid character", "unseen"),
    ("Unescaped|Invalid hex value|Escaped character", "backslash"),
    ("Expected '=' after a key", "no_equals"),
    ("Invalid initial character for a key|Invalid statement", "no_key"),
    ("Invalid value", "no_value"),
    ("Invalid date", "no_date"),
    ("Unclosed array", "no_list_end"),
    ("Unclosed inline table", "no_table_end"),
    ("Expected '\\]", "no_head_end"),
    ("Cannot|Duplicate", "twice"),
    ("Expected newline", "surplus"),
    ("Expected ['\"]", "no_end"),
)
"""What each text of tomllib (3.11 to 3.14) begins with, and our message."""


def fault_of(error: BaseException, raw: bytes, file: str) -> str:
    """Return the sentences about what is wrong.

    Args:
        error: What reading it raised.
        raw: What was read, from anybody.
        file: What the sentences call the file.
    """
    if isinstance(error, UnicodeDecodeError):
        line = raw.count(b"\n", 0, error.start) + 1
        return strings.text("toml_fault.not_utf8", file=f"{file}:{line}")
    if isinstance(error, RecursionError):
        return strings.text("toml_fault.deep", file=file)
    text = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    said = printable(" ".join(str(error).split()))[:_MAX_RAW_CHARS]
    place = _PLACE.search(str(error))
    kind = next((kind for begin, kind in _KINDS if re.match(begin, str(error))), "other")
    if place is None:
        return strings.text("toml_fault.other", file=file, raw=said)
    lines = text.split("\n")
    line = int(place["line"] or len(text.rstrip("\n").split("\n")))
    column = int(place["column"] or len(lines[line - 1]) + 1)
    if kind in ("no_list_end", "no_table_end"):
        begun = first_line_of_statement(text, line)
        if _goes_on(lines[line - 1][column - 1 :].lstrip(" \t"), same_line=line == begun):
            kind = "no_comma"
        elif begun != line:
            line, column = begun, len(lines[begun - 1]) + 1
    mark = max(text.rfind('"""'), text.rfind("'''"))
    if kind == "no_end" and place["line"] is None and mark >= 0:
        line = text.count("\n", 0, mark) + 1
        column = mark - text.rfind("\n", 0, mark)
    kind, sign = _nearer(kind, lines[line - 1], column)
    found = {"sign": sign, "ascii": _ASCII.get(sign, "")}
    told = strings.text(f"toml_fault.{kind}", file=f"{file}:{line}", **found)
    return f"{told} {strings.text('toml_fault.beside', column=column, raw=said)}"


def _nearer(kind: str, line: str, column: int) -> tuple[str, str]:
    """Return the message that says best what stands there, and the sign that it is about."""
    rest = line[column - 1 :]
    if kind not in ("no_end", "unseen", "backslash", "twice"):
        # A sign of the input method is at home in a text, and what is wrong anywhere else.
        wide = _WIDE.search(_outside_texts(line))
        if wide:
            return "wide_space" if wide[0] == "\u3000" else "wide", wide[0]
    first = rest.lstrip(" \t")[:1]
    if kind == "no_value":
        return _kind_of_value(rest.strip()), first
    if kind == "no_key" and first == "=":
        return "no_name", first
    if kind == "twice" and line.lstrip().startswith("["):
        return "twice_table", first
    return kind, first


def _kind_of_value(rest: str) -> str:
    """Return what is wrong with a value."""
    tests: tuple[tuple[str, Callable[[str], object]], ...] = (
        ("nothing", lambda said: not said or said[0] in "#,]}"),
        ("no_bool", lambda said: re.match(r"(?:true|false)\b", said, re.IGNORECASE)),
        ("no_quotes", lambda said: said[0].isalpha() or not said.isascii()),
    )
    return next((kind for kind, test in tests if test(rest)), "no_value")


def _goes_on(rest: str, *, same_line: bool) -> bool:
    """Return whether a list or table goes on where a comma should be."""
    return rest[:1] in ('"', "'", "{") or rest[:1].isdigit() or (same_line and rest[:1].isalpha())


def _outside_texts(line: str) -> str:
    """Return a line without its texts in quotation marks and its note."""
    return re.sub(r'"(?:\\.|[^"\\])*"?|\'[^\']*\'?|#.*', "", line)
