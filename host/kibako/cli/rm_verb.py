"""``kibako rm``: remove files from the board."""

from collections.abc import Sequence

from kibako import strings
from kibako.cli import output, target
from kibako.cli.words import Words
from kibako.errors import ExitStatus


def run(words: Sequence[str]) -> int:
    """Remove files, or empty folders, from the board.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako rm", strings.text("cli.rm_about"))
    parser.word("PATH", help="rm_path", many=True)
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    with target.opened(found) as board:
        for path in found.path:
            board.remove(path)
            output.say("transfer.removed", remote=path)
    return ExitStatus.DONE
