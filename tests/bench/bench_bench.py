"""The bench of many boards: twenty at once, beside the slowest of them alone."""

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from figures import fresh_home, show
from kibako.boards.bench_room import BenchRoom
from kibako.flash.bench import Bench
from kibako.flash.bench_plan import BenchImage, BenchPlan, choose_images
from kibako.flash.practice import practice_image
from kibako.flash.shelf import Shelf
from kibako.images.image import read_image
from kibako.virtual.usb import VirtualBench

KINDS = ("microbit-v2", "pico", "microbit-v1")
BOARDS = 20
ROUNDS = 3
FILES = {"main.py": b"print('hello')\n" * 20, "data.txt": b"0123456789" * 200}


def seconds(plan: BenchPlan, kinds: Sequence[str]) -> float:
    """Return how long a bench of boards fresh from the box takes, at the speed of real drives."""
    with (
        tempfile.TemporaryDirectory() as folder,
        VirtualBench(Path(folder), kinds, pace="fast") as virtual,
    ):
        bench = Bench(plan, BenchRoom(virtual), sink=lambda event: None)
        tally = bench.run(count=len(kinds))
    assert tally.done == len(kinds), bench.rows()
    return tally.seconds


def main() -> None:
    with fresh_home():
        data = practice_image("pico")
        practice = BenchImage("practice", data, read_image(data, "practice"), asked=True)
        images = {**choose_images(Shelf()), "pico": practice}
        plan = BenchPlan(images, FILES, board_kind="pico", at_once=BOARDS, tries=1)
        seconds(plan, ["pico"])  # compiles the interpreter, which happens once on a computer
        alone: dict[str, list[float]] = {kind: [] for kind in KINDS}
        together: list[float] = []
        for _ in range(ROUNDS):
            for kind in KINDS:
                alone[kind].append(seconds(plan, [kind]))
            together.append(seconds(plan, [KINDS[n % len(KINDS)] for n in range(BOARDS)]))
    medians = {kind: statistics.median(taken) for kind, taken in alone.items()}
    for kind, median in medians.items():
        show(f"one {kind}, flashed, filled and proven", median, "s")
    all_s = statistics.median(together)
    ratio = all_s / max(medians.values())
    show(f"{BOARDS} boards of these kinds at once", all_s, "s")
    show("that, in times of the slowest single one", ratio, "times", "<= 1.3", ratio <= 1.3)


if __name__ == "__main__":
    main()
