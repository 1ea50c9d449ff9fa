"""A board over Bluetooth: bleak and Bumble in this process, one packet each way every 7.5 ms.

The board is the virtual Pico W with its REPL firmware. The air is Bumble's: these are bounds of the
software, not what a radio in a classroom carries.
"""

import logging
import random
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from figures import fresh_home, show, times_ms
from kibako.boards.board import Board
from kibako.links.ble import BleLink

from tests.bluetooth.air import Air
from tests.bluetooth.backend import backend_of
from tests.bluetooth.peripherals import ADDRESS, PicoInTheAir, board_with_repl

SOURCE = Path(__file__).parents[2] / "host" / "kibako" / "boards" / "talk.py"
INTERVAL_S = 0.0075
BYTES = 10_000
ROUNDS = 5


def main() -> None:
    logging.disable(logging.WARNING)
    with fresh_home(), tempfile.TemporaryDirectory() as folder:
        machine = board_with_repl(Path(folder) / "flash")
        for mtu in (23, 185, 247):
            air = Air(mtu)
            air.radio.interval_s = INTERVAL_S
            pico = PicoInTheAir(air, machine)
            board = Board(BleLink(ADDRESS, backend_of(air)))
            board.connect()
            measure(board, mtu)
            board.close()
            pico.close()
            air.close()
        machine.close()


def measure(board: Board, mtu: int) -> None:
    rounds = iter(range(100))
    source = SOURCE.read_bytes()[:BYTES]

    def send(text: bytes) -> None:
        board.write_file("/a.bin", text)

    def noise() -> bytes:
        return random.Random(next(rounds)).randbytes(BYTES)

    goal = 4.0 if mtu >= 185 else 0.0
    for what, texts in (("random bytes", noise), ("source", lambda: source)):
        taken = statistics.median(times_ms(lambda texts=texts: send(texts()), ROUNDS))
        rate = BYTES / taken
        label = f"10 KB of {what} up, MTU {mtu}, 7.5 ms a packet"
        show(label, rate, "kB/s", f">= {goal}" if goal else "", rate >= goal if goal else None)
    taken = statistics.median(times_ms(lambda: board.read_file("/a.bin"), ROUNDS))
    show(f"10 KB down, MTU {mtu}, 7.5 ms a packet", BYTES / taken, "kB/s")
    taken = statistics.median(times_ms(lambda: board.exec("pass"), 10))
    show(f"exec pass, MTU {mtu}, 7.5 ms a packet", taken, "ms")


if __name__ == "__main__":
    main()
