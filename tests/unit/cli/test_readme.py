"""The commands of the README are run, and say what the README says they say."""

import re
import shlex
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
READMES = ("README.md", "README.ja.md")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str, list[str]]]:
    """Return each command of the ``console`` blocks, with the output that is shown below it."""
    found: list[tuple[str, str, list[str]]] = []
    for readme in READMES:
        for block in BLOCK.findall((REPOSITORY / readme).read_text(encoding="utf-8")):
            for line in block.splitlines():
                if line.startswith("$ "):
                    found.append((readme, line[2:], []))
                else:
                    found[-1][2].append(line)
    return found


@pytest.mark.parametrize(("readme", "command", "shown"), commands())
def test_a_command_of_the_readme(kibako, readme: str, command: str, shown: list[str]) -> None:
    program, *words = shlex.split(command)
    assert program == "kibako"
    kibako.folder = REPOSITORY
    done = kibako(*words)
    assert done.status == 0, done.messages
    if shown:
        assert done.text.splitlines() == shown


@pytest.mark.parametrize("readme", READMES)
def test_the_two_commands_are_those_of_the_issue(readme: str) -> None:
    text = (REPOSITORY / readme).read_text(encoding="utf-8")
    assert "cd kibako && python3 kit.py\n" in text
    assert "\npython3 kit.py test\n" in text


@pytest.mark.parametrize("document", [*READMES, "CONTRIBUTING.md", "docs/cli.md"])
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    path = REPOSITORY / document
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target
