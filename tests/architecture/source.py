"""The modules of the host, parsed once for all tests of this folder."""

import ast
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
HOST = REPOSITORY / "host"
PACKAGES = (HOST / "kibako", REPOSITORY / "accessibility" / "kibako_access")


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module by its path from the folder that holds its package."""
    return {
        path.relative_to(package.parent).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted(package.rglob("*.py"))
    }


def module_name(path: str) -> str:
    """Return the dotted name of a module."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(tree: ast.Module) -> set[str]:
    """Return the packages that a module imports anywhere, type checking aside."""
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found
