"""Servos: they turn, no faster than they can, to the angle that the length of a pulse says."""

from collections.abc import Callable, Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan
from kibako.virtual.wires import Wire

_FULL_DEG = 180.0
_DEG_PER_S = 600.0
"""An SG90 turns 60 degrees in 0.1 s (data sheet)."""
_PERIOD_US = (2_000, 30_000)
"""A servo follows pulses that come 33 to 500 times a second."""
_PULSE_US = (300, 3_000)
_FIRST_DEG = 90.0


class Shaft:
    """Something that turns towards an angle at a limited speed.

    Args:
        world: Its time.
        arrived: Called when it has come to its angle.
    """

    def __init__(self, world: Surroundings, arrived: Callable[[float], None]) -> None:
        self._world = world
        self._arrived = arrived
        self._from_deg = _FIRST_DEG
        self.target_deg = _FIRST_DEG
        self._since_us = 0
        self._plan: Plan | None = None

    @property
    def angle_deg(self) -> float:
        """Where it is just now."""
        gone_deg = (self._world.now_us() - self._since_us) * _DEG_PER_S / 1e6
        way_deg = self.target_deg - self._from_deg
        if gone_deg >= abs(way_deg):
            return self.target_deg
        return self._from_deg + (gone_deg if way_deg > 0 else -gone_deg)

    def turn(self, target_deg: float) -> None:
        """Begin to turn to an angle, from wherever it is."""
        if target_deg == self.target_deg:
            return
        if self._plan is not None:
            self._plan.cancel()
        self._from_deg, self._since_us = self.angle_deg, self._world.now_us()
        self.target_deg = target_deg
        takes_us = round(abs(target_deg - self._from_deg) / _DEG_PER_S * 1e6)
        self._plan = self._world.after_us(takes_us, self._stop)

    def stop(self) -> None:
        """Stay where it is."""
        if self._plan is not None:
            self._plan.cancel()
            self.target_deg = self._from_deg = self.angle_deg
            self._stop()

    def _stop(self) -> None:
        self._plan = None
        self._arrived(self.target_deg)


class Servo(Plain):
    """A servo. Orange goes to the pin, red to 5 V or a battery, brown to ground."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._shaft = Shaft(site.world, self._arrived)
        self._told_deg = _FIRST_DEG
        self._rose_us = -1
        site.watch("signal", self._look)

    def state(self) -> Mapping[str, JsonValue]:
        """Return where it is and where it turns to."""
        return {
            "angle_deg": round(self._shaft.angle_deg, 1),
            "target_deg": round(self._shaft.target_deg, 1),
        }

    def _look(self, wire: Wire) -> None:
        least_us, most_us = _PERIOD_US
        if wire.signal is not None:
            if least_us <= wire.signal.period_us <= most_us:
                self._pulse(wire.signal.high_us)
        elif wire.direction == "out":
            self._edge(wire.level)

    def _edge(self, level: int) -> None:
        """Take a pulse that a program makes by switching the pin on and off."""
        now_us = self.site.world.now_us()
        if level and self._rose_us < 0:
            self._rose_us = now_us
        elif not level and self._rose_us >= 0:
            self._pulse(now_us - self._rose_us)
            self._rose_us = -1

    def _pulse(self, high_us: float) -> None:
        if not (_PULSE_US[0] <= high_us <= _PULSE_US[1] and self.site.is_supplied("vcc")):
            return
        least_us, most_us = self.site.setting("least_us"), self.site.setting("most_us")
        part = min(max((high_us - least_us) / (most_us - least_us), 0.0), 1.0)
        target_deg = round(part * _FULL_DEG, 1)
        if target_deg != self._shaft.target_deg:
            self._shaft.turn(self.reachable_deg(target_deg))
            self.site.emit("target_deg", target_deg)

    def reachable_deg(self, target_deg: float) -> float:
        """Return how far it gets towards an angle: a plain servo gets everywhere."""
        return target_deg

    def _arrived(self, angle_deg: float) -> None:
        if angle_deg != self._told_deg:
            self._told_deg = angle_deg
            self.turned(angle_deg)

    def turned(self, angle_deg: float) -> None:
        """Tell that it has come to rest."""
        self.site.emit("angle_deg", round(angle_deg, 1))


class Gripper(Servo):
    """A hand on a servo. What is between its fingers stops it, and is held."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._holds = False
        site.add_input("object_percent", self._put)

    def state(self) -> Mapping[str, JsonValue]:
        """Return how far it is open, whether it holds something, and the servo's angles."""
        open_percent = round(self._open_percent(self._shaft.angle_deg))
        return {"open_percent": open_percent, "holds": self._holds, **super().state()}

    def reachable_deg(self, target_deg: float) -> float:
        """Return how far the fingers get: to the thing between them."""
        thing = self.site.input("object_percent")
        if not thing or self._open_percent(target_deg) >= thing:
            return target_deg
        open_deg, closed_deg = self.site.setting("open_deg"), self.site.setting("closed_deg")
        return round(closed_deg + (open_deg - closed_deg) * thing / 100, 1)

    def turned(self, angle_deg: float) -> None:
        """Tell where it is, and whether it holds something now."""
        super().turned(angle_deg)
        thing = self.site.input("object_percent")
        self._hold(bool(thing) and self._open_percent(angle_deg) <= thing + 0.5)

    def _put(self, thing: float) -> None:
        if not thing:
            self._hold(False)

    def _hold(self, holds: bool) -> None:
        if holds != self._holds:
            self._holds = holds
            self.site.emit("took" if holds else "let_go")

    def _open_percent(self, angle_deg: float) -> float:
        open_deg, closed_deg = self.site.setting("open_deg"), self.site.setting("closed_deg")
        if open_deg == closed_deg:
            return 0.0
        part = (angle_deg - closed_deg) / (open_deg - closed_deg)
        return min(max(part, 0.0), 1.0) * 100
