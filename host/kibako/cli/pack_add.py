"""``kibako pack add``: a pack of somebody else, looked at and asked about before it is kept."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import asking, chosen_pack, local, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, PackError, UsageError

if TYPE_CHECKING:
    from kibako.lessons.adding import Offer


def run(words: Sequence[str]) -> int:
    """Add a pack.

    Args:
        words: What came after ``pack add``.

    Returns:
        The exit status.
    """
    parser = Words("kibako pack add", strings.text("cli.pack_add_about"))
    parser.word("SOURCE", help="pack_source")
    parser.option("--yes", help="pack_yes", action="store_true")
    parser.option("--other-author", help="pack_other_author", action="store_true")
    parser.option("--sha256", help="pack_sha256", metavar="HASH", default="")
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    from kibako.lessons.adding import add, examine

    data, source = _archive(found.source)
    offer = examine(data, source, found.sha256)
    _show(offer)
    added = offer.change != "same" and _agreed(offer, found)
    if added:
        add(offer)
        output.say("pack_said.added", id=offer.pack.id, version=offer.pack.manifest.version)
    elif offer.change != "same":
        output.say("pack_said.not_added")
    if found.json:
        output.data_json({**_facts(offer), "added": added})
    return ExitStatus.DONE


def _archive(source: str) -> tuple[bytes, str]:
    """Return the archive that is meant, and where it came from.

    It is a file, lies at an address, or is what a folder would be built to.
    """
    from kibako.lessons.archive import MAX_ARCHIVE_BYTES

    if "://" in source:
        from kibako.fetching import fetch

        return fetch(source, MAX_ARCHIVE_BYTES), source
    if source and Path(source).is_dir():
        from kibako.lessons.building import build

        folder = Path(source).resolve()
        return build(folder).data, str(folder)
    data = local.read_bytes(source, MAX_ARCHIVE_BYTES, chosen_pack.could_be_added)
    return data, str(Path(source).resolve())


def _show(offer: "Offer") -> None:
    """Say what a pack is and what adding it would change."""
    from kibako_access import ruby

    from kibako.lessons.site.levels import from_year, year_of

    manifest, lang = offer.pack.manifest, strings.language()
    summary = manifest.summary.in_language(lang) if manifest.summary else ""
    fields = {
        "title": ruby.render(offer.pack.title.in_language(lang), "normal"),
        "summary": ruby.render(summary, "normal"),
        "level": ruby.render(from_year(year_of(manifest.level), lang), "normal"),
        "id": manifest.id,
        "version": manifest.version,
        "authors": ", ".join(manifest.authors) or strings.text("pack_said.nobody"),
        "licence": manifest.licence,
        "boards": ", ".join(manifest.boards),
        "minutes": manifest.minutes,
        "steps": len(manifest.steps),
        "files": len(offer.files),
        "size_kb": max(1, offer.size_bytes // 1000),
    }
    for name in ("title", "summary", "authors", "licence", "content", "size"):
        if said := strings.text(f"pack_offer.{name}", None, **fields):
            output.line(output.one_line(said))
    if offer.linted.remarks:
        linted = offer.linted
        output.say("pack_offer.linted", errors=linted.errors, warnings=linted.warnings)
    key = offer.contents.key
    output.say(f"pack_signer.{offer.signer}", name=offer.signer_name, key=key)
    before = offer.before.version if offer.before else ""
    output.say(f"pack_offer.{offer.change}", before=before, version=manifest.version)
    if offer.missing:
        output.say("pack_offer.needs", names=", ".join(offer.missing))
    if offer.hides is not None:
        output.say("pack_offer.hides", where=offer.hides.where)


def _agreed(offer: "Offer", found: argparse.Namespace) -> bool:
    """Ask, and let a hurried yes not be enough where somebody else has signed."""
    asks = not found.yes
    if offer.other_author and not found.other_author:
        output.say("pack_signer.changed", id=offer.pack.id, key=offer.before and offer.before.key)
        if not asks or not asking.can_answer():
            raise PackError("pack_other_author", pack=offer.pack.id)
        question = strings.text("pack_offer.ask_changed", None, id=offer.pack.id)
        return asking.answer(question) == offer.pack.id
    if asks and not asking.can_answer():
        raise UsageError("pack_needs_yes")
    return not asks or asking.agreed(strings.text("pack_offer.ask"))


def _facts(offer: "Offer") -> dict[str, object]:
    return {
        "id": offer.pack.id,
        "version": offer.pack.manifest.version,
        "before": offer.before.version if offer.before else None,
        "change": offer.change,
        "licence": offer.pack.manifest.licence,
        "authors": offer.pack.manifest.authors,
        "boards": offer.pack.manifest.boards,
        "steps": len(offer.pack.steps),
        "lint_errors": offer.linted.errors,
        "lint_warnings": offer.linted.warnings,
        "sha256": offer.sha256,
        "key": offer.contents.key,
        "signer": offer.signer,
        "signer_name": offer.signer_name,
        "other_author": offer.other_author,
    }
