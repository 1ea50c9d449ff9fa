"""Mutants of a solution: the same program with one small mistake, to see whether a check notices."""

import ast
import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kibako import tables

SURVIVORS = "survivors.toml"
MAX_MUTANTS = 200
"""The most mutants of one program."""

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
    """Why a mutant does no harm, by step and mutant: ``heart: 3: 500 -> 1501``."""


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


def _changes(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    nodes = list(ast.walk(tree))
    for at, node in enumerate(nodes):
        if isinstance(node, ast.Constant) and not _is_docstring(tree, node):
            for value in _other_values(node.value):
                changed, twin = _twin(tree, at)
                assert isinstance(twin, ast.Constant)  # noqa: S101 - for the type checker
                twin.value = value
                yield node.lineno, f"{node.value!r} -> {value!r}", changed
        elif isinstance(node, ast.Compare):
            yield from _swapped(tree, at, node, "ops")
        elif isinstance(node, ast.BinOp | ast.BoolOp):
            yield from _swapped(tree, at, node, "op")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            changed, twin = _twin(tree, at)
            assert isinstance(twin, ast.UnaryOp)  # noqa: S101 - for the type checker
            _replace(changed, twin, twin.operand)
            yield node.lineno, "not x -> x", changed
        for name in ("body", "orelse"):
            lines = getattr(node, name, None)
            if isinstance(lines, list):
                yield from _left_out(tree, at, name)


def _other_values(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value * 3 + 1] if value else [1]
    if isinstance(value, str):
        return [value[1:] + "x" if value else "x"]
    return []


def _swapped(tree: ast.Module, at: int, node: ast.expr, name: str) -> Iterator[tuple[int, str, ast.Module]]:
    operators = getattr(node, name)
    first = operators[0] if isinstance(operators, list) else operators
    other = _SWAPPED.get(type(first))
    if other is None:
        return
    changed, twin = _twin(tree, at)
    setattr(twin, name, [other(), *operators[1:]] if isinstance(operators, list) else other())
    yield node.lineno, f"{type(first).__name__} -> {other.__name__}", changed


def _left_out(tree: ast.Module, at: int, name: str) -> Iterator[tuple[int, str, ast.Module]]:
    """Leave out one line after the other; an import is left, for its lack is no mistake to find."""
    node = list(ast.walk(tree))[at]
    for number, line in enumerate(getattr(node, name)):
        if isinstance(line, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Pass):
            continue
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            continue
        changed, twin = _twin(tree, at)
        lines = getattr(twin, name)
        lines[number] = ast.Pass()
        yield line.lineno, f"- {ast.unparse(line).splitlines()[0]}", changed


def _twin(tree: ast.Module, at: int) -> tuple[ast.Module, ast.AST]:
    changed = copy.deepcopy(tree)
    return changed, list(ast.walk(changed))[at]


def _replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if value is old:
                setattr(node, name, new)
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = new


def _is_docstring(tree: ast.Module, node: ast.Constant) -> bool:
    return any(
        isinstance(each, ast.Expr) and each.value is node for each in ast.walk(tree)
    )
