"""Packs found, and turned into what the pages tell about them."""

from collections.abc import Sequence
from pathlib import Path

from kibako.circuits.circuit import Circuit
from kibako.errors import PackError
from kibako.lessons.building import build
from kibako.lessons.catalogue import Catalogue, read_catalogue
from kibako.lessons.manifest import MANIFEST
from kibako.lessons.pack import Pack, Step, read_pack
from kibako.lessons.site.facts import PackFacts, StepFacts, StepFor


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


def packed(facts: PackFacts) -> tuple[str, bytes]:
    """Return the file that a pack is passed on as: its name and its bytes.

    Raises:
        PackError: Something in its folder cannot be passed on.
    """
    built = build(facts.folder)
    return built.file, built.data


def facts_of(pack: Pack) -> PackFacts:
    """Return what the pages tell about a pack.

    Args:
        pack: The pack.
    """
    manifest = pack.manifest
    return PackFacts(
        id=manifest.id,
        version=manifest.version,
        title=manifest.title,
        summary=None,
        minutes=manifest.minutes,
        level=manifest.level,
        boards=tuple(manifest.boards),
        access=(),
        needs=(),
        rows=(),
        course_of_study=(),
        licence=manifest.licence,
        authors=tuple(manifest.authors),
        steps=tuple(_step(step, pack.board) for step in pack.steps),
        mentor={},
        extension={},
        circuits=_circuits(pack),
        parts=(),
        folder=pack.folder,
    )


def _circuits(pack: Pack) -> tuple[Circuit, ...]:
    return ()


def _step(step: Step, family: str) -> StepFacts:
    board = StepFor(family, step.text, {}, {}, step.starter, step.solution)
    return StepFacts(step.id, step.title, 0, (board,))
