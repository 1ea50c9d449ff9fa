"""``kibako put``: copy a file from this computer to the board."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output, target
from kibako.cli.words import Words
from kibako.errors import ExitStatus

FILE_BYTES_MAX = 16_000_000
"""More than any board's flash holds."""


def run(words: Sequence[str]) -> int:
    """Copy a file to the board; a different one of that name is kept on this computer.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako put", strings.text("cli.put_about"))
    parser.word("LOCAL", help="put_local")
    parser.word("REMOTE", help="put_remote", needed=False)
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    content = local.read_bytes(found.local, FILE_BYTES_MAX)
    name = Path(found.local).name
    remote = str(found.remote or name)
    if remote.endswith("/"):
        remote += name
    with target.opened(found) as board:
        written = board.put_file(remote, content, target.say_kept)
    if not written:
        output.say("transfer.same", remote=remote)
        return ExitStatus.DONE
    output.say("transfer.put", local=found.local, remote=remote, size=len(content))
    return ExitStatus.DONE
