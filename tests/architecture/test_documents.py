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
