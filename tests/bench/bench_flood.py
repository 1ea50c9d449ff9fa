"""A program that prints without end, in the screen face: keys, memory, Stop (Linux)."""

import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import time
from pathlib import Path

from figures import KIBAKO, fresh_home, show
from kibako.club.progress import ProgressStore

FLOOD = "i = 0\nwhile True:\n    print(i)\n    i += 1\n"
LIMIT_S = 30.0
FLOOD_S = 20.0
RUN, STOP, HELP, CLOSE, QUIT = b"\x12", b"\x14", b"\x1bOP", b"\x1b", b"\x11"


class Face:
    """The screen face in a terminal of 120 by 40."""

    def __init__(self) -> None:
        import fcntl
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            [KIBAKO],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color", "KIBAKO_LANG": "ja"},
            start_new_session=True,
        )
        os.close(theirs)

    def press(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def expect(self, text: str) -> float:
        """Wait for a text on the screen; return how long it took, in milliseconds."""
        wanted, seen, start_s = text.encode(), b"", time.perf_counter()
        while wanted not in seen:
            left_s = LIMIT_S - (time.perf_counter() - start_s)
            ready, _, _ = select.select([self._ours], [], [], max(0.0, left_s))
            assert ready, (text, seen[-2000:].decode(errors="replace"))
            seen += os.read(self._ours, 65536)
        return (time.perf_counter() - start_s) * 1000

    def watch(self, duration_s: float) -> None:
        """Let the screen be drawn for a while."""
        end_s = time.monotonic() + duration_s
        while (left_s := end_s - time.monotonic()) > 0:
            if select.select([self._ours], [], [], left_s)[0]:
                try:
                    os.read(self._ours, 65536)
                except OSError:  # the program has ended and closed its side
                    return

    def memory_mb(self) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmRSS")

    def close(self) -> None:
        self.process.kill()
        self.process.wait(60)
        os.close(self._ours)


def main() -> None:
    with fresh_home() as home:
        ProgressStore(home / "data" / "work").save_code("first-light", "heart", FLOOD)
        face = Face()
        try:
            face.expect("はじめの")
            face.watch(0.5)
            face.press(b"\r")
            face.expect("print")
            face.press(RUN)
            face.watch(2.0)
            memory = [face.memory_mb()]
            answers: list[float] = []
            for _ in range(5):
                face.watch(FLOOD_S / 5)
                face.press(HELP)
                answers.append(face.expect("できること"))
                face.press(CLOSE)
                face.watch(0.3)
                memory.append(face.memory_mb())
            face.press(STOP)
            stopped_ms = face.expect("プログラムを")
            face.watch(0.5)
            face.press(QUIT)
            face.watch(0.5)
            ended = face.process.wait(10)
        finally:
            face.close()
    show("flood: F1 until the help is drawn, median", statistics.median(answers), "ms")
    show("    the slowest", max(answers), "ms")
    growth = memory[-1] - memory[1]
    show(f"flood: memory from second {FLOOD_S / 5:.0f} to {FLOOD_S:.0f}, growth", growth, "MB")
    show("    the whole process", memory[-1], "MB")
    show("flood: Stop until the screen says so", stopped_ms, "ms", "<= 200", stopped_ms <= 200)
    if ended:
        sys.exit(f"kibako ended with {ended}")


if __name__ == "__main__":
    main()
