"""A lesson pack as read from its folder: data only, nothing of it is run here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kibako import strings
from kibako.lessons.manifest import Manifest, broken, problem, read_manifest
from kibako.tables import Words

MAX_TEXT_BYTES = 256 * 1024
"""The largest text, program or check file of a pack."""


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A plausible wrong program, and the message that the check must answer with."""

    name: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pack: a text, a program to start from, and a check."""

    id: str
    title: Words
    text: Mapping[str, str]
    """The Markdown text with ruby, by language."""
    starter: str
    solution: str
    check: str
    check_file: str
    """The check's path inside the pack, for messages to its author."""
    wrong: tuple[WrongAnswer, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read without a problem."""

    manifest: Manifest
    folder: Path
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The name of the pack in commands and on disk."""
        return self.manifest.id

    @property
    def title(self) -> Words:
        """The title in each language."""
        return self.manifest.title

    @property
    def board(self) -> str:
        """The board profile that the pack's checks use."""
        return self.manifest.boards[0]


def read_pack(folder: Path) -> Pack:
    """Read a pack from its folder.

    Args:
        folder: The folder that holds ``pack.toml``.

    Returns:
        The pack.

    Raises:
        PackError: The pack breaks a rule; the error names every problem that was found.
    """
    manifest = read_manifest(folder)
    problems: list[str] = []
    steps = tuple(_read_step(folder, manifest, at, problems) for at in range(len(manifest.steps)))
    if problems:
        raise broken(folder, problems)
    return Pack(manifest, folder, steps)


def _read_step(folder: Path, manifest: Manifest, at: int, problems: list[str]) -> Step:
    step = manifest.steps[at]

    def read(name: str) -> str:
        return _read_text(folder, f"{step.id}/{name}", problems)

    return Step(
        id=step.id,
        title=step.title,
        text={lang: read(f"text.{lang}.md") for lang in strings.LANGUAGES},
        starter=read("starter.py"),
        solution=read("solution.py"),
        check=read("check.py"),
        check_file=f"{step.id}/check.py",
        wrong=tuple(
            WrongAnswer(name, read(f"wrong/{name}.py"), says)
            for name, says in sorted(step.wrong.items())
        ),
    )


def _read_text(folder: Path, name: str, problems: list[str]) -> str:
    """Return one text of the pack, or "" after adding to the problems."""
    path = folder / name
    try:
        inside = path.resolve(strict=True).is_relative_to(folder.resolve(strict=True))
        if not (inside and path.is_file()):
            problems.append(problem("file_outside", file=name))
            return ""
        with path.open("rb") as file:
            raw = file.read(MAX_TEXT_BYTES + 1)
    except OSError:
        problems.append(problem("file_missing", file=name))
        return ""
    if len(raw) > MAX_TEXT_BYTES:
        problems.append(problem("file_large", file=name, limit=MAX_TEXT_BYTES // 1024))
        return ""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(problem("file_encoding", file=name))
        return ""
    if "\0" in text:
        problems.append(problem("file_encoding", file=name))
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")
