"""``kibako pack site``: the packs as a web site that needs no server program."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import local, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, PackError, UsageError


def run(words: Sequence[str]) -> int:
    """Make the site.

    Args:
        words: What came after ``pack site``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack site", strings.text("cli.pack_site_about"))
    parser.word("OUT", help="pack_site_out")
    parser.option("--packs", help="pack_site_packs", metavar="FOLDER", many=True)
    parser.option("--base-url", help="pack_site_address", metavar="ADDRESS", type=_address)
    parser.option("--sign", help="pack_site_sign", metavar="KEY")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.cli.pack_keys import secret_key
    from kibako.lessons.site.gathering import gather
    from kibako.lessons.site.making import make_site
    from kibako.lessons.site.writing import write_site

    names: list[str] = found.packs or []
    secret = secret_key(found.sign) if found.sign else None
    gathered = gather([local.folder(name) for name in names], secret)
    for error in gathered.broken:
        output.fault(error)
    if not gathered.packs:
        raise PackError("site_no_packs")
    files = make_site(gathered.packs, gathered.files, found.base_url or "")
    write_site(Path(found.out), files)
    if found.json:
        output.data_json(
            {
                "folder": found.out,
                "packs": [pack.id for pack in gathered.packs],
                "files": sorted(files),
                "bytes": sum(map(len, files.values())),
            }
        )
    else:
        output.data(str(Path(found.out) / "index.html"))
        output.say("pack_said.site", packs=len(gathered.packs), files=len(files))
    return ExitStatus.FILE if gathered.broken else ExitStatus.DONE


def _address(value: str) -> str:
    """Read an address on the web, and give it the ``/`` at its end."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError as error:
        raise UsageError("site_bad_address", address=value) from error
    more = parts.query or parts.fragment or parts.username
    shown = value.isprintable() and " " not in value
    if parts.scheme not in ("https", "http") or not host or more or not shown:
        raise UsageError("site_bad_address", address=value)
    return value.rstrip("/") + "/"
