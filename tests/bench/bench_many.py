"""Many boards in one process: memory of each further one, and the work of thirty blinking ones."""

import statistics
import tempfile
import time
from pathlib import Path

from figures import fresh_home, resident_mb, show
from kibako.virtual.board import VirtualBoard

BOARDS = 30
WATCHED_S = 10.0
BLINK = """
from microbit import *
while True:
    display.show(Image.HEART)
    sleep(500)
    display.clear()
    sleep(500)
"""


def main() -> None:
    boards: list[VirtualBoard] = []
    memory: list[float] = []
    with fresh_home(), tempfile.TemporaryDirectory() as folder:
        try:
            for n in range(BOARDS):
                board = VirtualBoard("microbit", flash_dir=Path(folder) / str(n))
                board.start()
                board.feed(b"\x01" + BLINK.encode() + b"\x04")
                boards.append(board)
                time.sleep(0.05)
                memory.append(resident_mb())
            time.sleep(1.0)
            per_board = (resident_mb() - memory[0]) / (BOARDS - 1)
            start_s, cpu_s = time.monotonic(), time.process_time()
            time.sleep(WATCHED_S)
            cores = (time.process_time() - cpu_s) / (time.monotonic() - start_s)
            alive = sum(board.state == "running" for board in boards)
        finally:
            taken = []
            for board in boards:
                start_s = time.monotonic()
                board.close()
                taken.append((time.monotonic() - start_s) * 1000)
    show("memory of each further virtual:microbit", per_board, "MB", "<= 6", per_board <= 6)
    show(f"{alive} boards blinking in real time", cores * 100, "% core", "< 50", cores < 0.5)
    show("closing a board that blinks", statistics.median(taken), "ms")


if __name__ == "__main__":
    main()
