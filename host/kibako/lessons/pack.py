"""A lesson pack as read from its folder: data only, nothing of it is run here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kibako import strings
from kibako.lessons.hints import parse_hints
from kibako.lessons.manifest import (
    FAMILIES,
    NAME,
    Manifest,
    StepManifest,
    broken,
    family_of,
    problem,
    read_manifest,
    said_for,
)
from kibako.tables import Words

MAX_TEXT_BYTES = 256 * 1024
"""The largest text, program or check file of a pack."""
_CIRCUIT = "circuit.toml"


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A plausible wrong program, and the message that the check must answer with."""

    name: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pack: a text, a program to start from, and a check.

    What is there once serves every family of boards; a file for one family only, such as
    ``solution.pico.py``, goes before. A family may be told by the name of a board.

    Attributes:
        id: The name of its folder.
        title: What it is called.
        minutes: How long it takes; 0 when the author does not say.
        family: The family of the pack's first board, which the attributes without a family mean.
        files: The texts and programs, by their names in the step's folder.
        says: For each wrong answer the message that the check must answer with, or one by family.
    """

    id: str
    title: Words
    minutes: int
    family: str
    files: Mapping[str, str]
    says: Mapping[str, str | Mapping[str, str]]

    @property
    def text(self) -> Mapping[str, str]:
        """The Markdown text with ruby, by language."""
        return {lang: self.text_for(lang, self.family) for lang in strings.LANGUAGES}

    @property
    def starter(self) -> str:
        """The program to start from, for the first board."""
        return self.starter_for(self.family)

    @property
    def solution(self) -> str:
        """A program that passes, for the first board."""
        return self.solution_for(self.family)

    @property
    def check(self) -> str:
        """The check, for the first board."""
        return self.files[self._name("check.py", self.family)]

    @property
    def check_file(self) -> str:
        """The check's path inside the pack, for messages to its author."""
        return self.path("check.py", self.family)

    @property
    def wrong(self) -> tuple[WrongAnswer, ...]:
        """The wrong answers, for the first board."""
        return self.wrong_for(self.family)

    def starter_for(self, family: str) -> str:
        """Return the program that the editor holds at first."""
        return self.files[self._name("starter.py", family)]

    def solution_for(self, family: str) -> str:
        """Return a program that passes."""
        return self.files[self._name("solution.py", family)]

    def check_for(self, family: str) -> str:
        """Return the program that looks at what the learner's does."""
        return self.files[self._name("check.py", family)]

    def wrong_for(self, family: str) -> tuple[WrongAnswer, ...]:
        """Return plausible wrong programs."""
        return tuple(
            WrongAnswer(
                name, self.files[self._name(f"wrong/{name}.py", family)], said_for(says, family)
            )
            for name, says in sorted(self.says.items())
        )

    def text_for(self, lang: str, family: str, *, audio: bool = False) -> str:
        """Return what the learner reads, in Markdown with ruby.

        Args:
            lang: The language.
            family: The family of the board in use.
            audio: Whether it is heard: then the text for those who listen, where there is one.
        """
        if audio:
            heard = self.files.get(self._name(f"audio.{lang}.md", family))
            if heard is not None:
                return heard
        return self.files[self._name(f"text.{lang}.md", family)]

    def hints(self, lang: str, family: str) -> tuple[str, ...]:
        """Return the hints, each plainer than the one before; the solution comes after them.

        Args:
            lang: The language.
            family: The family of the board in use.

        Returns:
            Markdown with ruby: three of them, fewer in an unfinished pack.
        """
        return parse_hints(self.files.get(self._name(f"hints.{lang}.md", family), ""))

    def path(self, name: str, family: str) -> str:
        """Return the path inside the pack of the file that serves a family: ``blink/text.ja.md``.

        Args:
            name: The name without a family.
            family: The family of the board in use.
        """
        return f"{self.id}/{self._name(name, family)}"

    def _name(self, name: str, family: str) -> str:
        """Choose the file that serves a family; a pack for one family may have none without."""
        own = for_family(name, family_of(family))
        first = for_family(name, self.family)
        return next((each for each in (own, name, first) if each in self.files), name)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read without a problem.

    Attributes:
        manifest: What ``pack.toml`` says.
        folder: Where it lies.
        steps: The steps in their order.
        texts: The texts beside ``pack.toml``, by name: ``mentor.ja.md``, ``extension.en.md``.
    """

    manifest: Manifest
    folder: Path
    steps: tuple[Step, ...]
    texts: Mapping[str, str]

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

    @property
    def families(self) -> tuple[str, ...]:
        """The families of its boards, each once."""
        return tuple(dict.fromkeys(family_of(board) for board in self.manifest.boards))

    def board_for(self, board: str) -> str:
        """Return the board of the checks for whom another one lies on the table.

        Args:
            board: A board or family, such as ``pico-w``; "" when unknown.

        Returns:
            That of the pack's boards which fits best: the same one, else the first of its family,
            else the first.
        """
        own = self.manifest.boards
        of_family = [each for each in own if family_of(each) == family_of(board)]
        return board if board in own else (of_family or own)[0]

    def mentor(self, lang: str) -> str:
        """Return the text for the mentor, in Markdown; "" in an unfinished pack."""
        return self.texts.get(f"mentor.{lang}.md", "")

    def extension(self, lang: str) -> str:
        """Return the open-ended part for learners who are done, in Markdown; "" without one."""
        return self.texts.get(f"extension.{lang}.md", "")

    def circuit_file(self, board: str) -> Path | None:
        """Return the file of the circuit that hangs on a board.

        Args:
            board: A board or family.

        Returns:
            The pack's own (``circuit.toml``), else the one that ``pack.toml`` names; None when
            nothing hangs on it.
        """
        family = family_of(board)
        for name in (for_family(_CIRCUIT, family), _CIRCUIT):
            if (self.folder / name).is_file():
                return self.folder / name
        told = self.manifest.circuit
        name = told if isinstance(told, str) else told.get(family, "")
        if not name:
            return None
        from kibako.circuits.circuit import circuits_dir

        return circuits_dir() / f"{name}.toml"


def for_family(name: str, family: str) -> str:
    """Return what a file for one family only is called: ``text.pico.ja.md`` for ``text.ja.md``."""
    folder, slash, file = name.rpartition("/")
    first, dot, rest = file.partition(".")
    return f"{folder}{slash}{first}.{family}{dot}{rest}"


def read_pack(folder: Path) -> Pack:
    """Read a pack from its folder.

    What a learner needs to do the pack must be there: texts, starters, solutions, checks and the
    wrong answers that ``pack.toml`` names. What makes it better (hints, audio, the mentor's text,
    the extension) is asked for by ``kibako pack lint`` only.

    Args:
        folder: The folder that holds ``pack.toml``.

    Returns:
        The pack.

    Raises:
        PackError: The pack breaks a rule; the error names every problem that was found.
    """
    pack, problems = check_pack(folder)
    if pack is None:
        raise broken(folder, problems)
    return pack


def check_pack(folder: Path) -> tuple[Pack | None, list[str]]:
    """Read a pack: :func:`read_pack`, with the problems as a list.

    Args:
        folder: The folder that holds ``pack.toml``.

    Returns:
        The pack; None when it cannot be used, with one sentence for each problem.
    """
    manifest, problems = read_manifest(folder)
    if manifest is None:
        return None, problems
    reader = _Reader(folder, problems)
    families = tuple(dict.fromkeys(family_of(board) for board in manifest.boards)) or FAMILIES
    steps = tuple(
        _read_step(reader, step, families) for step in manifest.steps if NAME.fullmatch(step.id)
    )
    names = [f"{kind}.{lang}.md" for kind in ("mentor", "extension") for lang in strings.LANGUAGES]
    texts = {name: reader.read(name) for name in names if (folder / name).exists()}
    if problems:
        return None, problems
    return Pack(manifest, folder, steps, texts), []


def _read_step(reader: "_Reader", step: StepManifest, families: tuple[str, ...]) -> Step:
    needed = [f"text.{lang}.md" for lang in strings.LANGUAGES]
    needed += ["starter.py", "solution.py", "check.py"]
    needed += [f"wrong/{name}.py" for name in sorted(step.wrong) if NAME.fullmatch(name)]
    better = [f"{kind}.{lang}.md" for kind in ("audio", "hints") for lang in strings.LANGUAGES]
    there = reader.names(step.id)
    found: dict[str, str] = {}
    for name in needed:
        own = [for_family(name, family) for family in FAMILIES]
        wanted = [each for each in own if each in there]
        if name in there or not all(for_family(name, each) in there for each in families):
            wanted.append(name)
        found |= {each: reader.read(f"{step.id}/{each}") for each in wanted}
    for name in better:
        own = [name, *(for_family(name, family) for family in FAMILIES)]
        found |= {each: reader.read(f"{step.id}/{each}") for each in own if each in there}
    return Step(step.id, step.title, step.minutes, families[0], found, step.wrong)


class _Reader:
    """Reads the texts of a pack, and gathers what is wrong with them."""

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self.problems = problems
        self._folder = folder
        self._root = folder.resolve()

    def names(self, step_id: str) -> frozenset[str]:
        """Return what lies in the folder of a step and in ``wrong`` of it."""
        folder = self._folder / step_id
        return frozenset([*_names(folder), *(f"wrong/{name}" for name in _names(folder / "wrong"))])

    def read(self, name: str) -> str:
        """Return one text of the pack, or "" after adding to the problems."""
        path = self._folder / name
        try:
            inside = path.resolve(strict=True).is_relative_to(self._root)
            if not (inside and path.is_file()):
                return self._refuse("file_outside", file=name)
            with path.open("rb") as file:
                raw = file.read(MAX_TEXT_BYTES + 1)
        except OSError:
            return self._refuse(f"{'wrong' if '/wrong/' in name else 'file'}_missing", file=name)
        if len(raw) > MAX_TEXT_BYTES:
            return self._refuse("file_large", file=name, limit=MAX_TEXT_BYTES // 1024)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            return self._refuse("file_encoding", file=f"{name}:{line}")
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            return self._refuse("file_encoding", file=f"{name}:{line}")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _refuse(self, name: str, **fields: object) -> str:
        self.problems.append(problem(name, **fields))
        return ""


def _names(folder: Path) -> Iterator[str]:
    try:
        yield from (entry.name for entry in folder.iterdir())
    except OSError:
        return
