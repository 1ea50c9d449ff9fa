"""Looking through a whole pack, without running anything of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kibako import tables
from kibako.lessons.building import file_problems
from kibako.lessons.lint import yomi
from kibako.lessons.lint.figures import figure_remarks
from kibako.lessons.lint.japanese import easy_remarks, kanji_remarks
from kibako.lessons.lint.lines import open_code
from kibako.lessons.lint.remark import Remark, error, refusal
from kibako.lessons.lint.structure import structure_remarks
from kibako.lessons.lint.twins import twin_remarks
from kibako.lessons.manifest import FAMILIES, MANIFEST
from kibako.lessons.pack import Pack, check_pack
from kibako.tables import Words
from kibako.toml_lines import TomlFile


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found in one pack.

    Attributes:
        pack: Its id, or the name of its folder.
        folder: Where it lies.
        remarks: What is wrong or could be better, in the order of the files.
    """

    pack: str
    folder: Path
    remarks: tuple[Remark, ...]

    @property
    def errors(self) -> int:
        """How many things must be mended."""
        return sum(each.level == "error" for each in self.remarks)

    @property
    def warnings(self) -> int:
        """How many things the author should look at."""
        return len(self.remarks) - self.errors


def lint(folder: Path) -> Linted:
    """Look through a pack.

    Args:
        folder: The folder that holds ``pack.toml``.

    Returns:
        What was found. A pack that cannot be read has only what keeps it from being read.
    """
    pack, problems = check_pack(folder)
    if pack is None:
        return Linted(folder.name, folder, tuple(refusal(said) for said in problems))
    with (folder / MANIFEST).open("rb") as file:
        raw = file.read(tables.MAX_TABLE_BYTES)
    manifest = TomlFile(MANIFEST, raw.decode("utf-8-sig"))
    found = dict.fromkeys(_remarks(pack, manifest))
    return Linted(pack.id, folder, tuple(sorted(found, key=lambda each: (each.file, each.line))))


def _remarks(pack: Pack, manifest: TomlFile) -> Iterator[Remark]:
    yield from structure_remarks(pack, manifest)
    texts = {
        **pack.texts,
        **{
            f"{step.id}/{name}": text
            for step in pack.steps
            for name, text in step.files.items()
            if name.endswith(".md")
        },
    }
    yield from figure_remarks(pack.folder, texts)
    yield from (refusal(said) for said in file_problems(pack.folder))
    for file, text in texts.items():
        if line := open_code(text):
            yield error("code_open", file, line)
        if file.endswith(".ja.md") and not file.startswith("mentor."):
            yield from kanji_remarks(file, text)
            yield from easy_remarks(file, text)
            yield from yomi.reading_remarks(file, text)
    for key, words in _titles(pack):
        for each in (*kanji_remarks(MANIFEST, words.ja), *yomi.reading_remarks(MANIFEST, words.ja)):
            yield Remark(each.level, each.rule, MANIFEST, manifest.line(key), each.sentence)
    yield from _twins(texts)


def _titles(pack: Pack) -> Iterator[tuple[str, Words]]:
    yield "title", pack.title
    if pack.manifest.summary is not None:
        yield "summary", pack.manifest.summary
    for number, step in enumerate(pack.steps, 1):
        yield f"steps[{number}].title", step.title


def _twins(texts: dict[str, str]) -> Iterator[Remark]:
    """Compare each Japanese text with its English one; one for a family may have a plain twin."""
    for file, text in texts.items():
        if not file.endswith(".ja.md") or file.startswith("mentor."):
            continue
        twin = f"{file.removesuffix('.ja.md')}.en.md"
        for family in FAMILIES:
            if twin not in texts:
                twin = twin.replace(f".{family}.en.md", ".en.md")
        if twin in texts:
            yield from twin_remarks(twin, text, texts[twin])
