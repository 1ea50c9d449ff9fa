"""A whole site as files in memory: the same packs give the same bytes."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

from kibako import strings
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.index_page import INDEX, index_page
from kibako.lessons.site.labels import search_words
from kibako.lessons.site.levels import year_of
from kibako.lessons.site.pack_page import Download, pack_page
from kibako.lessons.site.prose_html import plain
from kibako.tables import Words

CATALOGUE = "packs.json"
CATALOGUE_SCHEMA = 1
"""The version of the catalogue's form; a larger one may mean other things by the same words."""


def make_site(
    packs: Sequence[PackFacts], offered: Mapping[str, tuple[str, bytes]], address: str
) -> dict[str, bytes]:
    """Return all files of the site by their path in it.

    Args:
        packs: The packs, in the order of the list.
        offered: For each pack the name and the bytes of the file that it is passed on as; what is
            left out is shown without a download.
        address: Where the site will be on the web, with ``/`` at its end; empty if not known.
    """
    files: dict[str, bytes] = {}
    titles = {facts.id: facts for facts in packs}
    entries: list[dict[str, object]] = []
    for facts in packs:
        file = offered.get(facts.id)
        download = None if file is None else _add(files, *file)
        for lang in INDEX:
            name = f"packs/{facts.id}/{lang}.html"
            files[name] = pack_page(facts, lang, titles, download, address).encode()
        entries.append(_entry(facts, download, address))
    for lang, name in INDEX.items():
        files[name] = index_page(packs, lang, address).encode()
    catalogue = {"schema": CATALOGUE_SCHEMA, "packs": entries}
    files[CATALOGUE] = (json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _add(files: dict[str, bytes], name: str, content: bytes) -> Download:
    path = f"files/{name}"
    files[path] = content
    return Download(path, len(content), sha256(content).hexdigest())


def _entry(facts: PackFacts, download: Download | None, address: str) -> dict[str, object]:
    """Return what the catalogue for programs says about a pack."""
    file = (
        {
            "path": address + download.file,
            "bytes": download.size_bytes,
            "sha256": download.sha256,
        }
        if download
        else None
    )
    return {
        "id": facts.id,
        "version": facts.version,
        "title": _in_both(facts.title),
        "summary": _in_both(facts.summary) if facts.summary else None,
        "minutes": facts.minutes,
        "level": facts.level,
        "from_school_year": year_of(facts.level),
        "boards": facts.boards,
        "access": facts.access,
        "needs": facts.needs,
        "row": facts.rows,
        "course_of_study": facts.course_of_study,
        "circuits": [circuit.name for circuit in facts.circuits],
        "firmware": dict(facts.firmware),
        "licence": facts.licence,
        "authors": facts.authors,
        "steps": [{"id": step.id, "title": _in_both(step.title)} for step in facts.steps],
        "pages": {lang: f"{address}packs/{facts.id}/{lang}.html" for lang in INDEX},
        "search": search_words(facts),
        "file": file,
    }


def _in_both(words: Words) -> dict[str, str]:
    """Return a text in each language, without its readings."""
    return {lang: plain(words.in_language(lang)) for lang in strings.LANGUAGES}
