"""The board of a check: a virtual one of its own, in fast pace, moved on step by step."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kibako.events import PREPARING, Event, EventSink
from kibako.lessons.car import Car, Track
from kibako.lessons.check_rig import CheckRig
from kibako.lessons.fault import read_traceback
from kibako.lessons.hands import Hands
from kibako.lessons.observation import Observation
from kibako.lessons.things import Things
from kibako.protocol.keys import CTRL_A, CTRL_D

if TYPE_CHECKING:
    from kibako.circuits.circuit import Circuit
    from kibako.virtual.world_view import PartView, WorldView

MAX_BOARD_S = 600
"""How long a check may let a board run in all, in the board's seconds."""
MAX_WAIT_S = 20.0
"""How long one step may take on this computer's clock, a last resort."""
_PROMPT_S = 10.0
_LOOK_S = 0.1
_LINE_LOOK_MS = 10


class BoardTimeOver(Exception):
    """A check let its board run for longer than a check may."""


class ProgramTooSlow(Exception):
    """The learner's program keeps this computer busy for too long."""


class CheckBoard(CheckRig):
    """Runs one program on a new virtual board and lets its time go on in steps.

    Args:
        profile_id: Which board.
        code: The learner's program.
        seed: The seed of the board's randomness.
        check_stopped: Called often while the board runs; raises when the check is to end.
        on_event: Gets ``board preparing``.
        circuit: What hangs on the board.
    """

    def __init__(
        self,
        profile_id: str,
        code: str,
        seed: int,
        check_stopped: Callable[[], None],
        on_event: EventSink,
        circuit: "Circuit | None" = None,
    ) -> None:
        from kibako.virtual.board import VirtualBoard
        from kibako.virtual.profile import find_profile

        profile = find_profile(profile_id)
        self.code = code
        self.kind, self.profile_id = profile.firmware, profile.id
        self.seen = Observation()
        self.things = Things(profile, circuit)
        self.car = Car()
        self.busy_s = 0.0
        """How long this computer has worked for the learner's program."""
        self._wheels = _wheels(self.things)
        self._track: Track | None = None
        self._on_event = on_event
        self._check_stopped = check_stopped
        self._folder = tempfile.TemporaryDirectory(prefix="kibako-check-")
        try:
            self._machine: VirtualBoard = VirtualBoard(
                profile,
                flash_dir=Path(self._folder.name) / "flash",
                pace="fast",
                seed=seed,
                on_event=self._take,
                run_boot=False,
                circuit=circuit,
            )
        except BaseException:
            self._folder.cleanup()
            raise
        self.hands = Hands(self._machine, self.seen, self.things)
        self._started = False
        try:
            self._machine.start()
            self._machine.feed(CTRL_A)
            self._machine.wait_idle(_PROMPT_S)
        except BaseException:
            self.close()
            raise
        self.seen.start_ms = self._machine.clock.now_ms()

    def run(self, for_ms: int) -> None:
        """Let the program run on; the first call starts it.

        Args:
            for_ms: How long, on the board's clock.

        Raises:
            BoardTimeOver: A check's board may not run that long.
            ProgramTooSlow: It takes too long on this computer.
        """
        target_ms = self.seen.now_ms + for_ms
        if target_ms > MAX_BOARD_S * 1000:
            raise BoardTimeOver
        self._machine.clock.hold_at(self.seen.start_ms + target_ms)
        if not self._started:
            self._started = True
            self._machine.feed(self.code.encode("utf-8") + CTRL_D)
        self._wait()
        self.seen.now_ms = target_ms
        self.car.roll(target_ms)

    def require(self, look: str) -> None:
        """Everything can be looked at on a virtual board."""

    def lay(self, track: Track) -> None:
        """Lay a line on the floor; from now on the car's line sensors see it."""
        first = self._track is None
        self._track = track
        if first:
            self._see_line()

    @property
    def track(self) -> Track | None:
        """The line on the floor, None if there is none."""
        return self._track

    @property
    def has_car(self) -> bool:
        """Whether the circuit is a car."""
        return bool(self._wheels)

    def now(self) -> "WorldView":
        """Return the board and what hangs on it, as they are just now."""
        return self._machine.world.snapshot()

    def part(self, name: str, *behaviours: str) -> "PartView":
        """Return a part of the circuit as it is just now.

        Raises:
            BadCall: There is none of that name that behaves so.
        """
        self.things.part(name, *behaviours)
        return next(part for part in self.now().parts if part.name == name)

    def close(self) -> None:
        """Switch the board off and remove its files."""
        self._machine.close()
        self._folder.cleanup()

    def _take(self, event: Event) -> None:
        if (event.source, event.what) == PREPARING:
            self._on_event(event)
        side = self._wheels.get((event.source, event.what))
        if side and isinstance(event.value, int | float):
            self.car.speed(event.t_ms - self.seen.start_ms, side, event.value)
        self.seen.take(event)

    def _see_line(self) -> None:
        """Look at the floor, and again after a moment; runs on the board's thread."""
        world, track = self._machine.world, self._track
        now_ms = self._machine.clock.now_ms()
        if track is not None:
            sensors = self.things.names("maqueen", "line_pair")
            for side, dark in zip(
                ("left", "right"),
                track.dark(self.car.roll(now_ms - self.seen.start_ms)),
                strict=True,
            ):
                for name in sensors:
                    world.set(f"{name}.{side}_dark", float(dark))
        world.at(now_ms + _LINE_LOOK_MS, self._see_line)

    def _wait(self) -> None:
        """Wait until the board stands at its time; it goes on when the program is over."""
        began_s = time.monotonic()
        while (state := self._machine.wait_held(_LOOK_S)) != "held":
            self._check_stopped()
            if time.monotonic() > began_s + MAX_WAIT_S:
                raise ProgramTooSlow
            if state == "idle":
                if self.seen.ended_ms is None:
                    self._program_over()
                if self._machine.state == "closed":
                    break
                self._machine.go_on_at_prompt()
        self.busy_s += time.monotonic() - began_s
        self._check_stopped()

    def _program_over(self) -> None:
        seen = self.seen
        seen.ended_ms = self._machine.clock.now_ms() - seen.start_ms
        error = self._machine.program_error
        if error.strip():
            seen.fault = read_traceback(error, self.code)


def _wheels(things: Things) -> dict[tuple[str, str], str]:
    """Return which events tell the speed of a wheel, and of which one."""
    wheels: dict[tuple[str, str], str] = {}
    for name in things.names("maqueen"):
        wheels |= {(name, f"{side}_percent"): side for side in ("left", "right")}
    for name in things.names("dc_motor"):
        for side in ("left", "right"):
            if name.startswith(side):
                wheels[name, "speed_percent"] = side
    return wheels
