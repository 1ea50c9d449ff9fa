"""``kibako put``: copy a file from this computer to the board."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output, progress, target
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
    parser.option("--json", help="json_option", action="store_true")
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    content = local.read_bytes(found.local, FILE_BYTES_MAX)
    name = Path(found.local).name
    remote = str(found.remote or name)
    if remote.endswith("/"):
        remote += name
    kept: list[str] = []

    def say_kept(path: str, here: Path) -> None:
        kept.append(str(here))
        target.say_kept(path, here)

    with target.opened(found) as board, progress.told(as_json=found.json) as on_progress:
        written = board.put_file(remote, content, say_kept, on_progress)
    if found.json:
        fields = {"path": remote, "size_bytes": len(content), "written": written, "kept": kept}
        output.data_json(fields)
    elif not written:
        output.say("transfer.same", remote=remote)
    else:
        output.say("transfer.put", local=found.local, remote=remote, size=len(content))
    return ExitStatus.DONE
