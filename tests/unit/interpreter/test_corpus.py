"""Every program of the corpus gives the same under pressure as without: the collector is sound.

Pressure is a collection after every 16, 64 or 300 bytes, on three sizes of heap. Of the smallest
heap those programs count that fit into it: one that ends in MemoryError there is left out.
"""

from collections.abc import Callable

import pytest
import wasmtime
from kibako.virtual.interpreter import artifact

from . import harness
from .corpus import Program, programs, topics

THRESHOLDS = (16, 64, 300)
SMALL, HEAPS = "12k", ("64k", "1m")


def test_the_corpus_is_large() -> None:
    assert sum(1 for _ in programs()) >= 300


@pytest.mark.parametrize("topic", topics())
def test_same_output_under_pressure(topic: str, run: Callable[..., harness.Outcome]) -> None:
    different: list[str] = []
    for program in programs(topic):
        expected = run(program.source)
        if expected.ended:
            different.append(f"{program.name}: unpressured: {expected}")
        for heap in (SMALL, *HEAPS):
            for threshold in THRESHOLDS:
                found = run(program.source, heap=heap, threshold=threshold)
                if found != expected and not _does_not_fit(heap, found):
                    different.append(f"{program.name}: {heap} {threshold}: {found}")
    assert not different


def _does_not_fit(heap: str, found: harness.Outcome) -> bool:
    return heap == SMALL and not found.ended.startswith("trap") and "MemoryError" in found.output


def test_most_programs_fit_the_small_heap(run: Callable[..., harness.Outcome]) -> None:
    fit = [p for p in programs() if not _does_not_fit(SMALL, run(p.source, heap=SMALL))]
    assert len(fit) >= 200


FACTS = [
    Program(
        "map", "import gc\nprint(list(map(lambda x: (gc.collect(), str(x) * 3)[1], range(5))))"
    ),
    Program(
        "sorted",
        "import gc\nprint(sorted([5, 3, 9, 1] * 5, key=lambda x: (gc.collect(), [x] * 3)[1])[:4])",
    ),
    Program(
        "MemoryError",
        "l = []\n"
        "try:\n"
        "    while True: l.append(bytearray(1000))\n"
        "except MemoryError as e: l = None; print('caught')\n",
    ),
]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (FACTS[0], "['000', '111', '222', '333', '444']\n"),
        (FACTS[1], "[1, 1, 1, 1]\n"),
        (FACTS[2], "caught\n"),
    ],
    ids=[program.name for program in FACTS],
)
def test_the_programs_that_showed_the_fault(
    program: Program, expected: str, run: Callable[..., harness.Outcome]
) -> None:
    assert run(program.source, heap="64k") == harness.Outcome(expected, "")


def test_the_published_module_still_has_the_fault(
    engine: wasmtime.Engine, run: Callable[..., harness.Outcome]
) -> None:
    """If this fails, upstream has mended it: then the pass can go."""
    published = wasmtime.Module(engine, artifact.read_artifact())
    for program in FACTS:
        found = harness.run(engine, published, program.source, heap="64k")
        assert found != run(program.source, heap="64k")


def test_recursion_without_end_leaves_a_usable_board(run: Callable[..., harness.Outcome]) -> None:
    program = (
        "depth = 0\n"
        "def f(n):\n    global depth\n    depth = n\n    return f(n + 1)\n"
        "for i in range(3):\n"
        "    try: f(1)\n"
        "    except RuntimeError as e: print(e, depth >= 100)\n"
        "print([str(i) for i in range(3)])\n"
    )
    line = "maximum recursion depth exceeded True\n"
    expected = harness.Outcome(line * 3 + "['0', '1', '2']\n", "")
    assert run(program, heap="64k", threshold=64) == expected
