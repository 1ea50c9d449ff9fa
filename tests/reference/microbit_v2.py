"""The micro:bit V2: its real firmware in our own emulator, which runs as a process of its own."""

import json
import selectors
import subprocess
import sys
from pathlib import Path
from typing import Any

from .reference_board import Button, ReferenceBoard, missing

ROOT = Path(__file__).parents[2]
ANSWER_S = 60.0


def need_pipes() -> None:
    """Leave a test out on Windows, where a process cannot wait for a pipe and a socket at once."""
    if sys.platform == "win32":
        missing("the emulated micro:bit V2 does not run on Windows")


class MicrobitV2(ReferenceBoard):
    """The real micro:bit V2 MicroPython (v2.0.0-beta.5, as ``uflash`` carries it).

    Its time is its own and runs as fast as it can while somebody is connected. The process ends
    with its standard input: it cannot outlive the tests.

    That firmware has two faults to know of. ``music``, once imported, keeps its place in the heap
    over a soft reset, and its tick goes on reading there whatever other programs put into it.
    Sooner or later that is no address, and the board is gone: :meth:`restart` it after such a
    program. And ``display.show`` of a text with ``wait=False`` makes a picture of each letter
    within the timer's interrupt: where that falls into the program's own use of the heap, the
    exception has nobody to catch it, and the firmware ends for good ("FATAL: uncaught NLR").
    """

    profile_id = "microbit-v2"

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reference.nrf52833"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            self.port = int(self._hear()["port"])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate(timeout=10)

    def display(self) -> tuple[str, ...]:
        return tuple(self.ask("display"))

    def press(self, button: Button) -> None:
        self.ask("press", button=button)

    def release(self, button: Button) -> None:
        self.ask("release", button=button)

    def outlives_soft_reset(self, source: str) -> bool:
        return "music" in source or "__import__" in source

    def restart(self) -> None:
        self.ask("restart")

    def press_reset(self) -> None:
        """Press the reset button and wait for nothing: a main.py may run on for ever."""
        self.ask("reset")

    def accelerate(self, x: int, y: int, z: int) -> None:
        """Let the accelerometer feel a force, in milli-g."""
        self.ask("accelerate", milli_g=[x, y, z])

    def touch(self, pin: str, touched: bool) -> None:
        """Lay a finger on ``pin_logo``, ``pin0``, ``pin1`` or ``pin2``, or take it away."""
        self.ask("touch", pin=pin, touched=touched)

    def hear_within(self, wait_us: int, text: str, typed: str = "") -> int | None:
        """Type at the serial side and listen.

        Args:
            wait_us: How long to listen, in microseconds of the board's time.
            text: What is awaited.
            typed: What is typed first.

        Returns:
            How long it took, in microseconds of the board's time, or None if it did not come.
        """
        return self.ask("hear", wait_us=wait_us, text=text, typed=typed)

    def ask(self, do: str, **fields: object) -> Any:
        """Give the emulator one of the commands of ``nrf52833/server.py``; return its answer."""
        assert self._process is not None, "the board is off"
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **fields}) + "\n")
        self._process.stdin.flush()
        return self._hear()["answer"]

    def _hear(self) -> dict[str, Any]:
        process = self._process
        assert process is not None and process.stdout is not None
        with selectors.DefaultSelector() as selector:
            # One answer to each command: nothing of it is in the stream's buffer yet.
            selector.register(process.stdout, selectors.EVENT_READ)
            assert selector.select(ANSWER_S), f"no answer for {ANSWER_S} s"
        line = process.stdout.readline()
        if not line:
            _, why = process.communicate(timeout=10)
            raise AssertionError(f"the emulated micro:bit V2 ended: {why[-2000:]}")
        return json.loads(line)
