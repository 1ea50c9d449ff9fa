"""The lint of all bundled packs, as a whole command."""

import statistics

from figures import KIBAKO, children_cpu_ms, command, fresh_home, show, times_ms
from kibako.resources import data_root

ROUNDS = 7


def lint() -> None:
    command([KIBAKO, "pack", "lint"])


def main() -> None:
    packs = len(list((data_root() / "lessons").glob("*/pack.toml")))
    with fresh_home():
        lint()
        taken = statistics.median(times_ms(lint, ROUNDS))
        show(f"kibako pack lint, {packs} packs", taken, "ms", "< 1000", taken < 1000)
        show("    processor time", children_cpu_ms(lint, ROUNDS), "ms")


if __name__ == "__main__":
    main()
