"""``kibako pack remove``: take out a pack that was added; the work of learners stays."""

from collections.abc import Sequence

from kibako import strings
from kibako.cli import asking, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, UsageError


def run(words: Sequence[str]) -> int:
    """Remove a pack.

    Args:
        words: What came after ``pack remove``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack remove", strings.text("cli.pack_remove_about"))
    parser.word("PACK", help="pack_remove_pack")
    parser.option("--yes", help="pack_yes", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.added import AddedPacks
    from kibako.lessons.adding import check_removable

    receipt = check_removable(found.pack)
    output.say("pack_said.removing", id=receipt.id, version=receipt.version, source=receipt.source)
    if not found.yes:
        if not asking.can_answer():
            raise UsageError("pack_needs_yes")
        if not asking.agreed(strings.text("pack_said.ask_remove")):
            output.say("pack_said.not_removed")
            return ExitStatus.DONE
    AddedPacks().remove(receipt.id)
    output.say("pack_said.removed", id=receipt.id)
    return ExitStatus.DONE
