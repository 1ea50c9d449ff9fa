"""A robot's loop at 50 Hz with ten events a cycle, as fast as it goes, on one core.

Five minutes of the board's time: two sensors are read, eight outputs and the display change, and
one line is printed in each cycle.
"""

import tempfile
import time
from pathlib import Path

from figures import fresh_home, show
from kibako.events import Event
from kibako.virtual.board import VirtualBoard

DURATION_S = 300
CYCLES_A_SECOND = 50
ROUNDS = 3
ROBOT = """
from microbit import *
outputs = (pin8, pin12, pin13, pin14, pin15, pin16)
cycle = 0
while True:
    left = pin0.read_analog()
    right = accelerometer.get_x()
    for output in outputs:
        output.write_digital(cycle & 1)
    pin1.write_analog(100 + (left + cycle) % 800)
    pin2.write_analog(100 + (right + cycle) % 800)
    display.set_pixel(cycle % 5, 2, cycle % 10)
    print(cycle)
    cycle += 1
    sleep(19)
"""


def robot(folder: Path) -> tuple[float, float, float]:
    """Run the loop; return cycles a second, events a cycle and the processor's seconds."""
    count = 0

    def take(event: Event) -> None:
        nonlocal count
        count += event.source != "board"

    flash = folder / "flash"
    flash.mkdir(parents=True)
    (flash / "main.py").write_text(ROBOT)
    board = VirtualBoard("microbit", flash_dir=flash, pace="fast", on_event=take)
    board.clock.hold_at(0)
    board.start()
    try:
        started_s = time.process_time()
        board.clock.hold_at(DURATION_S * 1000)
        if board.wait_held(120) != "held":
            raise AssertionError(board.drain())
        taken_s = time.process_time() - started_s
        cycles = int(board.drain().splitlines()[-1])
    finally:
        board.close()
    return cycles / DURATION_S, count / cycles, taken_s


def main() -> None:
    """Measure."""
    with fresh_home(), tempfile.TemporaryDirectory() as folder:
        runs = [robot(Path(folder) / str(number)) for number in range(ROUNDS)]
    rate, events, _ = runs[0]
    taken_s = sorted(taken for _, _, taken in runs)[ROUNDS // 2]
    show("cycles a second of the board's time", rate, "Hz", f"{CYCLES_A_SECOND}")
    show("events in a cycle", events, "")
    fast = DURATION_S / taken_s
    show(
        "five minutes of it: faster than real time, one core", fast, "times", ">= 100", fast >= 100
    )


if __name__ == "__main__":
    main()
