"""A 60-second blink program at full pace: in the process, and as a whole command."""

import statistics
import tempfile
from pathlib import Path

from figures import alternate_ms, children_cpu_ms, fresh_home, kibako, show, times_ms
from kibako.virtual.board import VirtualBoard

BLINK = """
from microbit import *
while running_time() < 60000:
    display.show(Image.HEART)
    sleep(500)
    display.clear()
    sleep(500)
"""


def main() -> None:
    with fresh_home() as home:
        with tempfile.TemporaryDirectory() as folder:
            taken: list[float] = []
            for _ in range(9):
                with VirtualBoard("microbit", flash_dir=Path(folder), pace="fast") as board:
                    board.feed(b"\x01")
                    board.drain()
                    board.feed(BLINK.encode())
                    taken += times_ms(lambda: (board.feed(b"\x04"), board.wait_idle(60)), 1)
                    assert board.drain().endswith(b"\x04\x04>")
                    assert board.clock.now_ms() >= 60_000
        median = statistics.median(taken)
        show("60 s of blinking, in the process", median, "ms", "<= 20", median <= 20)
        program = home / "blink.py"
        program.write_text(BLINK.replace("running_time() < 60000", "True"))
        board_words = ("--board", "virtual:microbit")
        medians = alternate_ms(
            {
                "run": lambda: kibako(
                    "run", str(program), "--pace", "fast", "--for", "60", *board_words
                ),
                "pass": lambda: kibako("exec", "pass", *board_words),
            },
            9,
        )
        cpu = children_cpu_ms(lambda: kibako("exec", "pass", *board_words), 3)
    ratio = medians["run"] / medians["pass"]
    show("kibako exec pass", medians["pass"], "ms", "<= 600", medians["pass"] <= 600)
    show("    processor time of the same", cpu, "ms")
    show("kibako run blink.py --pace fast --for 60", medians["run"], "ms")
    show("the two commands, ratio", ratio, "x", "<= 1.3", ratio <= 1.3)


if __name__ == "__main__":
    main()
