"""``kibako pack build|...``: for who writes lesson packs, and who adds those of others.

Each deed is one module, ``kibako.cli.pack_DEED``, with ``run(words)`` as a verb has it.
"""

from collections.abc import Sequence
from importlib import import_module

from kibako import strings
from kibako.cli.words import Words, deed_of, deed_unknown
from kibako.errors import UsageError

DEEDS = (
    "list",
    "new",
    "lint",
    "check",
    "test",
    "preview",
    "build",
    "add",
    "remove",
    "keys",
    "site",
)
"""What can be done, in the order that help shows it; explained by ``cli.pack_DEED_about``."""


def run(words: Sequence[str]) -> int:
    """Do what is asked with a pack.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    if deed in DEEDS:
        at = words.index(deed)
        module = import_module(f"kibako.cli.pack_{deed}")
        return int(module.run([*words[:at], *words[at + 1 :]]))
    if deed:
        raise deed_unknown("pack", deed, DEEDS)
    parser = Words("kibako pack", strings.text("cli.pack_about"))
    parser.about_verbs(DEEDS, "pack_")
    if not parser.read(words).help:
        raise UsageError("word_missing", word=" / ".join(DEEDS), command="kibako pack")
    return parser.show_help()
