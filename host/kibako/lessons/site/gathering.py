"""Packs turned into what the pages tell about them."""

from kibako.circuits.circuit import Circuit
from kibako.lessons.pack import Pack, Step
from kibako.lessons.site.facts import PackFacts, StepFacts


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
        steps=tuple(_step(step) for step in pack.steps),
        mentor={},
        extension={},
        circuits=_circuits(pack),
        parts=(),
        folder=pack.folder,
    )


def _circuits(pack: Pack) -> tuple[Circuit, ...]:
    return ()


def _step(step: Step) -> StepFacts:
    return StepFacts(
        id=step.id,
        title=step.title,
        minutes=None,
        text=step.text,
        audio={},
        hints={},
        starter=step.starter,
        solution=step.solution,
    )
