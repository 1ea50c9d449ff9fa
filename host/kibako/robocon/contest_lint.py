"""Reading the rules of a contest: contradictions are refused, all of them at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kibako_access import ruby

from kibako import tables
from kibako.robocon.contest import FILE, NAME, SCHEMA, Contest
from kibako.robocon.floor_rules import look_at_floor
from kibako.robocon.point_rules import look_at_points
from kibako.robocon.remarks import Remark, Remarks
from kibako.tables import Words
from kibako.toml_lines import TomlFile

LIST_MAX = 64
TEXT_MAX = 600
SIDES_MAX = 4
_LISTS = ("walls", "lines", "zones", "objects", "events", "penalties", "tie_breaks", "robots")


@dataclass(frozen=True, slots=True)
class Linted:
    """What there is to say about the rules of a contest.

    Attributes:
        contest: The rules; None if the file has not the right form.
        remarks: What is wrong, in the order of the file.
    """

    contest: Contest | None
    remarks: tuple[Remark, ...]

    @property
    def errors(self) -> int:
        """How many must be mended."""
        return sum(each.level == "error" for each in self.remarks)


def lint_contest(folder: Path) -> Linted:
    """Look through a contest's folder."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            raw = file.read(tables.MAX_TABLE_BYTES + 1)
    except (OSError, ValueError):
        said = tables.problem("missing", file=FILE)
        return Linted(None, (Remark("error", "", 0, said),))
    return lint_bytes(raw, folder.resolve().name)


def lint_bytes(raw: bytes, folder_name: str) -> Linted:
    """Look through the bytes of a ``contest.toml``: :func:`lint_contest` without the file."""
    contest, problems = tables.check_bytes(raw, Contest, FILE)
    if contest is None:
        return Linted(None, tuple(_form(said) for said in problems))
    remarks = Remarks(TomlFile(FILE, raw.decode("utf-8-sig")))
    _look_at_head(contest, folder_name, remarks)
    if all(each.level == "warning" for each in remarks.found):
        look_at_floor(contest, remarks)
        look_at_points(contest, remarks)
    found = sorted(remarks.found, key=lambda each: each.line)
    return Linted(contest, tuple(found))


def _form(said: str) -> Remark:
    """Return what the reader of tables says as a remark; it begins with the file and the line."""
    place, _, rest = said.partition(": ")
    line = place.removeprefix(f"{FILE}:")
    if place.startswith(FILE) and rest:
        return Remark("error", "", int(line) if line.isdecimal() else 0, rest)
    return Remark("error", "", 0, said)


def _look_at_head(contest: Contest, folder_name: str, remarks: Remarks) -> None:
    if contest.schema != SCHEMA:
        remarks.error("schema", "schema", schema=contest.schema, known=SCHEMA)
    if contest.id != folder_name:
        remarks.error("folder", "id", name=contest.id, folder=folder_name)
    if not 1 <= len(contest.starts) <= SIDES_MAX:
        remarks.error("sides", "starts", limit=SIDES_MAX)
    if not contest.events:
        remarks.error("no_events", "events")
    for key in _LISTS:
        if len(getattr(contest, key)) > LIST_MAX:
            remarks.error("many", key, limit=LIST_MAX)
    seen: dict[str, str] = {}
    for key, name in _ids(contest):
        if not NAME.fullmatch(name):
            remarks.error("bad_id", key, name=name[:40])
        elif name in seen:
            remarks.error("id_twice", key, name=name, other=seen[name])
        seen.setdefault(name, key)
    for key, words in _texts(contest):
        for lang, said in (("ja", words.ja), ("en", words.en)):
            if not said.strip():
                remarks.error("no_words", f"{key}.{lang}", lang=lang)
            elif len(said) > TEXT_MAX or not said.isprintable():
                remarks.error("odd_words", f"{key}.{lang}", limit=TEXT_MAX)
        missing = ruby.without_reading(words.ja)
        if missing:
            remarks.warning("no_reading", f"{key}.ja", words=", ".join(dict.fromkeys(missing)))


def _ids(contest: Contest) -> Iterator[tuple[str, str]]:
    """Every id with its key; the contest's own may be that of something in it."""
    for key in ("starts", "zones", "objects", "events", "penalties"):
        for number, each in enumerate(getattr(contest, key), 1):
            yield f"{key}[{number}].id", each.id


def _texts(contest: Contest) -> Iterator[tuple[str, Words]]:
    yield "name", contest.name
    yield "story", contest.story
    for key in ("starts", "zones", "objects", "events", "penalties"):
        for number, each in enumerate(getattr(contest, key), 1):
            yield f"{key}[{number}].name", each.name
    for words in contest.inspection.checks:
        yield "inspection.checks", words
