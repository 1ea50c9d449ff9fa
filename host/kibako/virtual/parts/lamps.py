"""Lamps: an LED between two ends, and three of them in one case."""

from collections.abc import Mapping

from kibako.circuits.part import Diode
from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site


class _Light:
    """One way through a lamp: how bright it is, as long as current flows the right way."""

    def __init__(self, site: Site, diode: Diode) -> None:
        self._site = site
        self._diode = diode

    def brightness_percent(self) -> int:
        """Return how bright it is; what is low and what is high may both be pins."""
        high = self._site.height(self._diode.anode)
        low = self._site.height(self._diode.cathode)
        return round(max(high - low, 0.0) * 100) if self._is_driven() else 0

    def _is_driven(self) -> bool:
        """A pin that is an input lets no current through; its pull resistor gives next to none."""
        for lead in (self._diode.anode, self._diode.cathode):
            wire = self._site.wire(lead)
            if wire is not None and wire.direction == "in" and wire.outside is None:
                return False
        return True


class Led(Plain):
    """An LED. Wire it with a resistor, the long leg towards plus."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._light = _Light(site, site.fitted.kind.diodes[0])
        self._brightness_percent = 0
        for lead in ("anode", "cathode"):
            site.watch(lead, lambda wire: self._look())
        self._look()

    def state(self) -> Mapping[str, JsonValue]:
        """Return colour and brightness."""
        colour = str(self.site.fitted.settings["colour"])
        return {"brightness_percent": self._brightness_percent, "colour": colour}

    def _look(self) -> None:
        now_percent = self._light.brightness_percent()
        if now_percent != self._brightness_percent:
            self._brightness_percent = now_percent
            self.site.emit("brightness_percent", now_percent)


class RgbLed(Plain):
    """Three LEDs in one case. Each colour's leg has a resistor, the longest leg goes to ground."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._lights = [_Light(site, diode) for diode in site.fitted.kind.diodes]
        self._colour = "#000000"
        for lead in site.fitted.kind.leads:
            site.watch(lead.name, lambda wire: self._look())
        self._look()

    def state(self) -> Mapping[str, JsonValue]:
        """Return the colour as ``#rrggbb``."""
        return {"colour": self._colour}

    def _look(self) -> None:
        parts = [round(light.brightness_percent() * 2.55) for light in self._lights]
        colour = "#" + "".join(f"{part:02x}" for part in parts)
        if colour != self._colour:
            self._colour = colour
            self.site.emit("colour", colour)
