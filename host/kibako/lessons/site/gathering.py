"""Packs found, and turned into what the pages tell about them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kibako import strings
from kibako.circuits.circuit import Circuit, read_circuit_file
from kibako.circuits.part import parts
from kibako.errors import KibakoError, PackError
from kibako.lessons.added import AddedPacks, Receipt
from kibako.lessons.building import Built, build, rebuild
from kibako.lessons.catalogue import Catalogue, read_catalogue
from kibako.lessons.manifest import MANIFEST
from kibako.lessons.minisign import SecretKey
from kibako.lessons.pack import Pack, Step, read_pack
from kibako.lessons.site.facts import PackFacts, StepFacts, StepFor
from kibako.lessons.site.levels import year_of


def packs_in(folders: Sequence[Path]) -> Catalogue:
    """Return the packs of some folders.

    Args:
        folders: Each is a pack, or holds packs; with none given, all packs on this computer.

    Returns:
        The packs in the order of their names, each once; and what is wrong with the others.
    """
    found: dict[str, Pack] = {}
    broken: list[PackError] = []
    alone = [folder.resolve() for folder in folders if (folder / MANIFEST).is_file()]
    for folder in alone:
        try:
            pack = read_pack(folder)
            found.setdefault(pack.id, pack)
        except PackError as error:
            broken.append(error)
    shelves = [folder for folder in folders if not (folder / MANIFEST).is_file()]
    if shelves or not folders:
        catalogue = read_catalogue(*shelves)
        broken += catalogue.broken
        for pack in catalogue.packs:
            found.setdefault(pack.id, pack)
    return Catalogue(tuple(found[name] for name in sorted(found)), tuple(broken))


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a site is made of.

    Attributes:
        packs: The packs, those for the youngest first.
        files: For each pack the name and the bytes of the file that it is passed on as.
        broken: What is wrong with those that are left out.
    """

    packs: tuple[PackFacts, ...]
    files: Mapping[str, tuple[str, bytes]]
    broken: tuple[KibakoError, ...]


def gather(folders: Sequence[Path], secret: SecretKey | None = None) -> Gathered:
    """Return all that a site tells and offers.

    Args:
        folders: Each is a pack, or holds packs; with none given, all packs on this computer.
        secret: The key to sign the packs with.
    """
    catalogue = packs_in(folders)
    receipts: dict[Path, Receipt] = {}
    with suppress(KibakoError):  # where there can be no data folder, no packs were added
        store = AddedPacks()
        receipts = {store.folder_of(each): each for each in store.receipts().values()}
    packs: list[PackFacts] = []
    files: dict[str, tuple[str, bytes]] = {}
    broken: list[KibakoError] = [*catalogue.broken]
    for pack in catalogue.packs:
        try:
            facts, built = facts_of(pack), _built(pack, secret, receipts)
        except KibakoError as error:
            broken.append(error)
        else:
            packs.append(facts)
            files[pack.id] = (built.file, built.data)
    # Who scrolls through the list goes up through the school years.
    in_order = sorted(packs, key=lambda facts: (year_of(facts.level), bool(facts.needs), facts.id))
    return Gathered(tuple(in_order), files, tuple(broken))


def _built(pack: Pack, secret: SecretKey | None, receipts: Mapping[Path, Receipt]) -> Built:
    """Return the file that a pack is passed on as: an added one as its author signed it."""
    receipt = receipts.get(pack.folder)
    if secret is None and receipt is not None and receipt.key:
        return rebuild(pack.folder, receipt.key, receipt.signature)
    return build(pack.folder, secret)


def facts_of(pack: Pack) -> PackFacts:
    """Return what the pages tell about a pack.

    Args:
        pack: The pack.

    Raises:
        KibakoError: Its circuit, or a part that it names, cannot be used.
    """
    manifest = pack.manifest
    return PackFacts(
        id=manifest.id,
        version=manifest.version,
        title=manifest.title,
        summary=manifest.summary,
        minutes=manifest.minutes,
        level=manifest.level,
        boards=tuple(manifest.boards),
        access=tuple(manifest.access),
        needs=tuple(manifest.needs),
        rows=tuple(manifest.row),
        course_of_study=tuple(manifest.course_of_study),
        firmware=manifest.firmware,
        licence=manifest.licence,
        authors=tuple(manifest.authors),
        steps=tuple(_step(step, pack.families) for step in pack.steps),
        mentor={lang: pack.mentor(lang) for lang in strings.LANGUAGES},
        extension={lang: pack.extension(lang) for lang in strings.LANGUAGES},
        circuits=_circuits(pack),
        parts=tuple(part for name in manifest.parts if (part := parts().get(name)) is not None),
        folder=pack.folder,
    )


def _circuits(pack: Pack) -> tuple[Circuit, ...]:
    """Return the circuit of each family of boards that has one, each once."""
    files = (pack.circuit_file(family) for family in pack.families)
    return tuple(read_circuit_file(file) for file in dict.fromkeys(files) if file is not None)


def _step(step: Step, families: Sequence[str]) -> StepFacts:
    boards = tuple(
        StepFor(
            family=family,
            text={lang: step.text_for(lang, family) for lang in strings.LANGUAGES},
            audio={lang: _heard(step, lang, family) for lang in strings.LANGUAGES},
            hints={lang: step.hints(lang, family) for lang in strings.LANGUAGES},
            starter=step.starter_for(family),
            solution=step.solution_for(family),
        )
        for family in families
    )
    return StepFacts(step.id, step.title, step.minutes, boards)


def _heard(step: Step, lang: str, family: str) -> str:
    """Return the text for who listens, where it is another one than the text to read."""
    heard = step.text_for(lang, family, audio=True)
    return "" if heard == step.text_for(lang, family) else heard
