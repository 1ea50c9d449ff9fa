"""The marker inside a complete environment: what it was made from, so that a start can trust it.

This is read at every start, so it imports nothing slow.
"""

import hashlib
import json
import os
from typing import cast

NAME = "kibako-kit.json"
FORMAT = 1
PROJECT_FILE = "pyproject.toml"

_INSTALLED_FROM = ("build-system", "project", "dependency-groups")
"""The tables of pyproject.toml that decide what is installed."""


def python_of(environment: str) -> str:
    """Return where the Python of an environment is.

    Args:
        environment: The folder of the environment.
    """
    if os.name == "nt":
        return os.path.join(environment, "Scripts", "python.exe")
    return os.path.join(environment, "bin", "python")


def wanted(root: str, environment: str, groups: list[str]) -> dict[str, object]:
    """Return the marker that a complete environment of this checkout would have now.

    Args:
        root: The checkout.
        environment: The environment; its Python tells which one it was made from.
        groups: The dependency groups that are installed.
    """
    return {
        "format": FORMAT,
        "folder": root,
        "python": os.path.realpath(python_of(environment)),
        "pyproject": _file_digest(root),
        "groups": sorted(groups),
    }


def read(environment: str) -> dict[str, object]:
    """Return the marker of an environment; empty when it has none that can be read.

    Args:
        environment: The folder of the environment.
    """
    try:
        with open(os.path.join(environment, NAME), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def groups_of(marker: dict[str, object]) -> list[str]:
    """Return the dependency groups that a marker names.

    Args:
        marker: What :func:`read` returned.
    """
    groups = marker.get("groups")
    return cast("list[str]", groups) if isinstance(groups, list) else []


def is_current(root: str, environment: str, groups: list[str]) -> bool:
    """Return whether an environment is complete and fits this checkout as it is now.

    Args:
        root: The checkout.
        environment: The environment.
        groups: The dependency groups that are needed.
    """
    marker = read(environment)
    installed = groups_of(marker)
    if not set(groups) <= set(installed) or not os.path.isfile(python_of(environment)):
        return False
    now = wanted(root, environment, installed)
    if all(marker.get(key) == value for key, value in now.items()):
        return True
    same_but_text = all(marker.get(key) == now[key] for key in now if key != "pyproject")
    return same_but_text and marker.get("installed_from") == installed_from(root)


def write(root: str, environment: str, groups: list[str]) -> None:
    """Mark an environment as complete: the last step of making one.

    Args:
        root: The checkout.
        environment: The environment.
        groups: The dependency groups that were installed.
    """
    marker = wanted(root, environment, groups)
    marker["installed_from"] = installed_from(root)
    partial = os.path.join(environment, NAME + ".part")
    with open(partial, "w", encoding="utf-8") as file:
        json.dump(marker, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, os.path.join(environment, NAME))


def installed_from(root: str) -> str:
    """Return a digest of those parts of pyproject.toml that decide what is installed.

    Args:
        root: The checkout.
    """
    import tomllib  # here, because most starts find the file itself unchanged

    with open(os.path.join(root, PROJECT_FILE), "rb") as file:
        tables = tomllib.load(file)
    tool = tables.get("tool", {})
    parts = {name: tables.get(name) for name in _INSTALLED_FROM} | {"hatch": tool.get("hatch")}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _file_digest(root: str) -> str:
    with open(os.path.join(root, PROJECT_FILE), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
