"""The repair of the interpreter: what it costs, what it saves, and whether processes end quietly.

``python bench_interpreter.py`` measures; ``python bench_interpreter.py corpus`` runs the corpus
on the published and on the repaired module and counts the programs that go wrong.
"""

import importlib
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import wasmtime
from figures import LIMIT_S, fresh_home, show
from kibako.virtual import interpreter
from kibako.virtual.interpreter import artifact, repair

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))
harness = importlib.import_module("interpreter.harness")
corpus = importlib.import_module("interpreter.corpus")

ROUNDS = 9
CPU = {
    "integer loop": """
def f():
    s = 0
    for i in range(300000): s += i * 3 % 7
f()
""",
    "function calls": """
def g(x, y): return x + y
def f():
    s = 0
    for i in range(100000): s = g(s, i)
f()
""",
    "method calls": """
class A:
    def __init__(self): self.n = 0
    def inc(self, k): self.n += k
def f():
    a = A()
    for i in range(80000): a.inc(i)
f()
""",
    "lists and dictionaries": """
def f():
    l = [(i * 7919) % 10007 for i in range(8000)]
    l.sort()
    d = {}
    for i in range(15000): d[i] = str(i)
    return sum(x for x in l)
f()
""",
    "strings": """
def f():
    for i in range(8000):
        s = "abc%d" % i
        "".join((s + "x").replace("a", "b").split("c"))
f()
""",
    "floats": """
def f():
    x = 0.0
    for i in range(100000): x = x * 0.5 + i / 3
f()
""",
    "recursion": "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(22)\n",
    "big integers": "x = 1\nfor i in range(1, 700): x *= i\ns = str(x)\n",
    "json": """
import json
d = {"a": [1, 2, {"b": 3.5}], "c": "x" * 20}
for i in range(1500): json.loads(json.dumps(d))
""",
}
EXIT = """
import sys, tempfile
from pathlib import Path
from kibako.virtual.board import VirtualBoard
board = VirtualBoard("microbit", flash_dir=Path(sys.argv[1]))
board.start()
board.feed(b"while True: pass\\r\\n\\r\\n")
"""


def cpu_s(engine: wasmtime.Engine, module: wasmtime.Module, program: str) -> float:
    """Return the processor time of a program, boot included."""
    start_s = time.thread_time()
    outcome = harness.run(engine, module, program, heap="4m")
    taken_s = time.thread_time() - start_s
    assert not outcome.ended, outcome
    return taken_s


def cost(engine: wasmtime.Engine, modules: dict[str, wasmtime.Module]) -> None:
    """Compare the processor time of the repaired module with the published one, in turns."""
    ratios: list[float] = []
    for name, program in CPU.items():
        taken: dict[str, list[float]] = {which: [] for which in modules}
        for _ in range(ROUNDS):
            for which, module in modules.items():
                taken[which].append(cpu_s(engine, module, program))
        ratio = statistics.median(
            a / b for a, b in zip(taken["repaired"], taken["published"], strict=True)
        )
        ratios.append(ratio)
        show(f"cost of the repair, {name}", ratio, "x")
    mean = statistics.geometric_mean(ratios)
    show("cost of the repair, geometric mean", mean, "x", "<= 1.3", mean <= 1.3)
    boots: dict[str, list[float]] = {which: [] for which in modules}
    for _ in range(40):
        for which, module in modules.items():
            boots[which].append(cpu_s(engine, module, "pass"))
    ratio = statistics.median(boots["repaired"]) / statistics.median(boots["published"])
    show("boot, run nothing and end: repaired to published", ratio, "x", "<= 1.2", ratio <= 1.2)
    show("    that is", statistics.median(boots["repaired"]) * 1000, "ms")


def rewriting() -> None:
    """Measure the pass itself."""
    data = artifact.read_artifact()
    taken: list[float] = []
    for _ in range(5):
        start_s = time.perf_counter()
        new = repair.repair(data)
        taken.append(time.perf_counter() - start_s)
    median = statistics.median(taken)
    show("rewriting the artifact, once", median, "s", "<= 1.5", median <= 1.5)
    show("size of the artifact", len(data) / 1000, "KB")
    show("size of the repaired module", len(new) / 1000, "KB")


def exits(count: int) -> None:
    """End processes whose boards still run: they have to be silent and end well."""
    noisy = 0
    with fresh_home() as home, tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            flash = str(Path(folder) / str(number))
            done = subprocess.run(
                [sys.executable, "-c", EXIT, flash],
                capture_output=True,
                timeout=LIMIT_S,
                check=False,
            )
            noisy += bool(done.returncode or done.stdout or done.stderr)
        assert home.is_dir()
    show(f"ends with a running board that were not silent, of {count}", noisy, "", "0", noisy == 0)


def run_corpus(engine: wasmtime.Engine, modules: dict[str, wasmtime.Module]) -> None:
    """Count the programs that end otherwise than without pressure."""
    found = list(corpus.programs())
    for which, module in modules.items():
        wrong = trapped = 0
        for program in found:
            expected = harness.run(engine, modules["repaired"], program.source)
            ends = [
                harness.run(
                    engine, module, program.source, heap=heap, threshold=size, fuel=3_000_000_000
                )
                for heap in ("64k", "1m")
                for size in (16, 64, 300)
            ]
            wrong += any(end != expected for end in ends)
            trapped += any(end.ended.startswith("trap") for end in ends)
        show(f"{which}: programs that go wrong under pressure, of {len(found)}", wrong, "")
        show(f"{which}: programs that trap", trapped, "")


def main() -> None:
    """Measure, or run the corpus."""
    engine = interpreter.new_engine()
    modules = {
        "published": wasmtime.Module(engine, artifact.read_artifact()),
        "repaired": interpreter.load_module(engine),
    }
    if sys.argv[1:] == ["corpus"]:
        run_corpus(engine, modules)
        return
    rewriting()
    cost(engine, modules)
    exits(100)


if __name__ == "__main__":
    main()
