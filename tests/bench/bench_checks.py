"""The checks of lesson packs: one program, the programs of a group, a hundred times the same."""

import contextlib
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import KIBAKO, alternate_ms, fresh_home, show
from kibako import resources
from kibako.cli import main as cli
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.checks import run_check
from kibako.lessons.mutants import excused, reason_of
from kibako.lessons.pack import Pack
from kibako.lessons.proving import one_of_each_family, survivors

ROUNDS = 10
CHILDREN = 100
REPEATS = 100


def one(pack: Pack) -> float:
    """Return how long the check of one program takes, in seconds, when the host has started."""
    best_s = 1e9
    for _ in range(ROUNDS):
        for step in pack.steps:
            began_s = time.perf_counter()
            outcome = run_check(pack, step, step.solution)
            best_s = min(best_s, time.perf_counter() - began_s)
            assert outcome is not None
            assert outcome.passed, (pack.id, step.id, outcome.seen)
    return best_s


def beyond_the_start(pack: Pack) -> float:
    """Return by how many seconds ``lesson check --code`` takes longer than an empty program.

    Both start the host and a virtual board.
    """
    code = pack.folder / pack.steps[0].id / "solution.py"
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("", encoding="utf-8")
        board = f"virtual:{pack.board}"
        found = alternate_ms(
            {
                "check": lambda: _kibako("lesson", "check", pack.id, "--code", str(code)),
                "empty": lambda: _kibako("run", str(empty), "--board", board, "--pace", "fast"),
            },
            ROUNDS,
        )
    return (found["check"] - found["empty"]) / 1000


def _kibako(*words: str) -> None:
    subprocess.run([KIBAKO, *words], check=True, capture_output=True, timeout=60)


def group(pack: Pack, step: int) -> float:
    """Return how many programs a second are checked: right, wrong, broken and endless ones."""
    programs = pack.steps[step]
    codes = [
        programs.solution,
        programs.starter,
        *(wrong.code for wrong in programs.wrong),
        "while True: pass\n",
        "print('x'\n",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(CHILDREN):
            path = Path(folder) / f"child{number:03}.py"
            path.write_text(codes[number % len(codes)], encoding="utf-8")
        words = ["lesson", "check", pack.id, "--many", folder, "--step", str(step + 1)]
        began_s = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            cli.main(words)
        return CHILDREN / (time.perf_counter() - began_s)


def verdicts(pack: Pack) -> int:
    """Return how many programs of a pack got more than one verdict in many repeats."""
    unsteady = 0
    for step in pack.steps:
        for code in (step.solution, *(wrong.code for wrong in step.wrong)):
            unsteady += len({run_check(pack, step, code) for _ in range(REPEATS)}) > 1
    return unsteady


def noticed_percent(pack: Pack, board: str) -> float:
    """Return how many of the mutants in learners' lines are noticed, excused ones left out."""
    count, lived = survivors(pack, [board], range(len(pack.steps)))
    reasons = excused(pack.folder)
    own = [each.name for each in lived if not each.given]
    harmless = sum(1 for name in own if reason_of(reasons, name))
    return 100 * (count - len(own)) / max(count - harmless, 1)


def main() -> None:
    """Measure every pack; with ``--repeats`` also whether each verdict stays the same."""
    packs = read_catalogue(resources.data_root() / "lessons").packs
    with fresh_home():
        one(packs[0])
        more_ms = beyond_the_start(packs[0]) * 1000
        show("one check beyond the start", more_ms, "ms", "<= 50", more_ms <= 50)
        for pack in packs:
            show(f"{pack.id}: one check", one(pack) * 1000, "ms")
            rate = group(pack, len(pack.steps) - 1)
            show(f"{pack.id}: a group", rate, "a second", ">= 20", rate >= 20)
            for board in one_of_each_family(pack):
                caught = noticed_percent(pack, board)
                show(f"{pack.id}: mutants noticed, {board}", caught, "%", ">= 90", caught >= 90)
            if "--repeats" in sys.argv:
                unsteady = verdicts(pack)
                show(f"{pack.id}: unsteady verdicts", unsteady, "programs", "0", not unsteady)


if __name__ == "__main__":
    main()
