"""What a program's text says, read as Python by ``ast``: never run, never matched as text."""

import ast
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

MAX_CODE_CHARS = 65_536
"""A longer program is not looked at."""

_LOOPS = (ast.While, ast.For, ast.AsyncFor)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class CodeFacts:
    """Facts about one program.

    What Python cannot read, though MicroPython may, is not held against the learner: each fact
    is then true.

    Args:
        code: The program.
    """

    def __init__(self, code: str) -> None:
        self._code = code

    @property
    def known(self) -> bool:
        """Whether the program could be read."""
        return self._tree is not None

    def ask(self, fact: str, name: str) -> bool:
        """Return whether a fact holds.

        Args:
            fact: One of :data:`FACTS`.
            name: What it is about; may be empty.
        """
        return self._tree is None or FACTS[fact](self, name)

    @cached_property
    def _tree(self) -> ast.Module | None:
        if len(self._code) > MAX_CODE_CHARS:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self._code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        return [] if self._tree is None else list(ast.walk(self._tree))

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """What is called otherwise here: ``from time import sleep as nap``."""
        found: dict[str, str] = {}
        for node in self._nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.update({each.asname: each.name for each in node.names if each.asname})
        return found

    @cached_property
    def _looped(self) -> list[ast.AST]:
        """All that is run in a loop, in functions that are called there too."""
        functions = {node.name: node for node in self._nodes if isinstance(node, _Function)}
        found: list[ast.AST] = []
        waiting: list[ast.AST] = []
        for node in self._nodes:
            if isinstance(node, _LOOPS):
                waiting += [*node.body, *([node.test] if isinstance(node, ast.While) else [])]
        done: set[str] = set()
        while waiting:
            inside = list(ast.walk(waiting.pop()))
            found += inside
            for called in self._called(inside):
                if called in functions and called not in done:
                    done.add(called)
                    waiting.append(functions[called])
        return found

    def _called(self, nodes: list[ast.AST]) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, ast.Call):
                yield self._dotted(node.func)

    def _dotted(self, node: ast.AST) -> str:
        """Return ``a.b.c`` of a name or attribute, by its first name; a dot stands for the rest."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            parts.append(self._aliases.get(node.id, node.id))
        else:
            parts.append("")
        return ".".join(reversed(parts))

    def has_loop(self, name: str) -> bool:
        """Whether there is a loop."""
        return any(isinstance(node, _LOOPS) for node in self._nodes)

    def has_if(self, name: str) -> bool:
        """Whether there is an ``if``."""
        return any(isinstance(node, ast.If | ast.IfExp) for node in self._nodes)

    def has_function(self, name: str) -> bool:
        """Whether there is a ``def``, of this name if one is given."""
        return any(isinstance(n, _Function) and name in ("", n.name) for n in self._nodes)

    def calls(self, name: str) -> bool:
        """Whether something of this name is called."""
        return any(_ends(called, name) for called in self._called(self._nodes))

    def calls_in_loop(self, name: str) -> bool:
        """Whether something of this name is called in a loop."""
        return any(_ends(called, name) for called in self._called(self._looped))

    def assigns(self, name: str) -> bool:
        """Whether a variable of this name gets a value."""
        return any(
            isinstance(node, ast.Name | ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and _ends(self._dotted(node), name)
            for node in self._nodes
        )

    def imports(self, name: str) -> bool:
        """Whether a module is imported."""
        for node in self._nodes:
            if isinstance(node, ast.Import):
                modules = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or "", *(f"{node.module}.{n.name}" for n in node.names)]
            else:
                continue
            if any(module == name or module.startswith(f"{name}.") for module in modules):
                return True
        return False

    def compares(self, name: str) -> bool:
        """Whether two things are compared."""
        return any(isinstance(node, ast.Compare) for node in self._nodes)

    def uses(self, name: str) -> bool:
        """Whether a name stands somewhere."""
        return any(
            isinstance(node, ast.Name | ast.Attribute) and _ends(self._dotted(node), name)
            for node in self._nodes
        )


def _ends(dotted: str, name: str) -> bool:
    return dotted == name or dotted.endswith(f".{name}")


FACTS: Mapping[str, Callable[[CodeFacts, str], bool]] = {
    "has_loop": CodeFacts.has_loop,
    "has_if": CodeFacts.has_if,
    "has_function": CodeFacts.has_function,
    "calls": CodeFacts.calls,
    "calls_in_loop": CodeFacts.calls_in_loop,
    "assigns": CodeFacts.assigns,
    "imports": CodeFacts.imports,
    "compares": CodeFacts.compares,
    "uses": CodeFacts.uses,
}
"""The facts that a check may ask for, by the names of the calls of ``code``."""

NEEDS_NAME = frozenset({"calls", "calls_in_loop", "assigns", "imports", "uses"})
"""The facts that are about a name."""
