"""Parts that do little: resistors, batteries, and sensors that only put a level on their wire."""

from collections.abc import Mapping
from functools import partial

from kibako.circuits.board import GROUND
from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.timeline import Plan


class Resistor(Plain):
    """A resistor. Between a pin and a rail it pulls the pin there while nothing else drives it."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        first, second = (lead.name for lead in site.fitted.kind.leads)
        for near, far in ((first, second), (second, first)):
            pin = site.circuit.pin(site.fitted, near)
            rails = site.circuit.nets.net(site.fitted.end(far)) & site.circuit.board.rails.keys()
            if pin is not None and rails:
                height = 0.0 if GROUND in rails else 1.0
                site.wires.drive(pin, height, site.name, weak=True)

    def state(self) -> Mapping[str, JsonValue]:
        """Return its resistance."""
        return {"ohms": self.site.setting("ohms")}


class Battery(Plain):
    """A battery box. What it feeds always has power."""

    def state(self) -> Mapping[str, JsonValue]:
        """Return its voltage."""
        return {"volts": self.site.setting("volts")}


class Potentiometer(Plain):
    """A knob. Its middle leg stands between the voltages of its outer ones."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        site.add_input("position_percent", lambda value: site.drive("wiper", value / 100))


def light_ohms(light_percent: float, dark_ohms: float, bright_ohms: float) -> float:
    """Return the resistance of a light-dependent resistor.

    It falls with a power of the brightness, so equal steps of the input are equal steps of its
    logarithm (GL5528 data sheet: γ of about 0.7).
    """
    return dark_ohms * (bright_ohms / dark_ohms) ** (light_percent / 100)


class LightSensor(Plain):
    """A light-dependent resistor above a fixed one: 1 MΩ in the dark, 1 kΩ in bright light."""

    _FIXED_OHMS = 10_000

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        site.add_input("light_percent", self._shine)

    def _shine(self, light_percent: float) -> None:
        ohms = light_ohms(light_percent, 1_000_000, 1_000)
        self.site.drive("out", self._FIXED_OHMS / (self._FIXED_OHMS + ohms))


class Ldr(Plain):
    """A light-dependent resistor by itself. It and the resistors at its pin divide the supply."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        nets = site.circuit.nets
        own = {site.fitted.end(lead.name) for lead in site.fitted.kind.leads}
        self._fixed: list[tuple[float, float]] = []
        for resistor, other in nets.neighbours(nets.net(site.fitted.end("a"))):
            rails = nets.net(other) & site.circuit.board.rails.keys()
            if other not in own and rails:
                self._fixed.append((0.0 if GROUND in rails else 1.0, resistor.ohms))
        site.add_input("light_percent", self._shine)

    def _shine(self, light_percent: float) -> None:
        dark_ohms, bright_ohms = self.site.setting("dark_ohms"), self.site.setting("bright_ohms")
        own = (self.site.height("b"), light_ohms(light_percent, dark_ohms, bright_ohms))
        ways = [own, *self._fixed]
        flows = sum(height / ohms for height, ohms in ways)
        self.site.drive("a", flows / sum(1 / ohms for _, ohms in ways))


class SoilMoisture(Plain):
    """Two prongs in the soil. Dry soil gives nothing, water about 0.85 of the supply."""

    _WET = 0.85

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        site.watch("vcc", lambda wire: self._measure())
        site.add_input("moisture_percent", lambda value: self._measure())

    def _measure(self) -> None:
        wet = self.site.input("moisture_percent") / 100 * self._WET
        self.site.drive("out", wet if self.site.is_supplied("vcc") else 0.0)


class LinePair(Plain):
    """Two line sensors. Each gives 1 over black, where no light comes back."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        for side in ("left", "right"):
            site.add_input(f"{side}_dark", partial(self._look, side))

    def _look(self, lead: str, dark: float) -> None:
        self.site.drive(lead, float(dark >= 0.5))


class Pir(Plain):
    """A motion sensor. It stays high for a while after the last motion."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._moved = False
        self._plan: Plan | None = None
        site.drive("out", 0.0)
        site.add_input("motion", self._move)

    def _move(self, motion: float) -> None:
        moves = motion >= 0.5
        if moves:
            if self._plan is not None:
                self._plan.cancel()
                self._plan = None
            self.site.drive("out", 1.0)
        elif self._moved:
            hold_ms = round(self.site.setting("hold_ms"))
            self._plan = self.site.world.after(hold_ms, self._calm)
        self._moved = moves

    def _calm(self) -> None:
        self._plan = None
        self.site.drive("out", 0.0)
