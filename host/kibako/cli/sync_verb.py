"""``kibako sync``: copy all files of a folder to the board."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output, progress, target
from kibako.cli.words import Words
from kibako.errors import ExitStatus


def run(words: Sequence[str]) -> int:
    """Copy what is new or changed in a folder; nothing is deleted.

    Old texts, and files that are only on the board, are kept here first.

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

    with target.opened(found) as board, progress.told(as_json=found.json) as on_progress:
        report = board.sync_folder(folder, found.target or "/", say_kept, on_progress)
    if found.json:
        output.data_json(
            {
                "written": list(report.written),
                "unchanged": list(report.unchanged),
                "fetched": list(report.fetched),
                "kept": kept,
            }
        )
        return ExitStatus.DONE
    for path in report.written:
        output.data(path)
    if report.fetched:
        output.say("transfer.fetched", count=len(report.fetched))
    output.say("transfer.synced", written=len(report.written), same=len(report.unchanged))
    return ExitStatus.DONE
