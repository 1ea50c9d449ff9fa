"""Every word of the line mode in every step of every pack, typed on a pseudo-terminal.

    python3 -m tests.bench.sweep_lines [ja|en]

Counts what a screen reader stumbles over: escape bytes, carriage returns that end no line, and the
signs that frames are drawn with.
"""

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kibako.line.words import LOCALS
from kibako.workbench.actions import ACTIONS

LIMIT_S = 60.0
PROMPT = re.compile(r"[:?：？] $")
AT_STEP = re.compile(r"(?:ステップ|Step) \d+ \[[^\]\n]*\]: $")
PACK = re.compile(r"^\d+: .*(?:ステップ|step) \d+/(\d+)。?\.?$", re.MULTILINE)
FRAME = re.compile("[\u2500-\u259f]")
LEAVES = ("quit", "bench", "close", "language", "next", "previous", "step")
"""Words that go elsewhere; ``step`` itself brings us to each step."""
BEHIND = {"show": "1", "say": "1", "replace": "1 print(1)", "delete": "1", "talk": "1"}


class Terminal:
    """A line mode, and all that it wrote."""

    def __init__(self, lang: str, home: Path) -> None:
        self._ours, theirs = pty.openpty()
        here = {"KIBAKO_HOME": str(home), "KIBAKO_SOUND": "off", "TERM": "xterm-256color"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kibako", "--plain", "--lang", lang],
            stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, **here},
        )  # fmt: skip
        os.close(theirs)
        self.heard = b""
        self.typed = 0

    def answer(self) -> str:
        """Read until a prompt stands at the end and nothing more comes."""
        said = ""
        limit_s = time.monotonic() + LIMIT_S
        while time.monotonic() < limit_s:
            if select.select([self._ours], [], [], 0.03)[0]:
                piece = os.read(self._ours, 65536)
                self.heard += piece
                said += piece.decode("utf-8", "replace").replace("\r\n", "\n")
            elif PROMPT.search(said):
                return said
        raise TimeoutError(said[-400:])

    def type(self, line: str) -> None:
        """Type a line, and Enter."""
        os.write(self._ours, f"{line}\n".encode())
        self.typed += 1

    def back_at_step(self) -> None:
        """Answer what is asked with Enter, a dot or 0 until the prompt of the step is there."""
        for line in ("", ".", "0", "", "", "."):
            if AT_STEP.search(self.answer()):
                return
            self.type(line)
        assert AT_STEP.search(self.answer())

    def end(self) -> int:
        """Leave, and return the exit status."""
        self.type("quit")
        status = self._process.wait(LIMIT_S)
        os.close(self._ours)
        return status


def sweep(number: int, steps: int, lang: str, home: Path) -> Terminal:
    """Type every word in every step of one pack."""
    words = [
        (word.id, each)
        for word in (*LOCALS, *ACTIONS)
        if word.id not in LEAVES and getattr(word, "where", "lesson") != "list"
        for each in word.words[("ja", "en").index(lang)]
    ]
    terminal = Terminal(lang, home)
    terminal.answer()
    terminal.type(str(number))
    terminal.back_at_step()
    for step in range(1, steps + 1):
        for word_id, word in [("", f"step {step}"), *words]:
            terminal.type(f"{word} {BEHIND.get(word_id, '')}".rstrip())
            if word_id in ("run", "check_real"):
                time.sleep(0.3)
                terminal.type("stop")
            terminal.back_at_step()
    return terminal


def main() -> int:
    """Sweep all packs, and print a row each."""
    lang = sys.argv[1] if len(sys.argv) > 1 else "ja"
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        first = Terminal(lang, Path(folder))
        steps = [int(found) for found in PACK.findall(first.answer())]
        first.end()
        for number, count in enumerate(steps, start=1):
            done = sweep(number, count, lang, Path(folder) / str(number))
            status = done.end()
            text = done.heard.decode("utf-8", "replace")
            found = {
                "escape": text.count("\x1b"),
                "bare CR": len(re.findall(r"\r(?!\n)", text)),
                "frames": len(FRAME.findall(text)),
            }
            bad += sum(found.values()) + abs(status)
            told = ", ".join(f"{name} {times}" for name, times in found.items())
            size = f"{done.typed} lines typed in {count} steps, {len(done.heard)} bytes"
            sys.stdout.write(f"pack {number}: {size}: {told}, status {status}\n")
            sys.stdout.flush()
    return 1 if bad or not steps else 0


if __name__ == "__main__":
    raise SystemExit(main())
