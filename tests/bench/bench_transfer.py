"""Files to the virtual board: ours beside mpremote and mpytool, all on the same board.

mpytool is no dependency of this project: ``pip install mpytool`` into the same environment, or name
its command in ``KIBAKO_MPYTOOL``; without it, its lines are left out.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

from figures import KIBAKO, alternate_ms, command, fresh_home, show, times_ms
from kibako.boards.board import Board
from kibako.boards.opening import open_board
from kibako.links.base import Link
from kibako.links.bridge import Bridge
from kibako.links.open import open_link
from kibako.virtual.board import VirtualBoard

FILE_BYTES = 50_000
FILES = 50
SMALL_BYTES = 4096
LINE_BYTES_PER_S = 11_520
"""115200 baud with a start and a stop bit to each byte."""


def main() -> None:
    with fresh_home() as home, tempfile.TemporaryDirectory() as folder:
        with VirtualBoard("pico", flash_dir=Path(folder)) as machine, Bridge(machine) as bridge:
            moniker = f"tcp:127.0.0.1:{bridge.port}"
            tools = others(bridge)
            medians = alternate_ms(
                {
                    "kibako": lambda: command([KIBAKO, "exec", "pass", "--board", moniker]),
                    "mpremote": lambda: command([*tools["mpremote"], "exec", "pass"]),
                },
                5,
            )
            table("exec pass over TCP, the whole command", medians)
            one_file(home, moniker, tools)
            folders(home, moniker, tools)
            with closing(open_board(moniker)) as board:
                data = source_text(7)
                taken = times_ms(lambda: board.write_file("/e.py", data), 5)
                show("50 KB of source to the board, connected", statistics.median(taken), "ms")
                taken = times_ms(lambda: board.read_file("/e.py"), 5)
                show("50 KB from the board, connected", statistics.median(taken), "ms")
                assert board.read_file("/e.py") == data
                taken = times_ms(lambda: board.exec("pass"), 50)
                show("exec pass over TCP, connected", statistics.median(taken), "ms")
            throttled(moniker)


def others(bridge: Bridge) -> dict[str, list[str]]:
    tools = {"mpremote": [sys.executable, "-m", "mpremote", "connect", bridge.address]}
    beside = Path(sys.executable).with_name("mpytool")
    mpytool = os.environ.get("KIBAKO_MPYTOOL") or shutil.which(str(beside))
    if mpytool:
        tools["mpytool"] = [mpytool, "-q", "-a", f"127.0.0.1:{bridge.port}"]
    else:
        sys.stdout.write("mpytool is not installed: not compared\n")
    return tools


def source_text(seed: int, size_bytes: int = FILE_BYTES) -> bytes:
    """Return program text that is neither all the same nor noise."""
    dice = random.Random(seed)
    words = (
        "motor",
        "speed",
        "left",
        "right",
        "line",
        "sensor",
        "turn",
        "wait",
        "はやさ",
        "ひかり",
    )
    text = ""
    while len(text.encode()) < size_bytes:
        a, b = dice.choice(words), dice.choice(words)
        text += f"def {a}_{b}_{dice.randrange(10**6)}(value):\n    # {b} {a}\n"
        text += f"    return value * {dice.random():.6f} + {dice.randrange(999)}\n\n"
    return text.encode()[:size_bytes]


def one_file(home: Path, moniker: str, tools: dict[str, list[str]]) -> None:
    local, number = home / "data.py", count()

    def fresh(words: list[str]) -> Callable[[], object]:
        def work() -> None:
            local.write_bytes(source_text(next(number)))
            command(words)

        return work

    works = {
        "kibako": fresh([KIBAKO, "put", str(local), "/k.py", "--board", moniker]),
        "mpremote": fresh([*tools["mpremote"], "fs", "cp", "-f", str(local), ":m.py"]),
    }
    if "mpytool" in tools:
        works["mpytool"] = fresh([*tools["mpytool"], "cp", str(local), ":/t.py"])
    table("50 KB of source over TCP, the whole command", alternate_ms(works, 5))


def folders(home: Path, moniker: str, tools: dict[str, list[str]]) -> None:
    source, number = home / "many", count(1000)
    source.mkdir()

    def change() -> None:
        for index in range(FILES):
            (source / f"file{index:02}.py").write_bytes(source_text(next(number), SMALL_BYTES))

    commands = {
        "kibako": [KIBAKO, "sync", str(source), "/k", "--board", moniker],
        "mpremote": [*tools["mpremote"], "fs", "cp", "-r", str(source), ":"],
    }
    if "mpytool" in tools:
        commands["mpytool"] = [*tools["mpytool"], "cp", str(source), ":/t/"]

    def changed(words: list[str]) -> Callable[[], object]:
        def work() -> None:
            change()
            command(words)

        return work

    # The folders are there before: mpremote copies into one that exists.
    for words in commands.values():
        change()
        command(words)
    works = {name: changed(words) for name, words in commands.items()}
    table("50 changed files of 4 KB over TCP, the whole command", alternate_ms(works, 2))
    for words in commands.values():
        command(words)
    again: dict[str, Callable[[], object]] = {
        name: (lambda words=words: command(words)) for name, words in commands.items()
    }
    medians = alternate_ms(again, 3)
    table("50 unchanged files of 4 KB over TCP, the whole command", medians)
    reached = medians["kibako"] < 300
    show("    goal", medians["kibako"], "ms", "under 300 ms", reached)


class Throttled:
    """A link as slow as a serial line, both ways."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.description = link.description
        self.open = link.open
        self.close = link.close

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        data = self._link.read(max_bytes, timeout_s)
        time.sleep(len(data) / LINE_BYTES_PER_S)
        return data

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        time.sleep(len(data) / LINE_BYTES_PER_S)
        self._link.write(data, timeout_s)


def throttled(moniker: str) -> None:
    with closing(Board(Throttled(open_link(moniker)))) as board:
        board.connect()
        for what, goal, data in (
            ("source", 1.0, source_text(99)),
            ("random bytes", 0.85, random.Random(3).randbytes(FILE_BYTES)),
        ):
            taken = times_ms(lambda data=data: board.write_file("/slow.bin", data), 3)
            rate = FILE_BYTES / (statistics.median(taken) / 1000) / LINE_BYTES_PER_S
            show(f"50 KB of {what} at 115200 baud", rate, "x line", f">= {goal}", rate >= goal)


def table(what: str, medians: dict[str, float]) -> None:
    for name, median_ms in medians.items():
        show(f"{what}, {name}", median_ms, "ms")
    for name, median_ms in medians.items():
        if name != "kibako":
            show(f"    {name} / kibako", median_ms / medians["kibako"], "x")


if __name__ == "__main__":
    main()
