"""The board of a check: a virtual one of its own, in fast pace, moved on step by step."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kibako.errors import UsageError
from kibako.events import PREPARING, Event, EventSink
from kibako.lessons.fault import read_traceback
from kibako.lessons.observation import Hand, Observation
from kibako.protocol.keys import CTRL_A, CTRL_D

MAX_BOARD_S = 600
"""How long a check may let a board run in all, in the board's seconds."""
MAX_WAIT_S = 60.0
"""How long one step may take on this computer's clock, a last resort."""
_PROMPT_S = 10.0
_LOOK_S = 0.1


class BoardTimeOver(Exception):
    """A check let its board run for longer than a check may."""


class CheckBoard:
    """Runs one program on a new virtual board and lets its time go on in steps.

    Args:
        profile_id: Which board.
        code: The learner's program.
        seed: The seed of the board's randomness.
        check_stopped: Called often while the board runs; raises when the check is to end.
        on_event: Gets ``board preparing``.
    """

    def __init__(
        self,
        profile_id: str,
        code: str,
        seed: int,
        check_stopped: Callable[[], None],
        on_event: EventSink,
    ) -> None:
        from kibako.virtual.board import VirtualBoard

        self.seen = Observation()
        self._on_event = on_event
        self._check_stopped = check_stopped
        self._code = code
        self._folder = tempfile.TemporaryDirectory(prefix="kibako-check-")
        self._machine: VirtualBoard = VirtualBoard(
            profile_id,
            flash_dir=Path(self._folder.name) / "flash",
            pace="fast",
            seed=seed,
            on_event=self._take,
            run_boot=False,
        )
        self._started = False
        self._machine.start()
        self._machine.feed(CTRL_A)
        self._machine.wait_idle(_PROMPT_S)
        self.seen.start_ms = self._machine.clock.now_ms()

    def run(self, for_ms: int) -> None:
        """Let the program run on; the first call starts it.

        Args:
            for_ms: How long, on the board's clock.

        Raises:
            BoardTimeOver: A check's board may not run that long.
        """
        target_ms = self.seen.now_ms + for_ms
        if target_ms > MAX_BOARD_S * 1000:
            raise BoardTimeOver
        self._machine.clock.hold_at(self.seen.start_ms + target_ms)
        if not self._started:
            self._started = True
            self._machine.feed(self._code.encode("utf-8") + CTRL_D)
        if self.seen.ended_ms is None:
            self._wait()
        self.seen.now_ms = target_ms

    def press(self, button: str, at_ms: int, hold_ms: int) -> None:
        """Press a button for a while, at a time counted from now.

        Raises:
            UsageError: The board has no such button.
        """
        self._known(button)
        world = self._machine.world
        start_ms = self._start_time() + at_ms
        world.at(start_ms, lambda: world.press(button))
        world.at(start_ms + hold_ms, lambda: world.release(button))
        self._handled(button, "released", at_ms)

    def hold(self, button: str) -> None:
        """Press a button now, and keep it down.

        Raises:
            UsageError: The board has no such button.
        """
        self._known(button)
        self._machine.world.press(button)
        self._handled(button, "held", 0)

    def release(self, button: str) -> None:
        """Let a button go now.

        Raises:
            UsageError: The board has no such button.
        """
        self._known(button)
        self._machine.world.release(button)
        self._handled(button, "released", 0)

    def set(self, quantity: str, value: float) -> None:
        """Change something around the board: ``temperature_c``, ``light``, a pin.

        Raises:
            UsageError: The board knows no such thing.
        """
        self._machine.world.set(quantity, value)

    def close(self) -> None:
        """Switch the board off and remove its files."""
        self._machine.close()
        self._folder.cleanup()

    def _take(self, event: Event) -> None:
        if (event.source, event.what) == PREPARING:
            self._on_event(event)
        self.seen.take(event)

    def _start_time(self) -> int:
        return self.seen.start_ms + self.seen.now_ms

    def _known(self, button: str) -> None:
        if button not in self._machine.world.snapshot().buttons:
            raise UsageError("button_unknown", button=button, known="button_a, button_b")

    def _handled(self, button: str, hand: Hand, in_ms: int) -> None:
        self.seen.button, self.seen.hand = button, hand
        self.seen.hand_ms = self.seen.now_ms + in_ms

    def _wait(self) -> None:
        """Wait until the board stands at its time, or the program is over."""
        end_s = time.monotonic() + MAX_WAIT_S
        while (state := self._machine.wait_held(_LOOK_S)) is None:
            self._check_stopped()
            if time.monotonic() > end_s:
                raise BoardTimeOver
        self._check_stopped()
        if state == "idle":
            self._program_over()

    def _program_over(self) -> None:
        seen = self.seen
        seen.ended_ms = self._machine.clock.now_ms() - seen.start_ms
        # Nobody has read until now, so the board kept the end of what it sent and waited for
        # nothing. It ends: output, 0x04, traceback, 0x04, prompt.
        sent = self._machine.drain(quiet_s=0.0)
        error = sent[:-2].rsplit(CTRL_D, 1)[-1] if sent.endswith(CTRL_D + b">") else b""
        if error.strip():
            seen.fault = read_traceback(error, self._code)
