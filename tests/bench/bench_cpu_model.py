"""How far the time of a virtual micro:bit V1 is from the real firmware's, for ten small loops."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kibako.boards.board import Board
from kibako.links.virtual import VirtualLink
from kibako.virtual.options import VirtualOptions

from tests.bench.cpu_programs import INSTRUCTIONS, TURNS, program, real_us
from tests.reference.qemu_microbit import QemuMicrobit

_INSTRUCTION_NS = 64
"""What QEMU lets an instruction take (``-icount shift=6``)."""


def main() -> None:
    """Measure both and print a table for docs/BENCHMARKS.md."""
    with QemuMicrobit() as reference:
        real = reference.connect()
        link = VirtualLink("microbit-v1", "bench", VirtualOptions(pace="fast", ephemeral=True))
        virtual = Board(link)
        virtual.connect()
        sys.stdout.write("| Loop | Instructions a turn (recorded) | Real | Virtual | |\n")
        for name in INSTRUCTIONS:
            found = int(real.run(program(name)).output) * 1e6 / _INSTRUCTION_NS / TURNS
            us = int(virtual.run(program(name)).output) * 1000 / TURNS
            sys.stdout.write(
                f"| {name} | {found:.0f} ({INSTRUCTIONS[name]}) | {real_us(name):.0f} us "
                f"| {us:.0f} us | {us / real_us(name) - 1:+.0%} |\n"
            )
        real.close()
        virtual.close()


if __name__ == "__main__":
    main()
