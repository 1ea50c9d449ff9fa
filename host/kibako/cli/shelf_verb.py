"""``kibako shelf list|add|remove``: the firmware images of this computer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words, deed_of, deed_unknown
from kibako.errors import ExitStatus

if TYPE_CHECKING:
    from kibako.flash.shelf import Slip

DEEDS = ("list", "add", "remove")


def run(words: Sequence[str]) -> int:
    """List the shelf, put an image on it, or take one off.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    deed = deed_of(words)
    parser = Words(f"kibako shelf {deed}".strip(), strings.text("cli.shelf_about"))
    parser.word("WHAT", help="shelf_what", needed=False)
    if deed in DEEDS[1:]:
        parser.word("NAME" if deed == "remove" else "SOURCE", help=f"shelf_{deed}")
    if deed == "add":
        parser.option("--name", help="shelf_name")
        parser.option("--licence", help="shelf_licence", metavar="TEXT", default="")
        parser.option("--sha256", help="shelf_sha256", metavar="HASH", default="")
    if deed != "remove":
        parser.option("--json", help="json_option", action="store_true")
    if deed and deed not in DEEDS:
        raise deed_unknown("shelf", deed, DEEDS)
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if deed == "add":
        slip = _add(found.source, found.name, found.licence, found.sha256)
        _show([slip], found.json)
        output.say("shelf_said.added", name=slip.name)
    elif deed == "remove":
        from kibako.flash.shelf import Shelf

        Shelf().remove(found.name)
        output.say("shelf_said.removed", name=found.name)
    else:
        _list(found.json)
    return ExitStatus.DONE


def _list(as_json: bool) -> None:
    from kibako.flash import bundled
    from kibako.flash.shelf import Shelf

    slips = Shelf().slips()
    _show(slips, as_json)
    if not slips:
        output.say("shelf_said.empty")
    if any(slip.name == bundled.NAME for slip in slips) and not as_json:
        output.say("shelf_said.old", name=bundled.NAME)


def _add(source: str, name: str | None, licence: str, sha256: str) -> "Slip":
    from kibako.fetching import fetch
    from kibako.flash.shelf import Shelf, shelf_name
    from kibako.images.image import IMAGE_BYTES_MAX

    shelf = Shelf()
    if "://" in source:
        data = fetch(source, IMAGE_BYTES_MAX)
    else:
        data = local.read_bytes(source, IMAGE_BYTES_MAX)
    return shelf.add(data, name or shelf_name(source), source, licence, sha256)


def _show(slips: "list[Slip]", as_json: bool) -> None:
    """Tell about images: one line for each kind of board in each."""
    if as_json:
        import msgspec

        output.data_json(msgspec.to_builtins(slips))
        return
    for slip in slips:
        for firmware in slip.firmware:
            boards = ", ".join(firmware.boards) or strings.text("shelf_said.no_board")
            version = firmware.release or firmware.version
            version = " ".join(filter(None, (version, firmware.built)))
            output.data(
                "\t".join(
                    (
                        slip.name,
                        boards,
                        version or strings.text("shelf_said.unknown"),
                        slip.licence or strings.text("shelf_said.unknown"),
                        slip.sha256,
                        slip.source,
                    )
                )
            )
