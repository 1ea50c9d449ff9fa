"""The micro:bit's compass: the magnetic field, the heading, and the calibration game.

A real board that is not calibrated plays a game first: its lights ask to be tilted until all of
them are lit, and the program waits. Here nobody may be there to tilt: the game ends by itself when
its picture is full, or earlier, when the board is tilted or ``compass.calibration`` is chosen.
"""

import math
from collections.abc import Iterator

from kibako.virtual.accelerometer import Accelerometer
from kibako.virtual.display import Display, scroll_frames, unpack
from kibako.virtual.gestures import Axes
from kibako.virtual.hostcall import HostFunction
from kibako.virtual.microbit_rom import IMAGES
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

FIELD_NT = 46_000
"""The field of the earth in the middle of Japan."""
INCLINATION_DEG = 50
"""How far it points down there."""

_TEXT = b"TILT TO FILL SCREEN"
_STEP_MS = 100
_STEPS_PER_LIGHT = 2
_SMILE_STEPS = 10
_LIGHTS = 25
_TILTED_MG = 200
_LOOK_MS = 100


class Compass:
    """The chip with the board's inputs ``compass.heading_deg`` and ``compass.field_nt``.

    Args:
        world: What all parts share.
        display: Where the calibration game is played.
        accelerometer: What the game asks to be tilted.
    """

    def __init__(self, world: Surroundings, display: Display, accelerometer: Accelerometer) -> None:
        self._world = world
        self._display = display
        self._accelerometer = accelerometer
        self._calibrated = False
        self._ends_ms: int | None = None
        self._look: Plan | None = None
        self._lay_mg: Axes = (0, 0, 0)
        world.inputs.add("compass.heading_deg", "°", (0, 359), 0)
        world.inputs.add("compass.field_nt", "nT", (0, 1_000_000), FIELD_NT)
        world.inputs.add_choice("compass.calibration", ("done",), lambda word: self._finish())
        self.functions: dict[str, HostFunction] = {
            "compass.axes": lambda payload: " ".join(map(str, self.axes_nt)),
            "compass.field": lambda payload: str(round(world.inputs.value("compass.field_nt"))),
            "compass.heading": lambda payload: str(
                round(world.inputs.value("compass.heading_deg"))
            ),
            "compass.calibrate": self._calibrate,
            "compass.left": self._left,
            "compass.break": self._break,
            "compass.calibrated": lambda payload: str(int(self._calibrated)),
            "compass.clear": self._clear,
        }

    def reset(self) -> None:
        """End the game: the board starts anew. A calibration outlives that, as on real boards."""
        self._end()

    @property
    def axes_nt(self) -> Axes:
        """The field along x, y and z in nanotesla, on a board that lies flat."""
        inputs = self._world.inputs
        field_nt = inputs.value("compass.field_nt")
        heading = math.radians(inputs.value("compass.heading_deg"))
        down = math.radians(INCLINATION_DEG)
        level_nt = field_nt * math.cos(down)
        x, y, z = -math.sin(heading) * level_nt, math.cos(heading) * level_nt, -math.sin(down)
        return round(x), round(y), round(z * field_nt)

    def _calibrate(self, payload: str) -> str:
        """Begin the game."""
        del payload
        self._end()
        text = list(scroll_frames(_TEXT, monospace=False))
        smile = [unpack(IMAGES["HAPPY"])] * _SMILE_STEPS
        frames = [*text, *_filling(), *smile, "0" * _LIGHTS]
        self._ends_ms = self._world.now_ms() + len(frames) * _STEP_MS
        self._lay_mg = self._accelerometer.axes_mg
        self._world.emit("compass", "calibrate")
        self._display.play(frames, _STEP_MS)
        self._look = self._world.after(_LOOK_MS, self._look_round)
        return ""

    def _left(self, payload: str) -> str:
        """Tell how many milliseconds of the game are left, 0: it is over."""
        del payload
        if self._ends_ms is None:
            return "0"
        return str(max(min(self._ends_ms - self._world.now_ms(), _LOOK_MS), 1))

    def _break(self, payload: str) -> str:
        del payload
        self._end()
        return ""

    def _clear(self, payload: str) -> str:
        del payload
        self._calibrated = False
        return ""

    def _look_round(self) -> None:
        pairs = zip(self._lay_mg, self._accelerometer.axes_mg, strict=True)
        tilted = any(abs(before - now) > _TILTED_MG for before, now in pairs)
        if tilted or self._ends_ms is None or self._world.now_ms() >= self._ends_ms:
            self._finish()
        else:
            self._look = self._world.after(_LOOK_MS, self._look_round)

    def _finish(self) -> None:
        playing = self._ends_ms is not None
        self._end()
        self._calibrated = True
        if playing:
            self._display.play([], _STEP_MS)
            self._world.emit("compass", "calibrated")

    def _end(self) -> None:
        if self._look is not None:
            self._look.cancel()
        self._look = self._ends_ms = None


def _filling() -> Iterator[str]:
    """Yield the pictures of lights that come on one by one, from the middle row outwards."""
    lit = "0" * _LIGHTS
    for place in sorted(range(_LIGHTS), key=lambda place: abs(place - _LIGHTS // 2)):
        lit = f"{lit[:place]}9{lit[place + 1 :]}"
        for _ in range(_STEPS_PER_LIGHT):
            yield lit
