"""From the command to what a person sees: the version, and the first screen."""

import os
import pty
import select
import statistics
import subprocess
import sys
import time

from figures import KIBAKO, alternate_ms, command, fresh_home, kibako, show

ROUNDS = 9
LIMIT_S = 20.0
FIRST_WORD = "はじめの".encode()


def first_paint_ms() -> float:
    """Start the screen face in a terminal, and wait for the name of the first lesson."""
    ours, theirs = pty.openpty()
    start_s = time.perf_counter()
    process = subprocess.Popen(
        [KIBAKO],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "KIBAKO_LANG": "ja", "COLUMNS": "120"},
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    try:
        while FIRST_WORD not in seen:
            ready, _, _ = select.select([ours], [], [], LIMIT_S)
            assert ready, seen[-300:]
            seen += os.read(ours, 65536)
        return (time.perf_counter() - start_s) * 1000
    finally:
        process.kill()
        process.wait(60)
        os.close(ours)


def main() -> None:
    with fresh_home():
        medians = alternate_ms(
            {
                "version": lambda: kibako("--version"),
                "python": lambda: command([sys.executable, "-c", "pass"]),
            },
            ROUNDS,
        )
        version = medians["version"]
        show("kibako --version", version, "ms", "< 250", version < 250)
        show("    python -c pass", medians["python"], "ms")
        paint = statistics.median([first_paint_ms() for _ in range(5)])
        show("TUI, from start to the first lesson's name", paint, "ms", "< 1500", paint < 1500)


if __name__ == "__main__":
    main()
