"""A Raspberry Pi Pico: a MicroPython that the tester downloaded, in the emulator ``rp2040py``.

No registry of packages has such an image, so these tests are asked for: ``--pico-uf2 PATH``.
"""

import os
import queue
import re
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

from .reference_board import Button, ReferenceBoard, missing

START_S = 60.0
_LISTENS = re.compile(r"listening on 127\.0\.0\.1:(\d+)")


def need_emulator() -> None:
    """Leave a test out where the emulator has no package; on CI that is a failure."""
    if find_spec("rp2040py") is None:
        missing("the emulated Pico needs: pip install rp2040py==0.3.6")


class PicoUf2(ReferenceBoard):
    """A Pico that starts the image of a file.

    Args:
        image: The UF2 file.
        profile_id: ``pico``, or ``pico-w``, whose wireless chip the emulator has too.
    """

    def __init__(self, image: Path, profile_id: str) -> None:
        self.profile_id = profile_id
        self._image = image
        self._process: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None

    def start(self) -> None:
        """Start the emulator; return when its serial side can be connected to."""
        board = self.profile_id.replace("-", "_")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-u", "-m", "rp2040py", "--log-level", "info", "micropython"),
                *("--board", board, "--image", str(self._image), "--tcp-port", "0"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        lines: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(
            target=self._hear, args=(self._process, lines), daemon=True
        )
        self._listener.start()
        try:
            self.port = self._heard_port(lines)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # nothing gentler reaches it while its native core runs
            process.wait(10)
            if self._listener is not None:
                self._listener.join(10)

    def display(self) -> tuple[str, ...]:
        raise AssertionError("a Pico has no display")

    def press(self, button: Button) -> None:
        raise AssertionError("a Pico has no such button")

    def release(self, button: Button) -> None:
        raise AssertionError("a Pico has no such button")

    @staticmethod
    def _hear(process: "subprocess.Popen[str]", lines: "queue.Queue[str]") -> None:
        assert process.stdout is not None
        with process.stdout as said:
            for line in said:
                lines.put(line)
        lines.put("")

    @staticmethod
    def _heard_port(lines: "queue.Queue[str]") -> int:
        heard: list[str] = []
        try:
            while line := lines.get(timeout=START_S):
                heard.append(line)
                if found := _LISTENS.search(line):
                    return int(found[1])
        except queue.Empty:
            pass
        raise AssertionError("the emulator does not start: " + "".join(heard[-5:]))
