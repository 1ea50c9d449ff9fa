"""The period of `write_analog`: one for all pins, on both micro:bits, each in its own way.

What each firmware does with a period was read off it: the V1's is made in software, in steps of
16 microseconds, and refuses what it cannot; the V2's is made by one PWM of four channels, and
passes over what it cannot.
"""

from collections.abc import Collection

from kibako.virtual.hostcall import bounded

PERIOD_US = 20_000
"""The period until a program sets one."""

_CHANNELS = 4
_HARD_US_MAX = 262_143
_SOFT_US_MIN, _SOFT_US_MAX, _SOFT_STEP_US = 256, 1_000_000, 16


class MicrobitPwm:
    """Who has a channel, and how long a period is.

    Args:
        abilities: What the board's firmware can do.
    """

    def __init__(self, abilities: Collection[str]) -> None:
        self._hard = "pwm_in_hardware" in abilities
        self.reset()

    def reset(self) -> None:
        """Come to the state after power-up."""
        self.period_us = PERIOD_US
        self._channels: list[str | None] = [None] * _CHANNELS
        self._next = 0
        self._used: set[str] = set()

    def set_period(self, period_us: int) -> bool:
        """Set the period of all pins.

        Args:
            period_us: The period.

        Returns:
            Whether it is another one now.

        Raises:
            HostCallError: The V1 refuses it.
        """
        before = self.period_us
        if self._hard:
            if 0 <= period_us <= _HARD_US_MAX:
                self.period_us = period_us
        else:
            bounded(period_us, _SOFT_US_MIN, _SOFT_US_MAX, "invalid period")
            self.period_us = period_us // _SOFT_STEP_US * _SOFT_STEP_US
        return self.period_us != before

    def told_period(self, name: str) -> int:
        """Return what a program is told of a pin's period: -1 on a V2 pin that never had one."""
        return -1 if self._hard and name not in self._used else self.period_us

    def take(self, name: str) -> str | None:
        """Give a pin a channel.

        Args:
            name: The pin.

        Returns:
            The pin that loses its channel by that: the V2 has four.
        """
        self._used.add(name)
        if not self._hard or name in self._channels:
            return None
        lost = self._channels[self._next]
        self._channels[self._next] = name
        self._next = (self._next + 1) % _CHANNELS
        return lost

    def free(self, name: str) -> None:
        """Take a pin's channel away: it serves something else."""
        self._channels = [None if each == name else each for each in self._channels]
