"""What the documents promise to list is listed."""

import re
import tomllib

import pytest

from .source import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
NAMES = sorted(
    {
        re.match(r"[\w.-]+", requirement)[0]
        for requirement in (
            *PROJECT["project"]["dependencies"],
            *(entry for group in PROJECT["dependency-groups"].values() for entry in group),
        )
    }
)


@pytest.mark.parametrize("document", ["NOTICE", "docs/dependencies.md"])
@pytest.mark.parametrize("name", NAMES)
def test_every_dependency_has_its_licence_and_its_reason(name: str, document: str) -> None:
    assert name in (REPOSITORY / document).read_text(encoding="utf-8")


def test_every_dependency_has_one_reason_only() -> None:
    said = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in said.splitlines() if line.startswith("|")]
    explained = [name for row in rows for name in re.findall(r"`([\w-]+)`", row)]
    needed = {re.match(r"[\w-]+", entry)[0] for entry in PROJECT["project"]["dependencies"]}
    assert sorted(explained) == sorted(needed)


def test_all_that_is_for_boards_travels_in_the_wheel() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = {
        f"firmware/{path.name}" for path in (REPOSITORY / "firmware").iterdir() if path.is_dir()
    }
    # The list of calls is for a document, the stubs are for pyright.
    needed = folders - {"firmware/calls", "firmware/stubs", "firmware/__pycache__"}
    assert needed <= included.keys()
    assert all(included[name] == f"kibako/_data/{name}" for name in needed)
