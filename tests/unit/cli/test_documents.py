"""The commands that the documents show are commands that there are, with options that they have."""

import io
import re
import shlex
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import pytest
from kibako.cli.main import VERBS, main
from kibako.cli.words import TAKING

REPOSITORY = Path(__file__).parents[3]
DOCUMENTS = (
    "README.md",
    "README.ja.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (REPOSITORY / "docs").glob("*.md")),
)
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OF_EVERY_VERB = {"--help", "--lang", "--debug", *TAKING}


def commands() -> list[tuple[str, str]]:
    """Return each command line that begins with ``kibako``, and the document it is in."""
    return [
        (document, line.removeprefix("$ "))
        for document in DOCUMENTS
        for block in BLOCK.findall((REPOSITORY / document).read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.removeprefix("$ ").startswith("kibako ")
    ]


@cache
def help_of(verb: str, deed: str) -> str:
    """Return what a verb says of itself, or of one of its deeds."""
    with redirect_stdout(io.StringIO()) as said:
        status = main([verb, deed, "--help", "--lang", "en"])
    return said.getvalue() if status == 0 else help_of(verb, "--lang=en")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_that_are_shown_are_there(document: str) -> None:
    for where, line in commands():
        if where != document:
            continue
        words = shlex.split(line, comments=True)[1:]
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        place = next((at for at, word in enumerate(words) if word in VERBS), None)
        if place is None:
            assert all(word.startswith("-") for word in words[:1]), f"{line}: no such verb"
        else:
            deed = "".join(word for word in words[place + 1 : place + 2] if word.isalpha())
            said = help_of(words[place], deed or "--lang=en")
            missing = sorted(each for each in options - OF_EVERY_VERB if each not in said)
            assert not missing, f"{line}: no {missing}"


def test_commands_are_found() -> None:
    assert len(commands()) > 40
