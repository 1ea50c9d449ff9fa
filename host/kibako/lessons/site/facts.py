"""What the pages tell about a pack, gathered from its folder: plain data in every language."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kibako.circuits.board import find_board
from kibako.circuits.circuit import Circuit
from kibako.circuits.part import Part
from kibako.tables import Words

Content = TypeVar("Content", bound=Hashable)

Texts = Mapping[str, str]
"""One text by language; a language that the pack lacks is left out."""


@dataclass(frozen=True, slots=True)
class StepFor:
    """What a step has for one family of boards.

    Attributes:
        family: The family.
        text: What the learner reads.
        audio: What stands in its place for who listens.
        hints: The hints, each plainer than the one before, by language.
        starter: The program to begin with.
        solution: One that passes.
    """

    family: str
    text: Texts
    audio: Texts
    hints: Mapping[str, tuple[str, ...]]
    starter: str
    solution: str


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step.

    Attributes:
        id: Its name in the pack.
        title: What it is called.
        minutes: How long it takes; 0 where the author did not say.
        boards: What it has for each family of boards.
    """

    id: str
    title: Words
    minutes: int
    boards: tuple[StepFor, ...]

    def each(self, pick: Callable[[StepFor], Content]) -> list[tuple[tuple[str, ...], Content]]:
        """Return something of the step with the families that it is for.

        Args:
            pick: Takes it out of what one family has.

        Returns:
            Each different content once. Where all families share one, the families are left out.
        """
        found: list[tuple[tuple[str, ...], Content]] = []
        for content in dict.fromkeys(map(pick, self.boards)):
            families = tuple(each.family for each in self.boards if pick(each) == content)
            found.append((families, content))
        return found if len(found) > 1 else [((), content) for _, content in found]


@dataclass(frozen=True, slots=True)
class PackFacts:
    """One pack.

    Attributes:
        id: Its name on disk and in commands.
        version: Three numbers with dots.
        title: What it is called.
        summary: What it is about, one sentence.
        minutes: How long it takes.
        level: For whom, such as ``小3+``.
        boards: The boards it runs on, by family or id.
        access: How it can be followed without sight, with one switch and so on.
        needs: Packs that come before it.
        rows: The club models it serves.
        course_of_study: Codes of the national course of study.
        firmware: For each family of boards the least release of MicroPython, where one is needed.
        licence: Under which terms it may be passed on.
        authors: Who made it.
        steps: Its steps in order.
        mentor: The mentor's guide.
        extension: What comes after the last step.
        circuits: Its circuits, one for each board that has one.
        parts: Parts that it names besides.
        folder: Where its pictures are.
    """

    id: str
    version: str
    title: Words
    summary: Words | None
    minutes: int
    level: str
    boards: tuple[str, ...]
    access: tuple[str, ...]
    needs: tuple[str, ...]
    rows: tuple[str, ...]
    course_of_study: tuple[str, ...]
    firmware: Mapping[str, str]
    licence: str
    authors: tuple[str, ...]
    steps: tuple[StepFacts, ...]
    mentor: Texts
    extension: Texts
    circuits: tuple[Circuit, ...]
    parts: tuple[Part, ...]
    folder: Path

    @property
    def families(self) -> tuple[str, ...]:
        """The families of its boards, each once."""
        return tuple(dict.fromkeys(family_of(board) for board in self.boards))

    @property
    def boards_without_circuit(self) -> tuple[str, ...]:
        """The boards for which it has no circuit: there the board alone is enough."""
        with_one = {circuit.board.family for circuit in self.circuits}
        return tuple(board for board in self.boards if family_of(board) not in with_one)


def family_of(board: str) -> str:
    """Return the family of a board; of a family, itself."""
    found = find_board(board)
    return board if found is None else found.family
