"""The micro:bit's accelerometer: three axes, and the gestures that its firmware sees in them."""

import math
from collections.abc import Callable, Collection

from kibako.virtual.gestures import (
    SAMPLE_PERIOD_US,
    SETTLED_SAMPLES,
    Axes,
    GestureRecogniser,
)
from kibako.virtual.hostcall import HostFunction, integer, value_error
from kibako.virtual.surroundings import Surroundings

_GESTURES = (
    "up", "down", "left", "right", "face up", "face down", "freefall",
    "3g", "6g", "8g", "shake", "2g",
)  # fmt: skip
"""In the order of the firmware's numbers."""

_POSTURES_MG: dict[str, Axes] = {
    "up": (0, 1024, 0),
    "down": (0, -1024, 0),
    "left": (-1024, 0, 0),
    "right": (1024, 0, 0),
    "face up": (0, 0, -1024),
    "face down": (0, 0, 1024),
}
_JOLTS_MG: dict[str, Axes] = {
    "2g": (1400, 1400, -1400),
    "3g": (1900, 1900, -1900),
    "6g": (3700, 3700, -3700),
    "8g": (5000, 5000, -5000),
}
_JOLT_US = 100_000
_FALL_US = 640_000
"""A fall from two metres."""
_SHAKE_US = 1_000_000
_SHAKE_TURN_US = 70_000
_SHAKE_MG = 1800

_MG_PER_G = 1024
_RANGES_G = (2, 4, 8)
_SPAN_MG = (-16000.0, 16000.0)
_LIST_MAX = 16
AXES = ("x", "y", "z")

_Motion = Callable[[int], Axes]


class Accelerometer:
    """The chip with the board's inputs ``accelerometer.x_mg`` … and ``accelerometer.gesture``.

    A gesture that is chosen moves the axes for as long as a hand would, so a program that reads
    them sees what a program that asks for gestures sees.

    Args:
        world: What all parts share.
        abilities: What the board's firmware can do, from its profile: ``gesture_2g`` (it knows
            that one, and ``""`` as the name of none), ``gestures_in_background`` (it samples
            while the program sleeps; otherwise only when the program asks).
    """

    def __init__(self, world: Surroundings, abilities: Collection[str]) -> None:
        self._world = world
        self._background = "gestures_in_background" in abilities
        self._names = tuple(name for name in _GESTURES if name != "2g" or "gesture_2g" in abilities)
        self._asked_for = {*self._names, *([""] if "2g" in self._names else [])}
        self._rest_mg = [0, 0, 0]
        self._motion: _Motion | None = None
        self._motion_from_us = 0
        self._motion_until_us = 0
        self._forget()
        inputs = world.inputs
        for index, (axis, mg) in enumerate(zip(AXES, _POSTURES_MG["face up"], strict=True)):
            inputs.add(f"accelerometer.{axis}_mg", "mg", _SPAN_MG, mg, self._setter(index))
        inputs.add_choice("accelerometer.gesture", self._names, self._choose)
        self.functions: dict[str, HostFunction] = {
            "acc.axes": self._axes,
            "acc.strength": self._strength,
            "acc.range": self._set_range,
            "acc.current": self._current,
            "acc.is": self._is,
            "acc.was": self._was,
            "acc.list": self._list,
        }

    def reset(self) -> None:
        """Forget all gestures: the board starts anew. It lies as it lay."""
        self._forget()

    @property
    def axes_mg(self) -> Axes:
        """What is measured just now, whatever the range."""
        return self._felt_mg(self._world.now_us())

    # What the board asks

    def _axes(self, payload: str) -> str:
        """Tell the three axes: ``X Y Z``."""
        del payload
        self._sample()
        return " ".join(map(str, self._measured_mg(self._world.now_us())))

    def _strength(self, payload: str) -> str:
        """Tell the length of the vector."""
        x, y, z = (int(word) for word in self._axes(payload).split(" "))
        return str(math.isqrt(x * x + y * y + z * z))

    def _set_range(self, payload: str) -> str:
        """Choose the range: the smallest that holds so many g, else the largest."""
        wanted_g = integer(payload)
        self._sample()
        self._range_g = next((each for each in _RANGES_G if each >= wanted_g), _RANGES_G[-1])
        return ""

    def _current(self, payload: str) -> str:
        del payload
        self._sample()
        return self._recogniser.current

    def _is(self, payload: str) -> str:
        name = self._named(payload)
        self._sample()
        return str(int(self._recogniser.current == name))

    def _was(self, payload: str) -> str:
        name = self._named(payload)
        self._sample()
        was = name in self._seen
        self._seen.discard(name)
        self._begun.clear()
        return str(int(was))

    def _list(self, payload: str) -> str:
        """Tell the gestures since the last call, oldest first, separated by commas."""
        del payload
        self._sample()
        names = ",".join(self._begun)
        self._begun.clear()
        return names

    def _named(self, name: str) -> str:
        if name not in self._asked_for:
            raise value_error("invalid gesture")
        return name

    # Sampling

    def _forget(self) -> None:
        self._recogniser = GestureRecogniser(self._names)
        self._seen: set[str] = set()
        self._begun: list[str] = []
        self._range_g = _RANGES_G[0]
        self._sampled_us: int | None = None

    def _sample(self) -> None:
        """Take the samples that the firmware has taken by now; its first use starts it."""
        now_us = self._world.now_us()
        if self._sampled_us is None:
            self._sampled_us = now_us - SAMPLE_PERIOD_US
        if not self._background:
            if now_us - self._sampled_us >= SAMPLE_PERIOD_US:
                self._sampled_us = now_us
                self._take(self._measured_mg(now_us))
            return
        equal = 0
        before: Axes | None = None
        while self._sampled_us + SAMPLE_PERIOD_US <= now_us:
            if equal > SETTLED_SAMPLES:
                self._sampled_us = now_us - (now_us - self._sampled_us) % SAMPLE_PERIOD_US
                return
            self._sampled_us += SAMPLE_PERIOD_US
            axes = self._measured_mg(self._sampled_us)
            self._take(axes)
            moving = self._sampled_us < self._motion_until_us
            equal = 0 if moving or axes != before else equal + 1
            before = axes

    def _take(self, axes: Axes) -> None:
        for name in self._recogniser.take(axes):
            self._seen.add(name)
            if len(self._begun) < _LIST_MAX:
                self._begun.append(name)

    def _measured_mg(self, t_us: int) -> Axes:
        most_mg = self._range_g * _MG_PER_G
        x, y, z = (min(max(mg, -most_mg), most_mg) for mg in self._felt_mg(t_us))
        return x, y, z

    def _felt_mg(self, t_us: int) -> Axes:
        if self._motion is not None and self._motion_from_us <= t_us < self._motion_until_us:
            return self._motion(t_us - self._motion_from_us)
        x, y, z = self._rest_mg
        return x, y, z

    # What hands do

    def _setter(self, index: int) -> Callable[[float], None]:
        def taken(mg: float) -> None:
            self._settle()
            self._rest_mg[index] = round(mg)

        return taken

    def _settle(self) -> None:
        """Take the samples of the past before something changes."""
        if self._sampled_us is not None and self._background:
            self._sample()

    def _choose(self, name: str) -> None:
        self._settle()
        posture = _POSTURES_MG.get(name)
        if posture is not None:
            self._motion = None
            for axis, mg in zip(AXES, posture, strict=True):
                self._world.inputs.set(f"accelerometer.{axis}_mg", mg)
        elif name == "shake":
            self._move(_SHAKE_US, self._shaking)
        elif name == "freefall":
            self._move(_FALL_US, lambda t_us: (0, 0, 0))
        else:
            jolt = _JOLTS_MG[name]
            self._move(_JOLT_US, lambda t_us: jolt)

    def _move(self, duration_us: int, motion: _Motion) -> None:
        self._motion = motion
        self._motion_from_us = self._world.now_us()
        self._motion_until_us = self._motion_from_us + duration_us

    def _shaking(self, t_us: int) -> Axes:
        """Return the axes of a board that is shaken to and fro along x."""
        _, y, z = self._rest_mg
        side = 1 if t_us // _SHAKE_TURN_US % 2 == 0 else -1
        return side * _SHAKE_MG, y, z
