"""``kibako pack list``: every pack on this computer, and where it lies."""

from collections.abc import Sequence

from kibako import strings
from kibako.cli import output
from kibako.cli.words import Words
from kibako.errors import ExitStatus


def run(words: Sequence[str]) -> int:
    """List the packs; those that are broken are named on standard error.

    Args:
        words: What came after ``pack list``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack list", strings.text("cli.pack_list_about"))
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako_access import ruby

    from kibako.lessons.catalogue import read_catalogue

    catalogue = read_catalogue()
    about: list[dict[str, object]] = []
    for pack in catalogue.packs:
        place = catalogue.places[pack.id]
        about.append(
            {
                "id": pack.id,
                "title": ruby.render(pack.title.in_language(strings.language()), "normal"),
                "version": pack.manifest.version,
                "licence": pack.manifest.licence,
                "origin": place.origin,
                "where": place.where,
                "folder": str(place.folder),
            }
        )
    if found.json:
        output.data_json(about)
    else:
        for each in about:
            output.data("\t".join(str(each[key]) for key in _SHOWN))
    for each in catalogue.hidden:
        output.say("lesson_said.hidden", id=each.id, where=each.place.where, by=each.by.where)
    for error in catalogue.broken:
        output.fault(error)
    return ExitStatus.FILE if catalogue.broken else ExitStatus.DONE


_SHOWN = ("id", "title", "version", "licence", "where")
