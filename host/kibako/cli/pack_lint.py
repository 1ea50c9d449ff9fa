"""``kibako pack lint``: what a pack still lacks, without running anything of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import chosen_pack, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, PackError

if TYPE_CHECKING:
    from kibako.lessons.lint.linting import Linted


def run(words: Sequence[str]) -> int:
    """Look through packs.

    Args:
        words: What came after ``pack lint``.

    Returns:
        The exit status: 1 when something must be mended.
    """
    parser = Words("kibako pack lint", strings.text("cli.pack_lint_about"))
    parser.word("PACK", help="pack_lint_what", many=True, needed=False)
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.lint import yomi
    from kibako.lessons.lint.linting import lint

    looked_at = [lint(folder) for folder in _folders(found.pack)]
    if found.json:
        output.data_json([_about(each) for each in looked_at])
    else:
        for each in looked_at:
            _tell(each)
        if not yomi.is_there():
            output.say("lint_said.no_yomi")
    return ExitStatus.PROGRAM if any(each.errors for each in looked_at) else ExitStatus.DONE


def _folders(names: Sequence[str]) -> list[Path]:
    """Return the folders of packs; those that came with Kibako when none is named.

    A name is that of a pack on this computer, or a folder: of a pack, or of several. Without a
    name in the folder of a pack, that one is meant.
    """
    from kibako.lessons.manifest import MANIFEST
    from kibako.lessons.places import in_folder
    from kibako.resources import data_root

    if not names and Path(MANIFEST).is_file():
        return [Path.cwd()]
    if not names and _half_a_pack(Path.cwd()):
        raise PackError("pack_none_here", folder=Path.cwd().name)
    if not names:
        output.say("lint_said.all_here")
        return [place.folder for place in in_folder(data_root() / "lessons", "kibako")]
    found: list[Path] = []
    for name in names:
        if "/" in name or "\\" in name or Path(name).is_dir():
            folder = chosen_pack.folder(name)
            inside = [place.folder for place in in_folder(folder, "own")]
            if (folder / MANIFEST).is_file():
                inside = [folder]
            elif not inside:
                raise PackError("pack_none_here", folder=folder.name)
            found += inside
        else:
            found.append(_folder_of(name))
    return found


def _half_a_pack(folder: Path) -> bool:
    """Whether a folder has what only a pack has, so that its ``pack.toml`` is missing."""
    return any(folder.glob("mentor.??.md")) or any(folder.glob("*/check.py"))


def _folder_of(name: str) -> Path:
    """Return the folder of a pack on this computer, one that cannot be used too."""
    from kibako.lessons.catalogue import read_catalogue
    from kibako.lessons.places import places

    for place in places():
        if place.folder.name == name:
            return place.folder
    return read_catalogue().pack(name).folder


def _tell(linted: "Linted") -> None:
    from kibako_access import ruby

    for each in linted.remarks:
        output.data(
            strings.text(
                "lint_said.remark",
                place=f"{linted.pack}/{each.place}".rstrip("/"),
                level=strings.text(f"lint_said.{each.level}"),
                # The rules' own sentences quote texts with ruby; those of other rooms have ruby.
                sentence=ruby.render(each.sentence, "normal")
                if each.rule in ("broken", "circuit_unfit")
                else each.sentence,
            )
        )
    key = "lint_said.summary" if linted.remarks else "lint_said.good"
    said = {"pack": linted.pack, "errors": linted.errors, "warnings": linted.warnings}
    output.data(strings.text(key, None, **said))


def _about(linted: "Linted") -> dict[str, object]:
    return {
        "pack": linted.pack,
        "folder": str(linted.folder),
        "errors": linted.errors,
        "warnings": linted.warnings,
        "remarks": [
            {
                "level": each.level,
                "rule": each.rule,
                "file": each.file,
                "line": each.line,
                "sentence": each.sentence,
            }
            for each in linted.remarks
        ],
    }
