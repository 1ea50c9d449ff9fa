"""``kibako pack new``: the folder of a new pack, which passes lint and tests as it is."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words, number
from kibako.errors import ExitStatus, FileError, UsageError
from kibako.reasons import reason_of


def run(words: Sequence[str]) -> int:
    """Make the folder of a pack.

    Args:
        words: What came after ``pack new``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack new", strings.text("cli.pack_new_about"))
    parser.word("NAME", help="pack_new_what")
    parser.option("--title-ja", help="pack_new_title_ja", metavar="TITLE", default="")
    parser.option("--title-en", help="pack_new_title_en", metavar="TITLE", default="")
    parser.option("--board", help="pack_new_board", metavar="BOARD", type=_board, many=True)
    parser.option("--level", help="pack_new_level", metavar="LEVEL", type=_level, default="小3+")
    minutes = number("--minutes", 1, 600, whole=True)
    parser.option("--minutes", help="pack_new_minutes", metavar="N", type=minutes, default=15)
    parser.option("--author", help="pack_new_author", metavar="NAME", many=True)
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.new_pack import NewPack

    folder = Path(found.name)
    files = NewPack(
        folder.resolve().name,
        found.title_ja,
        found.title_en,
        found.board or ["microbit"],
        found.level,
        int(found.minutes),
        found.author or [],
    ).files()
    if folder.exists():
        raise FileError("pack_new_there", path=str(folder))
    _make(folder, new=True)
    try:
        for name, content in files.items():
            path = folder / name
            _make(path.parent)
            local.write_bytes(path, content, replace=False)
    except BaseException:  # half a pack helps nobody, and would be in the way of the next try
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if found.json:
        about = {"id": folder.resolve().name, "folder": str(folder), "files": sorted(files)}
        output.data_json(about)
    else:
        output.data(str(folder))
        output.say("pack_said.new", folder=str(folder), files=len(files))
    return ExitStatus.DONE


def _make(folder: Path, *, new: bool = False) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=not new)
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise FileError("local_unwritable", path=str(folder), reason=reason) from error


def _board(value: str) -> str:
    from kibako.virtual.profile import find_profile

    find_profile(value)
    return value


def _level(value: str) -> str:
    from kibako.lessons.new_pack import LEVELS

    if value not in LEVELS:
        raise UsageError("pack_new_level", level=value[:20], known=", ".join(LEVELS))
    return value
