"""What lies on the workbench: the packs, the open one with the learner's work, the choices."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kibako import strings
from kibako.club.progress import ProgressStore, Settings
from kibako.errors import FileError, KibakoError, UsageError
from kibako.events import JsonValue
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.manifest import family_of
from kibako.lessons.pack import Pack
from kibako.workbench import searching, settings
from kibako.workbench.hinting import HintLadder
from kibako.workbench.history import Earlier
from kibako.workbench.talkpoints import Talkpoint
from kibako.workbench.view import PackView
from kibako.workbench.work import Work

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit


class Desk:
    """The packs and the learner's work on one of them. The workbench holds a lock around it.

    Args:
        work_dir: Where the learner's work is kept.
        packs: Folders of packs; those of Kibako and of the user when empty.
        board: Tells which board is in use, such as ``pico-w``; "" while that is not known.
        listens: Whether the learner listens: then packs give their text for that, where they have
            one.
    """

    def __init__(
        self,
        work_dir: Path,
        packs: Sequence[Path] = (),
        board: Callable[[], str] = lambda: "",
        *,
        listens: bool = False,
    ) -> None:
        self._board = board
        self._listens = listens
        self._store = ProgressStore(work_dir)
        self._catalogue = read_catalogue(*packs)
        self._problems: list[KibakoError] = list(self._catalogue.broken)
        self.first_start = not self._store.has_settings()
        """Whether nothing was ever chosen or opened here."""
        loaded = self._store.load_settings()
        self._settings: Settings = loaded.value
        if loaded.problem:
            self._problems.append(loaded.problem)
        if self._settings.lang in strings.languages():  # its folder may be gone
            strings.set_language(self._settings.lang)
        for path in strings.broken_files(strings.language()):
            self._problems.append(FileError("language_broken", path=str(path)))
        self._work: Work | None = None
        self._ladder: HintLadder | None = None
        self._words = {pack.id: searching.words_of(pack) for pack in self._catalogue.packs}
        self._done = {pack.id: self._count_passed(pack) for pack in self._catalogue.packs}

    @property
    def work(self) -> Work:
        """The learner's work on the open pack.

        Raises:
            UsageError: No pack is open.
        """
        if self._work is None:
            raise UsageError("no_pack_open")
        return self._work

    def code(self) -> str:
        """Return the program of the open step.

        Raises:
            UsageError: No pack is open.
        """
        return self.work.code()

    def open(self, pack_id: str) -> Work:
        """Open a pack where the learner left it.

        Raises:
            PackError: There is no such pack, or it is broken.
        """
        self._work = Work(self._catalogue.pack(pack_id), self._store, self._board)
        self._ladder = HintLadder(self._work)
        return self._work

    def hint(self, sure: bool) -> JsonValue:
        """Take the next hint of the open step; it is shown from then on.

        Args:
            sure: Whether the solution is wanted, if that comes next.

        Returns:
            The value of the event that tells it.

        Raises:
            UsageError: No pack is open, or the solution comes next and is not wanted.
        """
        if self._ladder is None or self._work is None:
            raise UsageError("no_pack_open")
        return self._ladder.take(sure)

    def circuit(self) -> "Circuit | None":
        """Return what the open pack hangs on the board in use; None when that is nothing."""
        return None if self._work is None else self._work.circuit()

    def talkpoints(self, code: str) -> tuple[Talkpoint, ...]:
        """Return the talkpoints of a program of the open step; none while no pack is open."""
        return () if self._work is None else self._work.talkpoints.of(code)

    def earlier(self) -> tuple[Earlier, ...]:
        """Return what the open step's program was at each run; nothing while no pack is open."""
        return () if self._work is None else self._work.earlier()

    def close(self) -> None:
        """Put the open pack away.

        Raises:
            UsageError: No pack is open.
        """
        self._done[self.work.pack.id] = sum(self.work.passed)
        self._work = None

    def save(self) -> bool:
        """Bring unsaved programs to disk; return whether there were any.

        Raises:
            FileError: It cannot be written; the programs stay in memory.
        """
        return self._work is not None and self._work.save()

    def choose(self, **changes: str) -> None:
        """Take a setting and keep it.

        Raises:
            FileError: It cannot be kept; it holds until the program ends.
        """
        self.first_start = False
        self._settings = msgspec.structs.replace(self._settings, **changes)
        self._store.save_settings(self._settings)

    def take_problems(self) -> tuple[KibakoError, ...]:
        """Return what was found broken since the last call."""
        problems, self._problems = self._problems, []
        if self._work is not None:
            self._work.code()
            problems += self._work.problems
            self._work.problems = []
        return tuple(problems)

    def shown(self) -> dict[str, Any]:
        """Return the fields of the view that come from the desk, in the current language."""
        lang = strings.content_language()
        packs = tuple(self._pack_view(pack, lang) for pack in self._catalogue.packs)
        shown: dict[str, Any] = {
            "packs": packs,
            "reading": self._settings.reading,
            "lang": strings.language(),
            "chosen": settings.chosen(self._settings),
            "first_start": self.first_start,
        }
        work, ladder = self._work, self._ladder
        if work is None or ladder is None:
            return shown | {
                "pack": None,
                "step": 0,
                "steps": 0,
                "title": "",
                "text": "",
                "code": "",
                "talkpoints": (),
                "family": "",
                "hint": "",
                "solution_next": False,
                "saved": True,
                "passed": (),
            }
        return shown | {
            "pack": self._pack_view(work.pack, lang),
            "step": work.index,
            "steps": len(work.pack.steps),
            "title": work.step.title.in_language(lang),
            "text": work.text(lang, listens=self._listens),
            "code": work.code(),
            "talkpoints": tuple((each.line, each.text) for each in work.talkpoints.now),
            "family": family_of(work.board),
            "hint": ladder.shown(),
            "solution_next": ladder.solution_next,
            "saved": work.saved,
            "passed": work.passed,
        }

    def _pack_view(self, pack: Pack, lang: str) -> PackView:
        work = self._work
        done = sum(work.passed) if work and work.pack is pack else self._done[pack.id]
        return PackView(
            id=pack.id,
            title=pack.title.in_language(lang),
            minutes=pack.manifest.minutes,
            done=done,
            steps=len(pack.steps),
            last=pack.id == self._settings.last_pack,
            words=self._words[pack.id],
        )

    def _count_passed(self, pack: Pack) -> int:
        """How many steps of a pack are passed; a damaged record is told and counts as none."""
        loaded = self._store.load_record(pack.id)
        if loaded.problem:
            self._problems.append(loaded.problem)
        return len({step.id for step in pack.steps} & set(loaded.value.passed))
