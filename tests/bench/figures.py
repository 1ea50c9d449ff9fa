"""What the bench scripts share: medians, a table, commands measured from outside."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LIMIT_S = 120.0
KIBAKO = str(Path(sys.executable).with_name("kibako"))
"""The installed command, as a person starts it."""


def times_ms(work: Callable[[], object], rounds: int) -> list[float]:
    """Run some work several times, and return how long each took."""
    taken: list[float] = []
    for _ in range(rounds):
        start_s = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start_s) * 1000)
    return taken


def alternate_ms(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Run several works in turn, so that all meet the same weather; return their medians."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name] += times_ms(work, 1)
    return {name: statistics.median(found) for name, found in taken.items()}


def children_cpu_ms(work: Callable[[], object], rounds: int) -> float:
    """Return the median processor time of the commands that some work starts."""
    taken: list[float] = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        work()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        user_s = after.ru_utime - before.ru_utime
        taken.append((user_s + after.ru_stime - before.ru_stime) * 1000)
    return statistics.median(taken)


def show(what: str, value: float, unit: str, goal: str = "", reached: bool | None = None) -> None:
    """Print one line of a result."""
    mark = "" if reached is None else "  ok" if reached else "  MISSED"
    sys.stdout.write(f"{what:<66} {value:>10.2f} {unit:<8}{goal:>14}{mark}\n")
    sys.stdout.flush()


@contextmanager
def fresh_home() -> Iterator[Path]:
    """Use an empty folder for all that Kibako keeps, in this process and in its children."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="kibako-bench-") as folder:
        os.environ["KIBAKO_HOME"] = folder
        # Compiled Python files, as a person's installation has them.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "pyc")
        try:
            yield Path(folder)
        finally:
            os.environ.clear()
            os.environ.update(before)


def kibako(*words: str, cwd: Path | None = None) -> str:
    """Run the command ``kibako``, and return what it printed."""
    return command([KIBAKO, *words], cwd)


def command(words: list[str], cwd: Path | None = None) -> str:
    """Run a command that has to succeed, and return what it printed."""
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT_S,
        cwd=cwd,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{words}: {done.returncode}\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode()


def resident_mb() -> float:
    """Return the memory of this process that is its own, in megabytes (Linux)."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no Pss in smaps_rollup")
