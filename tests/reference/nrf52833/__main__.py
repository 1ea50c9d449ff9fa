"""``python -m tests.reference.nrf52833 [--port N] [--speed X]``: a micro:bit V2 on a socket."""

import argparse

from .board import MicrobitV2
from .server import Server


def main() -> None:
    """Serve one board until standard input ends."""
    words = argparse.ArgumentParser(prog="nrf52833", description="An emulated micro:bit V2.")
    words.add_argument("--port", type=int, default=0, help="TCP port of the serial side")
    words.add_argument(
        "--speed", type=float, help="times the wall clock; as fast as can be if left out"
    )
    chosen = words.parse_args()
    Server(MicrobitV2(), chosen.port, chosen.speed).run()


main()
