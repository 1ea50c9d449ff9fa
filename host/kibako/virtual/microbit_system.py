"""What a micro:bit's own chip does besides: identity, sleep, lamps on a pin (WS2812)."""

from collections.abc import Collection

from kibako.virtual.buses import Buses
from kibako.virtual.buttons import Buttons
from kibako.virtual.hostcall import HostFunction, duration_ms, integer, value_error
from kibako.virtual.staging import Staging
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wires

_BIT_NS = 1250
"""How long a bit takes on the way to a WS2812. Source: its data sheet."""
_LATCH_US = 50
_STEP_MS = 60_000
_FAST_HZ, _SLOW_HZ = 64_000_000, 16_000_000
"""The clocks of the nRF52833 and the nRF51822."""


class MicrobitSystem:
    """The rest of the chip.

    Args:
        world: What all parts share.
        wires: The pins.
        buses: What hangs on them.
        buttons: What a finger can press.
        staging: Where bytes wait.
        abilities: What the board's firmware can do.
    """

    def __init__(
        self,
        world: Surroundings,
        wires: Wires,
        buses: Buses,
        buttons: Buttons,
        staging: Staging,
        abilities: Collection[str],
    ) -> None:
        self._world = world
        self._wires = wires
        self._buses = buses
        self._buttons = buttons
        self._staging = staging
        self._lamps: dict[str, bytes] = {}
        self._wakers: frozenset[str] = frozenset()
        self._until_us: int | None = None
        self._levels: dict[str, int] = {}
        hertz = _FAST_HZ if "fast_processor" in abilities else _SLOW_HZ
        self.functions: dict[str, HostFunction] = {
            "board.hz": lambda payload: str(hertz),
            "irq.mask": self._mask,
            "lamps.write": self._write_lamps,
            "power.off": self._power_off,
            "power.sleep": self._fall_asleep,
            "power.left": self._left,
        }

    def reset(self) -> None:
        """Come to the state after power-up; lamps keep what they were told."""
        self._wakers, self._until_us = frozenset(), None

    def _mask(self, payload: str) -> str:
        """Hold interrupts back (1) or let them come (0); tells how it was."""
        masked = int(self._world.irqs_masked)
        self._world.irqs_masked = bool(integer(payload))
        if not self._world.irqs_masked:
            self._world.wake()
        return str(masked)

    # Lamps

    def _write_lamps(self, payload: str) -> str:
        """Tell lamps on a pin their colours: ``PIN PIECE``, in the order of the wire."""
        name, _, piece = payload.partition(" ")
        data = self._staging.take(piece)
        wire = self._wires.find(name, "digital")
        self._wires.change(wire, direction="out", output=0)
        self._world.spend_us(len(data) * 8 * _BIT_NS // 1000 + _LATCH_US)
        if self._lamps.get(name) != data:
            self._lamps[name] = data
            self._world.emit(name, "lamps", data.hex())
        for strip in self._buses.pixels(name):
            strip.receive(data)
        return ""

    # Sleep

    def _power_off(self, payload: str) -> str:
        del payload
        self._world.emit("power", "off")
        return ""

    def _fall_asleep(self, payload: str) -> str:
        """Sleep: ``TIMERS MILLISECONDS NAME NAME …``; -1: without end; a name may wake it."""
        words = payload.split()
        if len(words) < 2:
            raise value_error("wrong number of values")
        self._world.timers_held = not integer(words[0])
        lasts_ms = integer(words[1])
        for name in words[2:]:
            if name not in self._buttons.names:
                self._wires.find(name)
        self._wakers = frozenset(words[2:])
        self._levels = {name: self._active(name) for name in self._wakers}
        until_us = self._world.now_us() + duration_ms(lasts_ms) * 1000
        self._until_us = until_us if lasts_ms >= 0 else None
        self._world.emit("power", "sleep", {"ms": lasts_ms if lasts_ms >= 0 else None})
        return ""

    def _left(self, payload: str) -> str:
        """Tell for how many milliseconds it may sleep on; 0: it is woken."""
        del payload
        woken = next((name for name in sorted(self._wakers) if self._wakes(name)), None)
        now_us = self._world.now_us()
        over = self._until_us is not None and now_us >= self._until_us
        if woken is not None or over:
            self._world.timers_held = False
            self._world.emit("power", "wake", woken)
            return "0"
        until_us = now_us + _STEP_MS * 1000 if self._until_us is None else self._until_us
        return str(min(max((until_us - now_us) // 1000, 1), 10 if self._wakers else _STEP_MS))

    def _wakes(self, name: str) -> bool:
        before, now = self._levels[name], self._active(name)
        self._levels[name] = now
        return now > before

    def _active(self, name: str) -> int:
        """Return whether a button is pressed, or a pin is touched or high."""
        if self._buttons.pressed.get(name, False):
            return 1
        return self._wires.get(name).level if name in self._wires else 0
