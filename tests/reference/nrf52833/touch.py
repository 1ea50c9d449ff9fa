"""A part that feels a finger by its charge: the logo of the micro:bit V2.

The program drains it, lets go, and measures how long it takes until the pin is high again. A
finger makes that much longer.
"""

from typing import TYPE_CHECKING

from .timeline import Appointment

if TYPE_CHECKING:
    from .chip import Chip

_RISE_US = 8
_RISE_TOUCHED_US = 400


class TouchPlate:
    """One such part."""

    def __init__(self, chip: "Chip", pin: int) -> None:
        self._chip = chip
        self._pin = pin
        self._rise: Appointment | None = None
        self._was_driven = False
        self.touched = False
        """Whether a finger is on it."""
        chip.pins.watchers[pin] = self._look

    def _look(self, _pin: int) -> None:
        driven = self._chip.pins.driven(self._pin) is not None
        if driven == self._was_driven:
            return
        self._was_driven = driven
        if self._rise is not None:
            self._rise.cancel()
        self._chip.pins.drive(self._pin, 0)
        if not driven:
            wait_us = _RISE_TOUCHED_US if self.touched else _RISE_US
            self._rise = self._chip.timeline.after_us(wait_us, self._charged)

    def _charged(self) -> None:
        self._rise = None
        self._chip.pins.drive(self._pin, 1)
