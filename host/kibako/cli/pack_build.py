"""``kibako pack build``: the one file that a pack is given away as."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus


def run(words: Sequence[str]) -> int:
    """Build the file of a pack.

    Args:
        words: What came after ``pack build``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack build", strings.text("cli.pack_build_about"))
    parser.word("FOLDER", help="pack_folder")
    parser.option("--output", "-o", help="pack_output", metavar="FILE", type=Path)
    parser.option("--sign", help="pack_sign", metavar="KEY")
    parser.option("--force", help="force_option", action="store_true")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.cli.pack_keys import secret_key
    from kibako.lessons.building import build

    folder = local.folder(found.folder).resolve()
    built = build(folder, secret_key(found.sign) if found.sign else None)
    path: Path = found.output or Path(built.file)
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
