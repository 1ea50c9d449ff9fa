"""``kibako get``: copy a file from the board to this computer."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from kibako import strings
from kibako.cli import local, output, progress, target
from kibako.cli.words import Words
from kibako.errors import ExitStatus, FileError


def run(words: Sequence[str]) -> int:
    """Copy a file from the board; one that is here already is kept unless forced.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako get", strings.text("cli.get_about"))
    parser.word("REMOTE", help="get_remote")
    parser.word("LOCAL", help="get_local", needed=False)
    parser.option("--force", help="force_option", action="store_true")
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    remote = str(found.remote)
    name = PurePosixPath(remote).name
    if not name:
        raise FileError("local_name_bad", path=remote)
    path = Path(found.local or name)
    if path.is_dir():
        path = path / name
    to_output = found.local == "-"
    if not to_output and path.exists() and not found.force:
        raise FileError("local_exists", path=str(path))
    if not to_output:
        local.check_writable(path)
    with target.opened(found) as board, progress.told(as_json=False) as on_progress:
        content = board.read_file(remote, on_progress)
    if to_output:
        output.raw(content)
        return ExitStatus.DONE
    local.write_bytes(path, content, replace=found.force)
    output.say("transfer.got", remote=remote, local=str(path), size=len(content))
    return ExitStatus.DONE
