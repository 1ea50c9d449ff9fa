"""The programs of the differential suite, and what may differ between a board and its model."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "programs"
DIFFERENCES = Path(__file__).parent / "differences.toml"
RECORDED = Path(__file__).parent / "recorded"
MARK = "# === "
_ONLY = " @"
SHORT = {"v1": "microbit-v1", "v2": "microbit-v2"}


@dataclass(frozen=True)
class Case:
    """One small program.

    Attributes:
        name: ``topic: title``.
        source: Its text.
        boards: The profiles that can run it.
    """

    name: str
    source: str
    boards: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """What tells one text from another."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Reason:
    """Why some programs do something else on a virtual board than on the real one.

    Attributes:
        id: Its name in differences.toml.
        en: One sentence, in English.
        ja: The same in Japanese.
        words: Patterns and what stands for each before two answers are compared.
        cases: The names of the programs, by profile.
    """

    id: str
    en: str
    ja: str
    words: tuple[tuple[str, str], ...]
    cases: dict[str, tuple[str, ...]]


@cache
def cases() -> tuple[Case, ...]:
    """Return all programs.

    Each file holds many, parted by a line with their titles; ``@v1`` or ``@v2`` behind a title
    says that only that board has what the program is about. What stands before the first title
    is the beginning of each program of the file.
    """
    return tuple(case for path in sorted(FOLDER.glob("*.upy")) for case in _cases_in(path))


def topics() -> list[str]:
    """Return the names of the files."""
    return sorted(path.stem for path in FOLDER.glob("*.upy"))


def cases_for(profile_id: str, topic: str) -> list[Case]:
    """Return the programs of one topic that a board can run."""
    return [c for c in cases() if c.name.startswith(f"{topic}: ") and profile_id in c.boards]


@cache
def reasons() -> tuple[Reason, ...]:
    """Return the list of differences that are known and stay."""
    data = tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))
    return tuple(
        Reason(
            name,
            entry["en"],
            entry["ja"],
            tuple((pattern, words) for pattern, words in entry.get("words", ())),
            {profile: tuple(entry.get(profile, ())) for profile in SHORT.values()},
        )
        for name, entry in data.items()
    )


def listed(profile_id: str) -> dict[str, str]:
    """Return the programs that are known to differ on a board, each with its reason."""
    return {case: reason.id for reason in reasons() for case in reason.cases[profile_id]}


def same_words(said: str) -> str:
    """Return an answer with the words that newer and older versions choose differently as one."""
    for reason in reasons():
        for pattern, words in reason.words:
            said = re.sub(pattern, words, said)
    return said


def recording(profile_id: str) -> dict[str, str]:
    """Return what the real firmware answered to each program, where the program is still the same.

    Firmware does not change by itself: what it answered once, it answers always.
    """
    data = json.loads((RECORDED / f"{profile_id}.json").read_text(encoding="utf-8"))
    prints = {case.name: case.fingerprint for case in cases()}
    return {
        name: entry["said"]
        for name, entry in data.items()
        if prints.get(name) == entry["fingerprint"]
    }


def record(profile_id: str, answers: dict[str, str]) -> None:
    """Write down what the real firmware answered; what is known of other programs is kept."""
    path = RECORDED / f"{profile_id}.json"
    known = recording(profile_id) if path.exists() else {}
    said = {**known, **answers}
    data = {
        case.name: {"fingerprint": case.fingerprint, "said": said[case.name]}
        for case in cases()
        if case.name in said and profile_id in case.boards
    }
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _cases_in(path: Path) -> Iterator[Case]:
    head, *parts = path.read_text(encoding="utf-8").split(MARK)
    for part in parts:
        line, _, source = part.partition("\n")
        title, _, only = line.partition(_ONLY)
        boards = (SHORT[only],) if only else tuple(SHORT.values())
        yield Case(f"{path.stem}: {title}", head + source, boards)
