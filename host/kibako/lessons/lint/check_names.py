"""Names and arguments in a pack's ``check.py``: only what the checks' own module has.

A check in which ``expect.show`` is written for ``expect.shows`` ends in an error of the pack, and
only when it comes that far. What there is is read from the module that runs in the checks' machine.
"""

import ast
import builtins
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kibako.lessons.lint.remark import Remark, error
from kibako.resources import data_root

MODULE = "check"
MODULES = (
    *(MODULE, "array", "binascii", "cmath", "collections", "errno", "hashlib", "heapq", "io"),
    *("json", "math", "random", "re", "struct", "sys", "time"),
)
"""What a check can import that is of use to it; it has no board and no files."""
_BUILTINS = {*dir(builtins), "__name__"}
_ASKING = {"that", "hint"}
"""What of ``expect`` gets an answer and no function: a function not called is always true."""


@dataclass(frozen=True, slots=True)
class Call:
    """How something is called.

    Attributes:
        positional: The names of its arguments in their order, without ``self``.
        required: Those that have no value of their own.
        many: Whether it takes any number of values.
    """

    positional: tuple[str, ...]
    required: frozenset[str]
    many: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a check can import.

    Attributes:
        things: By name, such as ``board``, what that has: how it is called, None for a value.
        calls: What is called by its own name, such as ``image``.
        values: The rest, such as ``HEART``.
    """

    things: Mapping[str, Mapping[str, Call | None]]
    calls: Mapping[str, Call]
    values: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that can be imported."""
        return (*self.things, *self.calls, *sorted(self.values))


def name_remarks(file: str, tree: ast.Module) -> Iterator[Remark]:
    """Say which names and arguments of a check do not exist.

    Args:
        file: The file inside the pack.
        tree: What it says.
    """
    reading = _Reading(file, tree)
    yield from reading.imports()
    yield from reading.late_hint(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield from reading.name(node)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield from reading.attribute(node)
        elif isinstance(node, ast.Call):
            yield from reading.call(node)
        for each in _asked_nodes(node):
            yield from reading.uncalled(each)


def known_calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of what the checks' module has, with its name: ``expect.lamp``."""
    reading = _Reading("", tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := reading.called(node.func)[0]):
            yield name, node


@cache
def known() -> Known:
    """Return what the module of the checks has, read from its text."""
    path = data_root() / "firmware" / "virtual" / "check" / "check.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    things: dict[str, dict[str, Call | None]] = {}
    calls: dict[str, Call] = {}
    values: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            calls[node.name] = _signature(node.args)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            made = [each for each in _methods(node) if each.name == "__init__"]
            calls[node.name] = _signature(made[0].args, bound=True)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, node.value
            made_by = value.func if isinstance(value, ast.Call) else value
            of = made_by.id if isinstance(made_by, ast.Name) else ""
            if of.startswith("_") and of in classes:
                things[name] = {
                    each.name: None if each.decorator_list else _signature(each.args, bound=True)
                    for each in _methods(classes[of])
                    if not each.name.startswith("_")
                }
            else:
                values.add(name)
    return Known(things, calls, frozenset(values))


class _Reading:
    """One check, with what its names mean."""

    def __init__(self, file: str, tree: ast.Module) -> None:
        self._file = file
        self._modules = [
            each for each in ast.walk(tree) if isinstance(each, ast.Import | ast.ImportFrom)
        ]
        self._imports = [each for each in self._modules if isinstance(each, ast.ImportFrom)]
        self._own = set(_made_here(tree))
        self._all_known = True
        self._meaning: dict[str, str] = {}
        for node in self._modules:
            if isinstance(node, ast.Import):
                for each in node.names:
                    self._own.add((each.asname or each.name).split(".")[0])
        for node in self._imports:
            self._read_import(node)

    def _read_import(self, node: ast.ImportFrom) -> None:
        for each in node.names:
            name = each.asname or each.name
            if node.module != MODULE:
                self._own.add(name)
                self._all_known &= name != "*"
            elif name == "*":
                self._meaning.update((each, each) for each in known().names)
            else:
                self._meaning[name] = each.name
        # A name that gets another value somewhere may be anything.
        self._meaning = {name: of for name, of in self._meaning.items() if name not in self._own}

    def imports(self) -> Iterator[Remark]:
        """Say what is imported and is not there."""
        for node in self._modules:
            for name in [node.module] if isinstance(node, ast.ImportFrom) else node.names:
                top = (name if isinstance(name, str) else name.name if name else "").split(".")[0]
                if top not in MODULES:
                    yield self._unknown("check_module", node, top, MODULES)
        for node in self._imports:
            for each in node.names:
                if node.module == MODULE and each.name not in (*known().names, "*"):
                    yield self._unknown("check_import", node, each.name, known().names)

    def late_hint(self, tree: ast.Module) -> Iterator[Remark]:
        """Say that a hint comes when nothing is left that could fail."""
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
            if self.called(last.value.func)[0] == "expect.hint":
                yield error("check_hint_late", self._file, last.lineno)

    def name(self, node: ast.Name) -> Iterator[Remark]:
        """Say that a name is nowhere made nor imported."""
        mine = {*self._own, *self._meaning}
        if self._all_known and node.id not in mine | _BUILTINS:
            if node.id in known().names:
                yield error("check_no_import", self._file, node.lineno, name=node.id)
            else:
                yield self._unknown("check_name", node, node.id, sorted({*mine, *known().names}))

    def attribute(self, node: ast.Attribute) -> Iterator[Remark]:
        """Say that ``board``, ``expect`` or ``code`` have no such thing."""
        thing = self._thing(node.value)
        if thing is None or node.attr in known().things[thing] or node.attr.startswith("__"):
            return
        near = difflib.get_close_matches(node.attr, known().things[thing], 1)
        elsewhere = [
            f"{name}.{node.attr}" for name, has in known().things.items() if node.attr in has
        ]
        nearest = elsewhere or [f"{thing}.{each}" for each in near]
        name = f"{thing}.{node.attr}"
        if nearest:
            yield error("check_name_near", self._file, node.lineno, name=name, nearest=nearest[0])
        else:
            yield error("check_thing", self._file, node.lineno, name=name)

    def call(self, node: ast.Call) -> Iterator[Remark]:
        """Say that something is not called as it must be."""
        name, call, there = self.called(node.func)
        if not there:
            return
        if call is None:
            yield error("check_value", self._file, node.lineno, name=name)
            return
        starred = any(isinstance(each, ast.Starred) for each in node.args)
        keys = [each.arg for each in node.keywords if each.arg is not None]
        for key in keys:
            if key not in call.positional:
                yield self._unknown("check_key", node, key, call.positional, call=name)
            elif not starred and key in call.positional[: len(node.args)]:
                yield error("check_twice", self._file, node.lineno, call=name, key=key)
        if starred or len(keys) < len(node.keywords):
            return  # how many there are is known only when it runs
        if len(node.args) > len(call.positional) and not call.many:
            most = {"limit": len(call.positional), "count": len(node.args)}
            yield error("check_many", self._file, node.lineno, call=name, **most)
        for key in call.positional[len(node.args) :]:
            if key in call.required and key not in keys:
                yield error("check_lacks", self._file, node.lineno, call=name, key=key)

    def uncalled(self, node: ast.expr) -> Iterator[Remark]:
        """Say that something is named where it must be called, so that it does nothing."""
        name, call, _ = self.called(node)
        if call is not None:
            yield error("check_uncalled", self._file, node.lineno, name=name)

    def called(self, node: ast.expr) -> tuple[str, Call | None, bool]:
        """Return the name of something, how it is called, and whether that is known."""
        if isinstance(node, ast.Name):
            meant = self._meaning.get(node.id, "")
            return meant, known().calls.get(meant), meant in known().calls
        if isinstance(node, ast.Attribute):
            thing = self._thing(node.value)
            if thing is None:
                return "", None, False
            has = known().things[thing]
            return f"{thing}.{node.attr}", has.get(node.attr), node.attr in has
        return "", None, False

    def _thing(self, node: ast.expr) -> str | None:
        meant = self._meaning.get(node.id, "") if isinstance(node, ast.Name) else ""
        return meant if meant in known().things else None

    def _unknown(
        self,
        rule: str,
        node: ast.stmt | ast.expr,
        word: str,
        names: Iterable[str],
        **fields: object,
    ) -> Remark:
        near = difflib.get_close_matches(word, list(names), 1)
        if near:
            fields["nearest"] = near[0]
        rule = f"{rule}_near" if near else rule
        shown = ", ".join(names)
        return error(rule, self._file, node.lineno, name=word, known=shown, **fields)


def _asked_nodes(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what stands where only an answer, or what a call does, is of use."""
    if isinstance(node, ast.Expr):
        yield node.value
    elif isinstance(node, ast.Lambda):
        yield node.body
    elif isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        yield node.test
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        yield from node.values
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _ASKING:
        yield from node.args[:1]


def _made_here(tree: ast.Module) -> Iterator[str]:
    """Yield every name that gets a value in a program, but for what it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    return [each for each in node.body if isinstance(each, ast.FunctionDef)]


def _signature(args: ast.arguments, *, bound: bool = False) -> Call:
    names = [each.arg for each in args.args][int(bound) :]
    required = names[: len(names) - len(args.defaults)]
    return Call(tuple(names), frozenset(required), args.vararg is not None)
