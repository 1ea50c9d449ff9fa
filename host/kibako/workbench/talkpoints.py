"""Talkpoints: a learner's spoken probes on the lines of a program, and the copy that has them.

The program itself is never changed: the copy is gone through beside it (`virtual/echo.py`).
"""

import ast
import difflib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kibako.errors import UsageError

POINTS_MAX = 5
"""So many talkpoints a program can have: more could not be listened to."""
CHARS_MAX = 80
"""So long can be what one says."""
_CHARS_READ_MAX = 65_536
VALUE_CHARS_MAX = 100
"""So much of a value is told."""

Kind = Literal["word", "value", "pass"]

_PURE = (
    *("abs", "bin", "bool", "chr", "divmod", "float", "hex", "int", "len", "list", "max", "min"),
    *("ord", "repr", "round", "sorted", "str", "sum", "tuple", "type"),
)
"""What a talkpoint may call: it only looks."""
_LOOKS = (
    *(ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.BinOp, ast.UnaryOp),
    *(ast.BoolOp, ast.Compare, ast.IfExp, ast.Tuple, ast.List, ast.JoinedStr, ast.FormattedValue),
    *(ast.Call, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop),
)
_BEFORE = (ast.Return, ast.Raise, ast.Break, ast.Continue, ast.Pass)
"""Behind these nothing of the line is left to wait for."""
_BLOCKS = (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.Try, ast.ExceptHandler)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)

NAME = "_kibako_talk"
FIRST = f"""\
def {NAME}():
 call=__import__('_kibako').call
 def talk(n,f=None):
  try:
   v=f() if f else ''
   s=v if isinstance(v,str) else repr(v)
  except MemoryError:
   s='...'
  except Exception as e:
   call('echo.tell','%d !%s'%(n,type(e).__name__))
   return
  call('echo.tell','%d =%s'%(n,s[:{VALUE_CHARS_MAX}]))
 return talk
{NAME}={NAME}()
"""
"""Makes what the copy calls: it tells the number of a talkpoint and a value, or an exception."""


@dataclass(frozen=True, slots=True)
class Talkpoint:
    """A probe on a line.

    Attributes:
        line: The line, counted from 1.
        text: What was typed: a word, an expression, or "" for the line alone.
    """

    line: int
    text: str = ""

    def kind(self, code: str) -> Kind:
        """Return what it says: a word, a value, or only that the program passes.

        Args:
            code: The program: a name that it does not have is a word.
        """
        if not self.text:
            return "pass"
        tree = _expression(self.text)
        if tree is None or isinstance(tree, ast.Constant):
            return "word"
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        return "value" if names & _names(code) else "word"

    def word(self) -> str:
        """Return the word that it says, without the signs around a text."""
        tree = _expression(self.text)
        return str(tree.value) if isinstance(tree, ast.Constant) else self.text


def checked(line: int, text: str, code: str) -> Talkpoint:
    """Return a talkpoint for a line.

    Args:
        line: The line, counted from 1.
        text: What it is to say.
        code: The program.

    Raises:
        UsageError: There is nothing on that line to wait for, or it would do more than look.
    """
    lines = code.split("\n")
    text = " ".join(text.split())
    if not 1 <= line <= len(lines) or not lines[line - 1].strip():
        raise UsageError("talk_line_empty", line=line)
    tree = _parsed(code)
    if tree is not None and _place(tree, line) is None:
        raise UsageError("talk_line_nothing", line=line)
    if len(text) > CHARS_MAX:
        raise UsageError("talk_too_long", limit=CHARS_MAX)
    point = Talkpoint(line, text)
    if point.kind(code) == "value" and not _only_looks(text):
        raise UsageError("talk_only_looks", text=text)
    return point


def toggled(points: Sequence[Talkpoint], point: Talkpoint) -> tuple[Talkpoint, ...]:
    """Put a talkpoint on its line, in place of the one that is there.

    Raises:
        UsageError: There are as many as there can be.
    """
    others = [each for each in points if each.line != point.line]
    if len(others) >= POINTS_MAX:
        raise UsageError("talk_enough", limit=POINTS_MAX)
    return tuple(sorted((*others, point), key=lambda each: each.line))


def moved(points: Sequence[Talkpoint], old: str, new: str) -> tuple[Talkpoint, ...]:
    """Return where talkpoints stand when a program was changed; one whose line went is gone.

    Args:
        points: The talkpoints.
        old: The program as it was.
        new: The program as it is.
    """
    if not points or old == new:
        return tuple(points)
    before, after = old.split("\n"), new.split("\n")
    place: dict[int, int] = {}
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if tag in ("equal", "replace"):
            place.update(zip(range(i1 + 1, i2 + 1), range(j1 + 1, j2 + 1), strict=False))
    found = {place[each.line]: each.text for each in points if each.line in place}
    return tuple(
        Talkpoint(line, text) for line, text in sorted(found.items()) if after[line - 1].strip()
    )


def variables(code: str) -> tuple[str, ...]:
    """Return the names that get a value in a program, in their order."""
    tree = _parsed(code)
    found = dict.fromkeys(
        node.id if isinstance(node, ast.Name) else node.arg
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and _is_stored(node))
    )
    return tuple(found)


def copy_with(code: str, points: Sequence[Talkpoint]) -> str | None:
    """Return a copy of a program in which the talkpoints speak; each by its place in the list.

    Args:
        code: The program.
        points: The talkpoints.

    Returns:
        The copy; None when the program cannot be read, or nothing of it speaks.
    """
    tree = _parsed(code)
    if tree is None:
        return None
    changes: list[tuple[tuple[int, int], str]] = []
    for number, point in enumerate(points):
        node = _place(tree, point.line)
        if node is None:
            continue
        tree_of = _expression(point.text) if point.kind(code) == "value" else None
        value = "" if tree_of is None else f",lambda:({ast.unparse(tree_of)})"
        changes += _changes(code.split("\n"), node, f"{NAME}({number}{value})")
    if not changes:
        return None
    lines = [line.encode() for line in code.split("\n")]
    for (row, column), put in sorted(changes, key=lambda change: change[0], reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + put.encode() + line[column:]
    return b"\n".join(lines).decode()


def _changes(lines: list[str], node: ast.AST, call: str) -> list[tuple[tuple[int, int], str]]:
    """Return what is put where, by row (from 1) and byte, so that a line's talkpoint speaks."""
    if isinstance(node, ast.If | ast.While):
        test = node.test
        start = (test.lineno, test.col_offset)
        end = (test.end_lineno or test.lineno, test.end_col_offset or 0)
        return [(start, f" {call} or ("), (end, ")")]
    if isinstance(node, (*_BLOCKS, *_FUNCTIONS)):
        body = [each for each in node.body if not isinstance(each, ast.Global | ast.Nonlocal)]
        first = body[0] if body else node.body[-1]
        start = (first.lineno, first.col_offset)
        if not body:
            end = (first.end_lineno or first.lineno, first.end_col_offset or 0)
            return [(end, f";{call}")]
        if _is_simple(first):
            return [(start, f"{call};")]
        decorators = getattr(first, "decorator_list", [])
        row = min([first.lineno, *(each.lineno for each in decorators)])
        indent = lines[row - 1][: len(lines[row - 1]) - len(lines[row - 1].lstrip())]
        return [((row, 0), f"{indent}{call}\n")]
    if isinstance(node, _BEFORE):
        return [((node.lineno, node.col_offset), f"{call};")]
    if isinstance(node, ast.stmt):
        return [((node.end_lineno or node.lineno, node.end_col_offset or 0), f";{call}")]
    return []


def _place(tree: ast.Module, line: int) -> ast.AST | None:
    """Return the statement that begins on a line; None when there is none that can speak."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt | ast.ExceptHandler):
            continue
        if isinstance(node, ast.ClassDef | ast.Global | ast.Nonlocal):
            continue
        if node.lineno == line:
            return node
        if _is_simple(node) and node.lineno <= line <= (node.end_lineno or node.lineno):
            return node
    return None


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_simple(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt) and not hasattr(node, "body")


def _names(code: str) -> set[str]:
    """Return the names that a program has; those of a board's modules come with ``import *``."""
    tree = _parsed(code)
    found: set[str] = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


def _only_looks(text: str) -> bool:
    """Return whether an expression asks nothing of a board and changes nothing."""
    tree = _expression(text)
    if tree is None:
        return False
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return all(
        isinstance(node, _LOOKS)
        and (id(node) not in called or (isinstance(node, ast.Name) and node.id in _PURE))
        for node in ast.walk(tree)
    )


def _expression(text: str) -> ast.expr | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except _UNREADABLE:
        return None


def _parsed(text: str) -> ast.Module | None:
    if len(text) > _CHARS_READ_MAX:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except _UNREADABLE:
        return None
