"""A sensor for temperature and humidity, DHT11: five bytes, once a second."""

from kibako.virtual.parts.base import Plain, Site

_REST_US = 1_000_000


class Dht11(Plain):
    """A DHT11. DATA goes to a pin; asked more than once a second it tells what it told before."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._measured_us = -_REST_US
        self._last = b""
        for name in ("temperature_c", "humidity_percent"):
            site.add_input(name, lambda value: None)
        pin = site.pin("data")
        if pin is not None:
            site.sockets.buses.attach_dht(pin, self)

    def measure(self) -> bytes | None:
        """Return the five bytes: humidity, temperature, each with tenths, and their sum."""
        now_us = self.site.world.now_us()
        if now_us - self._measured_us >= _REST_US:
            humidity = round(self.site.input("humidity_percent"))
            temperature = round(self.site.input("temperature_c"))
            body = bytes((humidity, 0, temperature, 0))
            self._last = body + bytes([sum(body) & 0xFF])
            self._measured_us = now_us
        return self._last
