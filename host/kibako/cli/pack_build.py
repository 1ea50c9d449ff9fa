"""``kibako pack build``: the one file that a pack is given away as."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import chosen_pack, local, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, FileError

if TYPE_CHECKING:
    from kibako.lessons.pack import Pack


def run(words: Sequence[str]) -> int:
    """Build the file of a pack.

    Args:
        words: What came after ``pack build``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack build", strings.text("cli.pack_build_about"))
    parser.word("FOLDER", help="pack_folder", needed=False)
    parser.option("--output", "-o", help="pack_output", metavar="FILE", type=Path)
    parser.option("--no-test", help="pack_no_test", action="store_true")
    parser.option("--sign", help="pack_sign", metavar="KEY")
    parser.option("--force", help="force_option", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.cli.pack_keys import secret_key
    from kibako.lessons.building import build

    folder = chosen_pack.folder(found.folder or ".")
    pack = chosen_pack.written(folder)
    key = secret_key(found.sign) if found.sign else None
    path: Path = found.output or Path(f"{pack.id}-{pack.manifest.version}.kibakopack")
    if path.exists() and not found.force:
        raise FileError("local_exists", path=str(path))
    local.check_writable(path)
    if not _linted(folder) or not (found.no_test or _tested(pack)):
        output.say("pack_said.not_built")
        return ExitStatus.PROGRAM
    built = build(folder, key)
    local.write_bytes(path, built.data, replace=found.force)
    about = {
        "path": str(path),
        "id": built.contents.id,
        "version": built.contents.version,
        "files": len(built.contents.files),
        "size_bytes": len(built.data),
        "sha256": built.sha256,
        "key": built.contents.key,
    }
    if found.json:
        output.data_json(about)
    else:
        output.data(str(path))
        output.say("pack_said.built", **about)
        if built.contents.key:
            output.say("pack_said.signed", key=built.contents.key)
    return ExitStatus.DONE


def _linted(folder: Path) -> bool:
    """Look through a pack, and tell what must be mended; warnings are counted only."""
    from kibako.lessons.lint.linting import lint

    linted = lint(folder)
    for each in linted.remarks:
        if each.level == "error":
            output.line(
                each.sentence if each.place in each.sentence else f"{each.place}: {each.sentence}"
            )
    if linted.warnings:
        output.say("pack_said.warnings", count=linted.warnings)
    return not linted.errors


def _tested(pack: "Pack") -> bool:
    """Test a pack on all its boards, and tell what is not as it should be."""
    from kibako.cli.pack_test import line_of
    from kibako.lessons.proving import boards_of, prove

    boards = boards_of(pack)
    output.say("pack_said.testing", boards=", ".join(boards))
    good = True
    for proof in prove(pack, boards, range(len(pack.steps))):
        if not proof.ok:
            good = False
            output.line(line_of(proof))
    return good
