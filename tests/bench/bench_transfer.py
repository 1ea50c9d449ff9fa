"""Programs and files to the virtual board: ours beside mpremote, both on the same board."""

import os
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from figures import KIBAKO, alternate_ms, command, fresh_home, show, times_ms
from kibako.boards.opening import open_board
from kibako.links.bridge import Bridge
from kibako.virtual.board import VirtualBoard

FILE_BYTES = 50_000


def main() -> None:
    with fresh_home() as home, tempfile.TemporaryDirectory() as folder:
        local = home / "data.bin"
        local.write_bytes(os.urandom(FILE_BYTES))
        with VirtualBoard("pico", flash_dir=Path(folder)) as machine, Bridge(machine) as bridge:
            moniker = f"tcp:127.0.0.1:{bridge.port}"
            mpremote = [sys.executable, "-m", "mpremote", "connect", bridge.address]
            ours = [KIBAKO]
            medians = alternate_ms(
                {
                    "ours": lambda: command([*ours, "exec", "pass", "--board", moniker]),
                    "theirs": lambda: command([*mpremote, "exec", "pass"]),
                },
                7,
            )
            pair("exec pass over TCP, the whole command", medians)
            medians = alternate_ms(
                {
                    "ours": lambda: command([*ours, "put", str(local), "--board", moniker]),
                    "theirs": lambda: command([*mpremote, "fs", "cp", "-f", str(local), ":d.bin"]),
                },
                5,
            )
            pair("50 KB to the board over TCP, the whole command", medians)
            with closing(open_board(moniker)) as board:
                taken = times_ms(lambda: board.write_file("/e.bin", local.read_bytes()), 5)
                show("50 KB to the board over TCP, connected", statistics.median(taken), "ms")
                taken = times_ms(lambda: board.read_file("/e.bin"), 5)
                show("50 KB from the board over TCP, connected", statistics.median(taken), "ms")
                assert board.read_file("/e.bin") == local.read_bytes()
                taken = times_ms(lambda: board.exec("pass"), 50)
                show("exec pass over TCP, connected", statistics.median(taken), "ms")


def pair(what: str, medians: dict[str, float]) -> None:
    show(f"{what}, kibako", medians["ours"], "ms")
    show(f"{what}, mpremote", medians["theirs"], "ms")
    show("    kibako / mpremote", medians["ours"] / medians["theirs"], "x")


if __name__ == "__main__":
    main()
