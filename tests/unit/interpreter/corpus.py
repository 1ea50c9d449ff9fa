"""The stress programs: where they are, and what "the same outcome" means."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "interpreter_corpus"
MARK = "# === "


@dataclass(frozen=True)
class Program:
    """One program of the corpus.

    Attributes:
        name: ``topic: title``.
        source: Its text.
    """

    name: str
    source: str


def programs(topic: str = "*") -> Iterator[Program]:
    """Yield the programs of a topic: each file holds many, parted by a line with their titles."""
    for path in sorted(FOLDER.glob(f"{topic}.upy")):
        head, *parts = path.read_text(encoding="utf-8").split(MARK)
        assert not head.strip(), f"{path.name}: text before the first title"
        for part in parts:
            title, _, source = part.partition("\n")
            yield Program(f"{path.stem}: {title}", source)


def topics() -> list[str]:
    """Return the topics of the corpus."""
    return sorted(path.stem for path in FOLDER.glob("*.upy"))
