"""Mutants of a solution: the same program with one small mistake. Does the check notice?"""

import ast
import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kibako import tables

SURVIVORS = "survivors.toml"
MAX_MUTANTS = 200
"""The most mutants of one program."""

_ASKS = ast.If | ast.IfExp | ast.While
_BLOCKS = ast.Module | ast.FunctionDef | ast.For | ast.While | ast.If | ast.With
_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


Change = tuple[int, str, ast.Module]
"""The line, what is changed, and the whole program with the change."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program with one small mistake.

    Attributes:
        line: Where.
        change: What: ``sleep(500) -> sleep(1501)``.
        code: The program.
    """

    line: int
    change: str
    code: str

    @property
    def name(self) -> str:
        """What it is called in a list of survivors: ``3: - sleep(500)``."""
        return f"{self.line}: {self.change}"


class Survivors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file ``survivors.toml`` of a pack."""

    schema: int
    survivors: dict[str, str] = {}
    """Why a mutant does no harm, by step and mutant: ``heart 3: - sleep(500)``; ``*`` stands for
    anything."""


def excused(folder: Path) -> Mapping[str, str]:
    """Return which mutants of a pack may pass, and why.

    Args:
        folder: The folder of the pack.

    Returns:
        The reasons, by patterns for :func:`reason_of`.

    Raises:
        FileError: Its file is wrong.
    """
    path = folder / SURVIVORS
    return tables.read_table(path, Survivors).survivors if path.is_file() else {}


def reason_of(reasons: Mapping[str, str], name: str) -> str:
    """Return why a mutant does no harm; "" when nobody said so.

    Args:
        reasons: What :func:`excused` returned.
        name: Step and mutant: ``heart 3: - sleep(500)``.
    """
    for pattern, reason in reasons.items():
        parts = [re.escape(part) for part in pattern.split("*")]
        if re.fullmatch(".*".join(parts), name):
            return reason
    return ""


def mutants(code: str) -> tuple[Mutant, ...]:
    """Return the mutants of a program: other constants, other comparisons, lines left out.

    Args:
        code: The program.

    Returns:
        The mutants, by line; each differs from the program and from the others.
    """
    tree = ast.parse(code)
    before = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for line, change, changed in _changes(tree):
        text = ast.unparse(ast.fix_missing_locations(changed))
        if text != before and text not in found and len(found) < MAX_MUTANTS:
            found[text] = Mutant(line, change, text + "\n")
    return tuple(sorted(found.values(), key=lambda mutant: (mutant.line, mutant.change)))


def _changes(tree: ast.Module) -> Iterator[Change]:
    nodes = list(ast.walk(tree))
    places = {id(node): at for at, node in enumerate(nodes)}
    around: dict[int, int] = {}
    for at, node in enumerate(nodes):
        own = at if isinstance(node, ast.stmt) else around.get(at, 0)
        for child in ast.iter_child_nodes(node):
            around[places[id(child)]] = own
    for at, node in enumerate(nodes):
        line = at if isinstance(node, ast.stmt) else around.get(at, at)
        for name, value in _other_fields(tree, node):
            changed = _with(tree, at, name, value)
            # Nodes come by depth: what lies above the change has its old place.
            told = f"{_first(nodes[line])} -> {_first(list(ast.walk(changed))[line])}"
            yield getattr(node, "lineno", 0), told, changed
        if isinstance(node, _BLOCKS):
            yield from _left_out(tree, at, "body", node.body)
        if isinstance(node, ast.For | ast.While | ast.If):
            yield from _left_out(tree, at, "orelse", node.orelse)


def _other_fields(tree: ast.Module, node: ast.AST) -> Iterator[tuple[str, object]]:
    """Yield which field of a node could be what instead."""
    if isinstance(node, ast.Constant) and not _is_docstring(tree, node):
        for value in _other_values(node.value):
            yield "value", value
    elif isinstance(node, ast.Compare):
        other = _SWAPPED.get(type(node.ops[0]))
        if other is not None:
            yield "ops", [other(), *node.ops[1:]]
    elif isinstance(node, ast.BinOp | ast.BoolOp):
        other = _SWAPPED.get(type(node.op))
        if other is not None:
            yield "op", other()
    elif isinstance(node, _ASKS) and isinstance(node.test, ast.UnaryOp):
        yield "test", node.test.operand


def _first(node: ast.AST) -> str:
    """Return the first line of a statement."""
    return ast.unparse(node).splitlines()[0]


def _other_values(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value * 3 + 1] if value else [1]
    if isinstance(value, str):
        return [value[1:] + "x"]
    return []


def _left_out(tree: ast.Module, at: int, name: str, lines: Sequence[ast.stmt]) -> Iterator[Change]:
    """Leave out one line after the other; an import is left, for its lack is no mistake to find."""
    for number, line in enumerate(lines):
        if isinstance(line, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Pass):
            continue
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            continue
        rest = [*lines[:number], ast.Pass(), *lines[number + 1 :]]
        yield line.lineno, f"- {_first(line)}", _with(tree, at, name, rest)


def _with(tree: ast.Module, at: int, name: str, value: object) -> ast.Module:
    """Return a copy of a program in which one field of a node is another."""
    changed = copy.deepcopy(tree)
    setattr(list(ast.walk(changed))[at], name, copy.deepcopy(value))
    return changed


def _is_docstring(tree: ast.Module, node: ast.Constant) -> bool:
    return any(isinstance(each, ast.Expr) and each.value is node for each in ast.walk(tree))
