"""``kibako sync``: copy all files of a folder to the board."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output, target
from kibako.cli.words import Words
from kibako.errors import ExitStatus


def run(words: Sequence[str]) -> int:
    """Copy what is new or changed in a folder; nothing is deleted, and old texts are kept here.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako sync", strings.text("cli.sync_about"))
    parser.word("FOLDER", help="sync_folder")
    parser.word("TARGET", help="sync_target", needed=False)
    parser.option("--json", help="json_option", action="store_true")
    target.add_options(parser)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    folder = local.folder(found.folder)
    kept: dict[str, str] = {}

    def say_kept(path: str, here: Path) -> None:
        kept[path] = str(here)
        target.say_kept(path, here)

    with target.opened(found) as board:
        report = board.sync_folder(folder, found.target or "/", say_kept)
    if found.json:
        output.data_json(
            {
                "written": list(report.written),
                "unchanged": list(report.unchanged),
                "kept": kept,
            }
        )
        return ExitStatus.DONE
    for path in report.written:
        output.data(path)
    output.say("transfer.synced", written=len(report.written), same=len(report.unchanged))
    return ExitStatus.DONE
