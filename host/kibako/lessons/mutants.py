"""Mutants of a solution: the same program with one small mistake. Does the check notice?"""

import ast
import copy
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
        change: What: ``500 -> 1500``.
        code: The program.
    """

    line: int
    change: str
    code: str

    @property
    def name(self) -> str:
        """What it is called in a list of survivors: ``3: 500 -> 1500``."""
        return f"{self.line}: {self.change}"


class Survivors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file ``survivors.toml`` of a pack."""

    schema: int
    survivors: dict[str, str] = {}
    """Why a mutant does no harm, by step and mutant: ``heart 3: 500 -> 1501``."""


def excused(folder: Path) -> Mapping[str, str]:
    """Return which mutants of a pack may pass, and why.

    Args:
        folder: The folder of the pack.

    Raises:
        FileError: Its file is wrong.
    """
    path = folder / SURVIVORS
    return tables.read_table(path, Survivors).survivors if path.is_file() else {}


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
    for at, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Constant) and not _is_docstring(tree, node):
            for value in _other_values(node.value):
                yield _with(tree, at, node, "value", value, f"{node.value!r} -> {value!r}")
        elif isinstance(node, ast.Compare):
            other = _SWAPPED.get(type(node.ops[0]))
            if other is not None:
                told = f"{_sign(node.ops[0])} -> {_sign(other())}"
                yield _with(tree, at, node, "ops", [other(), *node.ops[1:]], told)
        elif isinstance(node, ast.BinOp | ast.BoolOp):
            other = _SWAPPED.get(type(node.op))
            if other is not None:
                yield _with(tree, at, node, "op", other(), f"{_sign(node.op)} -> {_sign(other())}")
        elif isinstance(node, ast.If | ast.IfExp | ast.While) and isinstance(
            node.test, ast.UnaryOp
        ):
            yield _with(tree, at, node, "test", node.test.operand, "not x -> x")
        if isinstance(node, _BLOCKS):
            yield from _left_out(tree, at, node, "body", node.body)
        if isinstance(node, ast.For | ast.While | ast.If):
            yield from _left_out(tree, at, node, "orelse", node.orelse)


def _other_values(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value * 3 + 1] if value else [1]
    if isinstance(value, str):
        return [value[1:] + "x"]
    return []


def _sign(operator: ast.AST) -> str:
    return type(operator).__name__


def _left_out(
    tree: ast.Module, at: int, node: ast.AST, name: str, lines: Sequence[ast.stmt]
) -> Iterator[Change]:
    """Leave out one line after the other; an import is left, for its lack is no mistake to find."""
    for number, line in enumerate(lines):
        if isinstance(line, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Pass):
            continue
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            continue
        rest = [*lines[:number], ast.Pass(), *lines[number + 1 :]]
        told = f"- {ast.unparse(line).splitlines()[0]}"
        yield line.lineno, told, _with(tree, at, node, name, rest, told)[2]


def _with(tree: ast.Module, at: int, node: ast.AST, name: str, value: object, told: str) -> Change:
    """Change one field of a node in a copy of the tree."""
    changed = copy.deepcopy(tree)
    twin = list(ast.walk(changed))[at]
    setattr(twin, name, copy.deepcopy(value))
    return getattr(node, "lineno", 0), told, changed


def _is_docstring(tree: ast.Module, node: ast.Constant) -> bool:
    return any(isinstance(each, ast.Expr) and each.value is node for each in ast.walk(tree))
