"""Many checks, one after the other or on several cores at once, whichever is sooner done."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kibako import strings
from kibako.errors import PackError
from kibako.lessons.checks import DEFAULT_SEED, run_check
from kibako.lessons.findings import Finding
from kibako.lessons.pack import Pack, read_pack
from kibako.lessons.workers import shared

_TRIED = 3
"""How many are checked here before it is known how long one takes."""
_START_S = 1.0
"""What it costs to start the workers: below this gain they are not worth it."""
_WORKERS_MAX = 8


@dataclass(frozen=True, slots=True)
class Task:
    """One program to be checked.

    Attributes:
        pack: The folder of the pack.
        step: The step, counted from 0.
        code: The program.
        board: The board; empty: the first one of the pack.
        seed: The seed of the board's randomness.
    """

    pack: Path
    step: int
    code: str
    board: str = ""
    seed: int = DEFAULT_SEED


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check said.

    Attributes:
        found: What is wrong with the program; None when it passed.
        broken: What is wrong with the check itself, empty as a rule; then ``found`` says nothing.
        endless: Whether that is that the check did not end in its time.
        lost: Whether that is that the process that checked was ended, twice.
    """

    found: Finding | None = None
    broken: str = ""
    endless: bool = False
    lost: bool = False

    @property
    def passed(self) -> bool:
        """Whether the program does what the step asks."""
        return self.found is None and not self.broken


def check_all(tasks: Sequence[Task], stop: threading.Event | None = None) -> Iterator[Verdict]:
    """Check programs, and give the verdicts in their order.

    A check takes some 25 ms, and starting workers takes much longer: so they are done here until
    it is seen that the rest takes so long that sharing it among processes is sooner done
    (threads gain nothing, for most of the work is Python's).

    Args:
        tasks: The programs.
        stop: Ends the work early when it is set.

    Yields:
        A verdict for each.
    """
    began_s = time.monotonic()
    workers = min(os.cpu_count() or 1, _WORKERS_MAX)
    for done, task in enumerate(tasks):
        if stop is not None and stop.is_set():
            return
        each_s = (time.monotonic() - began_s) / max(done, 1)
        gain_s = each_s * (len(tasks) - done) * (1 - 1 / workers)
        if done >= _TRIED and gain_s > _START_S:
            lost = Verdict(broken=strings.text("lesson_said.submission_lost", None), lost=True)
            yield from shared(check_one, tasks[done:], workers, lost, stop)
            return
        yield check_one(task)


def check_one(task: Task) -> Verdict:
    """Check one program."""
    try:
        pack = _read(task.pack)
        outcome = run_check(
            pack, pack.steps[task.step], task.code, board=task.board, seed=task.seed
        )
    except PackError as error:
        reason = str(error.fields.get("reason", error.what))
        return Verdict(broken=reason, endless=bool(error.fields.get("endless")))
    return Verdict(broken="stopped") if outcome is None else Verdict(outcome.found)


@lru_cache(maxsize=4)
def _read(folder: Path) -> Pack:
    """Read a pack once in each process; while it is checked nobody edits it."""
    return read_pack(folder)


def forget_packs() -> None:
    """Read packs anew from now on: somebody may have edited them."""
    _read.cache_clear()
