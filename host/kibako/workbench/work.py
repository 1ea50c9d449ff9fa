"""The learner's work on the open pack: which step, what code, what is passed; kept on disk."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kibako.club.progress import PackRecord, ProgressStore
from kibako.errors import KibakoError, UsageError
from kibako.lessons.manifest import family_of
from kibako.lessons.pack import Pack, Step
from kibako.lessons.rigs import circuit_of
from kibako.workbench.history import SHOWN_MAX, Earlier
from kibako.workbench.kept_talk import KeptTalk

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit


class Work:
    """One pack as the learner has it. Thread-safe.

    The code in memory is the truth; :meth:`save` brings it to disk, and a failed save leaves it
    in memory, still unsaved.

    Args:
        pack: The pack.
        store: Where the work is kept.
        board: Tells which board is in use, such as ``pico-w``; "" while that is not known.
    """

    def __init__(
        self, pack: Pack, store: ProgressStore, board: Callable[[], str] = lambda: ""
    ) -> None:
        self.pack = pack
        self._board = board
        self.problems: list[KibakoError] = []
        self._circuits: dict[str, Circuit | None] = {}
        self._store = store
        self._lock = threading.RLock()
        self._code: dict[str, str] = {}
        self._dirty: set[str] = set()
        self.talkpoints = KeptTalk(
            store, pack.id, lambda: self.step.id, lambda: self.code(), self.problems.append
        )
        """The spoken probes on the learner's programs."""
        loaded = store.load_record(pack.id)
        if loaded.problem:
            self.problems.append(loaded.problem)
        ids = [step.id for step in pack.steps]
        self._passed = {name for name in loaded.value.passed if name in ids}
        self.index = ids.index(loaded.value.step) if loaded.value.step in ids else 0
        if not self.is_open(self.index):
            self.index = 0

    @property
    def step(self) -> Step:
        """The open step."""
        return self.pack.steps[self.index]

    @property
    def passed(self) -> tuple[bool, ...]:
        """For each step, whether it is passed."""
        return tuple(step.id in self._passed for step in self.pack.steps)

    @property
    def board(self) -> str:
        """The board of the pack that fits the one in use best."""
        return self.pack.board_for(self._board())

    @property
    def starter(self) -> str:
        """The program that the open step begins with, for the board in use."""
        return self.step.starter_for(self.board)

    def text(self, lang: str, *, listens: bool = False) -> str:
        """Return the text of the open step, for the board in use.

        Args:
            lang: The language.
            listens: Whether it is heard.
        """
        return self.step.text_for(lang, self.board, audio=listens)

    def circuit(self) -> "Circuit | None":
        """Return what the pack hangs on the board in use; None when that is nothing."""
        kind = self._board()
        if kind not in self._circuits:
            self._circuits[kind] = self._read_circuit(kind)
        return self._circuits[kind]

    def _read_circuit(self, kind: str) -> "Circuit | None":
        if not kind or family_of(kind) not in self.pack.families:
            return None
        try:
            return circuit_of(self.pack, kind)
        except KibakoError as error:
            self.problems.append(error)
            return None

    def is_open(self, index: int) -> bool:
        """Return whether the learner may go to a step: every step before it is passed."""
        return 0 <= index < len(self.pack.steps) and all(self.passed[:index])

    def after(self) -> int:
        """Return the index of the step after the open one.

        Raises:
            UsageError: This is the last one.
        """
        if self.index + 1 >= len(self.pack.steps):
            raise UsageError("last_step")
        return self.index + 1

    def before(self) -> int:
        """Return the index of the step before the open one.

        Raises:
            UsageError: This is the first one.
        """
        if self.index < 1:
            raise UsageError("first_step")
        return self.index - 1

    def require_open(self, index: int) -> None:
        """Hold that the learner may go to a step.

        Raises:
            UsageError: There is no such step, or one before it is not passed.
        """
        if not 0 <= index < len(self.pack.steps):
            raise UsageError("no_such_step", limit=len(self.pack.steps))
        if not self.is_open(index):
            raise UsageError("step_closed", step=self.passed.index(False) + 1)

    def code(self, index: int | None = None) -> str:
        """Return the program of a step (the open one when left out), the starter at first."""
        step = self.pack.steps[self.index if index is None else index]
        with self._lock:
            if step.id not in self._code:
                loaded = self._store.load_code(self.pack.id, step.id)
                if loaded.problem:
                    self.problems.append(loaded.problem)
                if loaded.value is None:  # not kept: with another board it is another one
                    return step.starter_for(self.board)
                self._code[step.id] = loaded.value
            return self._code[step.id]

    def edit(self, text: str, index: int | None = None) -> bool:
        """Take a new program for a step; return whether it differs from the one before.

        Raises:
            UsageError: There is no such step.
        """
        if index is not None and not 0 <= index < len(self.pack.steps):
            raise UsageError("no_such_step", limit=len(self.pack.steps))
        step = self.pack.steps[self.index if index is None else index]
        clean = text.replace("\r\n", "\n").replace("\r", "\n")
        clean = clean.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8
        with self._lock:
            before = self.code(index)
            if clean == before:
                return False
            self.talkpoints.edited(step.id, before, clean)
            self._code[step.id] = clean
            self._dirty.add(step.id)
            return True

    @property
    def saved(self) -> bool:
        """Whether everything in memory is on disk."""
        with self._lock:
            return not self._dirty

    def save(self) -> bool:
        """Bring unsaved programs to disk; return whether there was anything to save.

        Raises:
            FileError: It cannot be written; the programs stay in memory.
        """
        with self._lock:
            dirty = sorted(self._dirty)
            for step_id in dirty:
                self._store.save_code(self.pack.id, step_id, self._code[step_id])
                self._dirty.discard(step_id)
            self.talkpoints.save()
            return bool(dirty)

    def snapshot(self) -> None:
        """Keep the open step's program as it is now.

        Raises:
            FileError: It cannot be written.
        """
        with self._lock:
            self._store.add_snapshot(self.pack.id, self.step.id, self.code())

    def earlier(self) -> tuple[Earlier, ...]:
        """Return what the open step's program was at each run, the newest first."""
        with self._lock:
            found = self._store.earlier(self.pack.id, self.step.id, SHOWN_MAX)
            return tuple(Earlier(*each) for each in found)

    def earlier_text(self, number: int) -> str:
        """Return one of the earlier programs.

        Raises:
            UsageError: There is none of that number any more.
        """
        for each in self.earlier():
            if each.number == number:
                return each.text
        raise UsageError("history_gone", number=number)

    def go(self, index: int) -> None:
        """Open a step and remember it.

        Raises:
            FileError: It cannot be remembered; the step is open all the same.
        """
        with self._lock:
            self.index = index
            self._save_record()

    def mark_passed(self, index: int) -> None:
        """Remember that a step is passed.

        Raises:
            FileError: It cannot be written; it counts as passed until the program ends.
        """
        with self._lock:
            self._passed.add(self.pack.steps[index].id)
            self._save_record()

    def _save_record(self) -> None:
        passed = [step.id for step in self.pack.steps if step.id in self._passed]
        self._store.save_record(self.pack.id, PackRecord(step=self.step.id, passed=passed))
