"""Why a board could not read a program: found in its text, never by running it."""

import ast
import keyword
import re
import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

from kibako.lessons.explain import rules

MAX_CODE_CHARS = 65_536
"""A longer program is not looked at."""
WIDE_SPACE = "\u3000"

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|#.*")
_NEAREST = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "「": '"', "」": '"'}
_CONDITION = re.compile(r"\s*(?:if|elif|while|assert|return)\b")
_ELSE_IF = re.compile(r"\s*else\s+if\b")
_PARTNER = re.compile(r"\s*(else|elif|except|finally)\b")
_STEP = re.compile(r"(?<![+\-\w ])\s*(\+\+|--)(?=\s*(?:$|[;)\]]))|(?<=\w)(\+\+|--)\s*$")
_LOGIC = {"&&": "and", "||": "or", "!": "not"}
_LOGIC_SIGN = re.compile(r"&&|\|\||!(?!=)")
_UNFINISHED = re.compile(r"(?:[-+*/%=<>&|^.,]|\b(?:and|or|not|in|is|import|from|return not))\s*$")
_KEYWORDS = "|".join(keyword.kwlist)
_KEYWORD_NAME = re.compile(rf"\s*(?:(?:for|def|as)\s+)?({_KEYWORDS})\s*(?:=(?!=)|\(\)\s*:)")


@dataclass(frozen=True, slots=True)
class Cause:
    """What is wrong with a program's text.

    Attributes:
        kind: The kind of mistake: the messages ``explain_<kind>``.
        line: Where, counted from 1.
        fields: What the messages name.
    """

    kind: str
    line: int
    fields: dict[str, str] = field(default_factory=dict[str, str])


def wide_sign(line: str) -> tuple[str, str] | None:
    """Find a sign that an input method has made wide, as （ or １, outside quotes and comments.

    Args:
        line: A line of a program.

    Returns:
        The sign, and the one that Python knows; None when there is no such sign.
    """
    for sign in _QUOTED.sub("", line):
        plain = _NEAREST.get(sign) or unicodedata.normalize("NFKC", sign)
        if plain != sign and plain.isascii():
            return sign, plain
    return None


def find_cause(code: str, line: int | None = None) -> Cause | None:
    """Find why a program cannot be read.

    Args:
        code: The program.
        line: Where the board says that it could not go on; None when it has said nothing.

    Returns:
        The cause; None when Python can read the program, or knows no more than the board.
    """
    if len(code) > MAX_CODE_CHARS:
        return None
    lines = code.split("\n")
    error = _syntax_error(code)
    told = error.lineno if error is not None and error.lineno else None
    if error is None and line is None:
        return None
    for number in dict.fromkeys(each for each in (line, told) if each is not None):
        if found := _wide(lines, number):
            return found
    if error is None:
        return _not_on_boards(code)
    for number in dict.fromkeys(each for each in (told, line) if each is not None):
        if 1 <= number <= len(lines) and (found := _habit(lines, number)):
            return found
    known = rules.of_computer(error.msg or "")
    if known is not None:
        number = told or line or 1
        if known.kind == "indent_more" and "\t" in _indent(lines, number):
            return Cause("indent_tab", number)
        if known.kind == "syntax_equals" and not _CONDITION.match(lines[number - 1]):
            return Cause("syntax_assign", number)
        return Cause(known.kind, number, known.fields)
    for number in dict.fromkeys(each for each in (told, line) if each is not None):
        if 1 <= number <= len(lines) and (found := _shape(lines, number)):
            return found
    return None


def uncalled(code: str) -> tuple[int, str] | None:
    """Find a line that only names a function, as ``display.clear`` without ``()``.

    Args:
        code: The program.

    Returns:
        The line, counted from 1, and the name; None when there is none.
    """
    tree = parsed(code)
    for node in () if tree is None else ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute | ast.Name):
            return node.lineno, ast.unparse(node.value)
    return None


def parsed(code: str) -> ast.Module | None:
    """Return a program as Python's grammar has it; None when it cannot be read."""
    if len(code) > MAX_CODE_CHARS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _syntax_error(code: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _wide(lines: Sequence[str], number: int) -> Cause | None:
    if not 1 <= number <= len(lines):
        return None
    found = wide_sign(lines[number - 1])
    if found is None:
        return None
    if found[0] == WIDE_SPACE:
        return Cause("syntax_wide_space", number)
    return Cause("syntax_wide_sign", number, {"sign": found[0], "plain": found[1]})


def _habit(lines: Sequence[str], number: int) -> Cause | None:
    """Find what other languages write otherwise."""
    bare = _QUOTED.sub("", lines[number - 1])
    if _ELSE_IF.match(bare):
        return Cause("syntax_else_if", number)
    if step := _STEP.search(bare):
        return Cause("syntax_increment", number, {"sign": step[1] or step[2]})
    if logic := _LOGIC_SIGN.search(bare):
        return Cause("syntax_logic", number, {"sign": logic[0], "plain": _LOGIC[logic[0]]})
    if name := _KEYWORD_NAME.match(bare):
        return Cause("syntax_keyword", number, {"name": name[1]})
    return None


def _shape(lines: Sequence[str], number: int) -> Cause | None:
    """Find what can be told from the shape of a line that Python only calls invalid."""
    bare = _QUOTED.sub("", lines[number - 1])
    if partner := _PARTNER.match(bare):
        return Cause("syntax_else_alone", number, {"name": partner[1]})
    if _UNFINISHED.search(bare):
        return Cause("syntax_unfinished", number)
    return None


def _indent(lines: Sequence[str], number: int) -> str:
    line = lines[number - 1] if 1 <= number <= len(lines) else ""
    return line[: len(line) - len(line.lstrip())]


def _not_on_boards(code: str) -> Cause | None:
    """Find what the Python of this computer reads, and that of boards does not."""
    tree = parsed(code)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Match):
            return Cause("syntax_match", node.lineno)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            return Cause("syntax_f_string", node.lineno)
    return None
