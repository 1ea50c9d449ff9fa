"""A strip of lamps, each of which takes three bytes and hands on the rest (WS2812B)."""

from collections.abc import Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site


class NeoPixel(Plain):
    """A strip of WS2812B lamps. DIN goes to a pin."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._colours = ["#000000"] * round(site.setting("count"))
        pin = site.pin("din")
        if pin is not None:
            site.sockets.buses.attach_pixels(pin, self)

    def receive(self, data: bytes) -> None:
        """Take a transmission: green, red, blue for one lamp after the other."""
        colours = list(self._colours)
        for at in range(min(len(data) // 3, len(colours))):
            green, red, blue = data[at * 3 : at * 3 + 3]
            colours[at] = f"#{red:02x}{green:02x}{blue:02x}"
        if colours != self._colours:
            self._colours = colours
            self.site.emit("colours", list[JsonValue](colours))

    def state(self) -> Mapping[str, JsonValue]:
        """Return the colours, the lamp at the input first."""
        return {"colours": list[JsonValue](self._colours)}
