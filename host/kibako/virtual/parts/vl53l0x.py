"""A laser distance sensor, VL53L0X: the conversation that its drivers have with it.

ST describes no registers; the usual drivers follow ST's API (UM2039). Register 0xFF chooses a page,
and so the same number means several things: only page 0 starts measurements.
"""

from collections.abc import Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.parts.i2c import Registers, addresses_of
from kibako.virtual.timeline import Plan

_PAGE = 0xFF
_START, _SEQUENCE, _CLEAR, _STATUS = 0x00, 0x01, 0x0B, 0x13
_RANGE_STATUS, _RANGE_MM = 0x14, 0x1E
_ADDRESS = 0x8A
_NVM_STROBE, _NVM_SPADS = 0x83, 0x92
_SINGLE, _CONTINUOUS, _TIMED = 0x01, 0x02, 0x04
_PERIOD = 0x04
_MEASURE_MS = 33
"""The default time budget of a measurement (data sheet, table 12)."""
_CALIBRATE_MS = 2
_RANGES = 0xC0
"""The bits of the sequence that measure a distance; without them it only calibrates itself."""
_FAR_MM = 2000
_NOTHING_MM = 8190
_DONE = 11 << 3
_NO_TARGET = 4 << 3

_FIRST = {
    (0, 0xC0): 0xEE, (0, 0xC1): 0xAA, (0, 0xC2): 0x10, (0, _SEQUENCE): 0xFF, (0, 0x50): 0x06,
    (0, 0x51): 0x00, (0, 0x52): 0x96, (0, 0x70): 0x04, (0, 0x71): 0x01, (0, 0x72): 0xFE,
    (0, 0x46): 0x25, (0, 0x84): 0x11, (0, 0xF8): 0x0B, (0, 0xF9): 0x8C, (1, 0x91): 0x3C,
    (7, _NVM_SPADS): 0x85, (0, 0xB0): 0xFF, (0, 0xB1): 0xFF, (0, 0xB2): 0xFF, (0, 0xB3): 0xFF,
    (0, 0xB4): 0xFF, (0, 0xB5): 0x0F,
}  # fmt: skip
"""What registers hold after power-up, by page and number: identity, defaults, factory values."""


class Vl53l0x(Plain):
    """A laser distance sensor. SDA and SCL go to the board's I2C pins."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.addresses = addresses_of(site)
        self._values: dict[tuple[int, int], int] = dict(_FIRST)
        self._page = 0
        self._mode = 0
        self._plan: Plan | None = None
        self._registers = Registers(self._get, self._set)
        site.add_input("distance_mm", lambda value: None)
        site.attach_i2c(self)

    def write(self, address: int, data: bytes) -> int:
        """Take a register's number and what is to be written from there on."""
        del address
        return self._registers.take(data)

    def read(self, address: int, count: int) -> bytes:
        """Return registers from the chosen one on."""
        del address
        return self._registers.give(count)

    def state(self) -> Mapping[str, JsonValue]:
        """Return how far the thing in front is, and whether it measures just now."""
        return {"distance_mm": self.site.input("distance_mm"), "measures": self._plan is not None}

    def _get(self, register: int) -> int:
        if register == _PAGE:
            return self._page
        return self._values.get((self._page, register), 0)

    def _set(self, register: int, value: int) -> None:
        if register == _PAGE:
            self._page = value
            return
        self._values[self._page, register] = value
        if (self._page, register) == (7, _NVM_STROBE) and value == 0:
            self._values[7, _NVM_STROBE] = 0x10  # the factory values are there at once
        elif self._page == 0:
            self._set_ordinary(register, value)

    def _set_ordinary(self, register: int, value: int) -> None:
        if register == _START:
            self._values[0, _START] = value & ~_SINGLE
            self._begin(value & 0x0F)
        elif register == _CLEAR and value & 1:
            self._values[0, _STATUS] = 0
        elif register == _ADDRESS:
            self.addresses = (value & 0x7F,)

    def _begin(self, mode: int) -> None:
        if self._plan is not None:
            self._plan.cancel()
            self._plan = None
        self._mode = mode
        if mode:
            self._measure_after(0)

    def _measure_after(self, pause_ms: int) -> None:
        ranges = self._values[0, _SEQUENCE] & _RANGES
        takes_ms = _MEASURE_MS if ranges else _CALIBRATE_MS
        self._plan = self.site.world.after(max(takes_ms, pause_ms), self._done)

    def _done(self) -> None:
        self._plan = None
        distance_mm = round(self.site.input("distance_mm"))
        seen = distance_mm <= _FAR_MM
        shown_mm = distance_mm if seen else _NOTHING_MM
        self._values[0, _RANGE_STATUS] = _DONE if seen else _NO_TARGET
        self._values[0, _RANGE_MM] = shown_mm >> 8
        self._values[0, _RANGE_MM + 1] = shown_mm & 0xFF
        self._values[0, _STATUS] = 0x04
        if self._mode == _CONTINUOUS:
            self._measure_after(0)
        elif self._mode == _TIMED:
            period = [self._values.get((0, _PERIOD + at), 0) for at in range(4)]
            # The period is counted in ticks of an oscillator whose measured value is 0xF8, 0xF9.
            ticks = int.from_bytes(bytes(period), "big")
            oscillator = self._values[0, 0xF8] << 8 | self._values[0, 0xF9]
            self._measure_after(ticks // max(oscillator, 1))
