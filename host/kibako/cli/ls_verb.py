"""``kibako ls``: list the files on the board."""

from collections.abc import Sequence

from kibako import strings
from kibako.cli import output, target
from kibako.cli.words import Words
from kibako.errors import ExitStatus


def run(words: Sequence[str]) -> int:
    """List a folder of the board.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako ls", strings.text("cli.ls_about"))
    parser.word("PATH", help="ls_path", needed=False)
    parser.option("--json", help="json_option", action="store_true")
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    with target.opened(found) as board:
        files = board.list_files(found.path or "/")
    if found.json:
        output.data_json(
            [
                {"path": file.path, "folder": file.is_folder, "size_bytes": file.size_bytes}
                for file in files
            ]
        )
        return ExitStatus.DONE
    for file in files:
        output.data(f"{file.size_bytes:8d}  {file.name}{'/' if file.is_folder else ''}")
    return ExitStatus.DONE
