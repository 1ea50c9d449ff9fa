"""Every error of these rooms has its two sentences, in both languages, with its fields."""

import ast
from pathlib import Path

import kibako
import pytest
from kibako import errors, strings

ROOMS = ("protocol", "links", "boards")
FIELDS = {"board_name_bad": {"path"}}


def codes() -> list[tuple[str, frozenset[str] | None]]:
    """Collect the codes, with their fields where they stand beside them."""
    found: dict[str, frozenset[str] | None] = {}
    for room in ROOMS:
        for path in sorted((Path(kibako.__file__).parent / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                if not hasattr(errors, node.func.id) or not node.args:
                    continue  # an error of another library says its own words
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    names = [keyword.arg for keyword in node.keywords]
                    whole = None if None in names else frozenset(n for n in names if n)
                    found[first.value] = whole
    return sorted(found.items())


def test_some_codes_are_found() -> None:
    assert len(codes()) > 30


@pytest.mark.parametrize("lang", strings.LANGUAGES)
@pytest.mark.parametrize(("code", "fields"), codes())
def test_both_sentences(code: str, fields: frozenset[str] | None, lang: str) -> None:
    for part in ("what", "next"):
        template = strings.catalogue(lang)[f"{code}.{part}"]
        if fields is not None:
            assert template.format(**dict.fromkeys(fields, "X"))
