"""Stop: how long Ctrl-C takes until the prompt is back."""

import statistics
import tempfile
import time
from pathlib import Path

from figures import fresh_home, show
from kibako.virtual.board import VirtualBoard

ROUNDS = 15
LOOPS = {
    "while True: pass": "while True: pass",
    "while True: sleep(1000)": "import time\nwhile True: time.sleep(1000)",
    "while True: print(i)": "i = 0\nwhile True:\n print(i)\n i += 1",
}
STUBBORN = "while True:\n try:\n  while True: pass\n except: pass"
AGAIN_S = 0.1


def stop_ms(board: VirtualBoard, program: str) -> float:
    board.feed(b"\x01")
    board.drain()
    board.feed(program.encode() + b"\x04")
    end_s = time.monotonic() + 5
    while board.state != "running" and time.monotonic() < end_s:
        time.sleep(0.001)
    time.sleep(0.03)
    seen = b""
    start_s = time.perf_counter()
    board.interrupt()
    while not seen.endswith((b"\x04>", b">>> ")):
        data = board.read(1 << 20, AGAIN_S)
        assert time.perf_counter() - start_s < 10, (program, seen[-200:])
        if not data:
            board.interrupt()  # as a person does
        seen = (seen + data)[-4096:]
    return (time.perf_counter() - start_s) * 1000


def main() -> None:
    with fresh_home(), tempfile.TemporaryDirectory() as folder:
        for name, program in LOOPS.items():
            taken: list[float] = []
            for _ in range(ROUNDS):
                with VirtualBoard("microbit", flash_dir=Path(folder)) as board:
                    taken.append(stop_ms(board, program))
            median, worst = statistics.median(taken), max(taken)
            show(f"stop of {name}, prompt back", median, "ms", "<= 200", median <= 200)
            show("    the slowest", worst, "ms")
        taken = []
        for _ in range(5):
            with VirtualBoard("microbit", flash_dir=Path(folder)) as board:
                taken.append(stop_ms(board, STUBBORN))
        show("a loop that catches it, Ctrl-C pressed each 100 ms", statistics.median(taken), "ms")


if __name__ == "__main__":
    main()
