"""The Pico's chip as a whole: its clock, why it began, the watchdog, sleep, the way out."""

from kibako.virtual.hostcall import HostFunction, integer, value_error
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.timeline import Plan

FREQUENCY_HZ = 125_000_000
"""The processor's clock at power-up."""
PWRON_RESET, WDT_RESET = 1, 3

_CRYSTAL_KHZ = 12_000
_VCO_KHZ_MIN, _VCO_KHZ_MAX = 750_000, 1_600_000
"""What the RP2040's PLL can do (datasheet, section 2.18.2): its oscillator, its dividers."""
_FEEDBACKS = range(16, 321)
_DIVIDER_MAX = 7
_WATCHDOG_MS_MAX = 8388
_DORMANT_US = 99_999_999_999


class PicoChip:
    """What concerns the whole chip.

    Args:
        world: What all parts share.
    """

    def __init__(self, world: Surroundings) -> None:
        self._world = world
        self.frequency_hz = FREQUENCY_HZ
        self._cause = self._next_cause = PWRON_RESET
        self._watchdog_ms = 0
        self._bite: Plan | None = None
        self.functions: dict[str, HostFunction] = {
            "chip.freq": self._frequency,
            "chip.cause": lambda payload: str(self._cause),
            "chip.reset": self._reset,
            "chip.boot": self._bootloader,
            "chip.dormant": self._dormant,
            "wdt.start": self._watch,
            "wdt.feed": self._feed,
        }

    def reset(self) -> None:
        """Begin anew. A soft reset leaves the clock and the watchdog as they are."""
        if self._world.soft_reset:
            return
        self.frequency_hz = FREQUENCY_HZ
        self._cause, self._next_cause = self._next_cause, PWRON_RESET
        self._watchdog_ms = 0
        if self._bite is not None:
            self._bite.cancel()
            self._bite = None

    def _frequency(self, payload: str) -> str:
        """Set (``HERTZ``) or tell the processor's clock."""
        if payload:
            khz = integer(payload) // 1000
            if not _reachable(khz):
                raise value_error("cannot change frequency")
            self.frequency_hz = khz * 1000
        return str(self.frequency_hz)

    # The end of a life

    def _reset(self, payload: str) -> str:
        """Start the board anew; the real one does it with its watchdog too."""
        self._next_cause = WDT_RESET
        self._world.power("reset")
        return ""

    def _bootloader(self, payload: str) -> str:
        """Go to the boot loader: the board is gone until somebody gives it a program."""
        self._world.emit("board", "bootloader")
        self._world.power("off")
        return ""

    def _watch(self, payload: str) -> str:
        """Start the watchdog: ``MILLISECONDS``. Nothing but a reset stops it."""
        timeout_ms = integer(payload)
        if not 0 <= timeout_ms <= _WATCHDOG_MS_MAX:
            raise value_error(f"timeout exceeds {_WATCHDOG_MS_MAX}")
        self._watchdog_ms = timeout_ms
        self._plan_bite()
        return ""

    def _feed(self, payload: str) -> str:
        if self._bite is not None:
            self._plan_bite()
        return ""

    def _plan_bite(self) -> None:
        if self._bite is not None:
            self._bite.cancel()
        self._bite = self._world.after_us(self._watchdog_ms * 1000, self._bitten)

    def _bitten(self) -> None:
        self._world.emit("board", "watchdog")
        self._reset("")

    def _dormant(self, payload: str) -> str:
        """Sleep until a pin wakes the chip."""
        self._world.wait_us(_DORMANT_US, lambda: self._world.irq_waits)
        return ""


def _reachable(khz: int) -> bool:
    """Return whether the PLL can make a frequency exactly."""
    for feedback in _FEEDBACKS:
        vco_khz = feedback * _CRYSTAL_KHZ
        if _VCO_KHZ_MIN <= vco_khz <= _VCO_KHZ_MAX:
            for first in range(1, _DIVIDER_MAX + 1):
                for second in range(1, first + 1):
                    if khz * first * second == vco_khz:
                        return True
    return False
