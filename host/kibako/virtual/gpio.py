"""The Pico's pins: names, modes, pulls, levels, interrupts, and who else has a pin.

Modes, functions and texts follow MicroPython's rp2 port (ports/rp2/machine_pin.c) and the
RP2040 datasheet, section 2.19.2 (function select).
"""

from collections.abc import Callable

from kibako.virtual.hostcall import (
    HostCallError,
    HostFunction,
    bounded,
    integer,
    integers,
    value_error,
)
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Direction, Pull, Wire, Wires

SPI, UART, I2C, PWM, SIO, PIO0, PIO1, GPCK, USB, NOTHING = 1, 2, 3, 4, 5, 6, 7, 8, 9, 31
"""Functions of a pin, by the numbers of the RP2040; SIO: the program's own levels."""
ADC = 32
"""Not a function of the RP2040: the pin is switched off and read as a voltage."""

_NAMES = {
    SPI: "SPI",
    UART: "UART",
    I2C: "I2C",
    PWM: "PWM",
    SIO: "SIO",
    PIO0: "PIO0",
    PIO1: "PIO1",
    GPCK: "GPCK",
    USB: "USB",
    NOTHING: "31",
    ADC: "31",
}
_ON_THE_WIRELESS_CHIP = ("WL_GPIO1", "WL_GPIO2")
_CLOCK_PINS = (20, 21, 22, 23, 24, 25)
_DIRECTIONS: tuple[Direction, ...] = ("in", "out", "open_drain")
_MODE_ALT = 3
_PULLS: tuple[Pull, ...] = ("none", "up", "down", "none")
_PULL_DOWN = 2
IRQ_FALLING = 4
IRQ_RISING = 8


class Gpio:
    """The pins of a Pico.

    Args:
        world: What all parts share.
        wires: The pins as wires.
    """

    def __init__(self, world: Surroundings, wires: Wires) -> None:
        self._world = world
        self._wires = wires
        self._triggers: dict[str, tuple[int, bool]] = {}
        self._functions: dict[str, int] = {}
        self._modes: dict[str, str] = {}
        self._pulls: dict[str, int] = {}
        self._handlers = {wire.name: number for number, wire in enumerate(wires)}
        self.left: Callable[[Wire], None] = lambda wire: None
        """Called when a pin stops to be one of PWM."""
        wires.on_edge = self._edge
        self.functions: dict[str, HostFunction] = {
            "gp.find": self._find,
            "gp.init": self._init,
            "gp.w": self._write,
            "gp.r": self._read,
            "gp.t": self._toggle,
            "gp.state": self._state,
            "gp.irq": self._irq,
            "irq.mask": self._mask,
        }

    def reset(self) -> None:
        """Let go of interrupts and functions: the board starts anew."""
        self._triggers.clear()
        self._functions.clear()
        self._modes.clear()
        self._pulls.clear()

    # Names

    def regular(self, name: str) -> Wire:
        """Return a pin of the RP2040 itself.

        Raises:
            HostCallError: There is none of that name, or it hangs on the wireless chip.
        """
        wire = self._wires.find(name)
        if not name.startswith("GP"):
            raise value_error("expecting a regular GPIO Pin")
        return wire

    def _find(self, payload: str) -> str:
        """Tell the name of a pin that a program names: ``#25`` a number, else a word."""
        if payload[:1] != "#":
            return self._named(payload)
        number = integer(payload[1:])
        if f"GP{number}" not in self._wires:
            raise value_error("invalid pin")
        return f"GP{number}"

    def _named(self, word: str) -> str:
        name = word
        if word == "LED" and word not in self._wires:
            name = next((wire.name for wire in self._wires if "led" in wire.abilities), word)
        elif word == "WL_GPIO0" and "LED" in self._wires:
            return "LED"
        elif word in _ON_THE_WIRELESS_CHIP and "LED" in self._wires:
            said = f'machine.Pin("{word}") works on a real Pico W, not on a virtual one'
            raise HostCallError("NotImplementedError", said)
        elif word.startswith("GPIO"):
            name = f"GP{word[4:]}"
            if name in self._wires:
                return name
        if name not in self._wires or "internal" in self._wires.get(name).abilities:
            raise value_error(f'unknown named pin "{word[:32]}"')
        return name

    # Set-up

    def function(self, name: str) -> int:
        """Return what a pin is used for."""
        return self._functions.get(name, NOTHING)

    def take(self, wire: Wire, function: int, *, pull: int | None = None) -> None:
        """Give a pin to a block of the chip (or, with SIO, to the program's own levels).

        Args:
            wire: The pin.
            function: One of the numbers above.
            pull: 0 none, 1 up, 2 down, 3 both; None leaves it as it is.
        """
        if self.function(wire.name) == PWM and function != PWM:
            self.left(wire)
        self._functions[wire.name] = function
        if pull is not None:
            self._pulls[wire.name] = pull & 3
        if function not in (SIO, ADC):
            wire.signal = None
        direction: Direction | None = "in" if function == ADC else "signal"
        if function == SIO:
            direction = "in" if wire.direction == "signal" else None
        self._wires.change(
            wire,
            direction=direction,
            pull=None if pull is None else _PULLS[pull & 3],
            mode=_NAMES.get(function, "unused").lower(),
        )

    def release(self, wire: Wire) -> None:
        """Give a pin to a bus in software, whose line is high while nobody pulls it down."""
        self.take(wire, SIO)
        self._modes[wire.name] = "OPEN_DRAIN"
        self._wires.give_signal(wire, None)

    def _init(self, payload: str) -> str:
        """Set up a pin: ``NAME MODE PULL VALUE ALT``; -1 leaves mode or value as it is."""
        name, _, rest = payload.partition(" ")
        mode, pull, value, alt = integers(rest, 4)
        wire = self._wires.find(name)
        value = bounded(value, -1, 1, "invalid value")
        if not name.startswith("GP"):
            self._init_external(wire, mode, pull, value, alt)
            return ""
        if 0 <= mode < _MODE_ALT:
            if mode == 2 and value < 0:
                value = 1
            self.take(wire, SIO, pull=pull)
            direction = _DIRECTIONS[mode]
            self._modes[name] = direction.upper()
            self._wires.change(wire, direction=direction, output=None if value < 0 else value)
        elif mode != -1:
            if alt not in _alternatives(wire):
                raise value_error(f"invalid pin af: {alt}")
            self.take(wire, alt, pull=pull)
        else:
            self._pulls[name] = pull & 3
            self._wires.change(wire, pull=_PULLS[pull & 3])
        return ""

    def _init_external(self, wire: Wire, mode: int, pull: int, value: int, alt: int) -> None:
        if pull:
            raise value_error("pulls are not supported for external pins")
        if alt != SIO:
            raise value_error("alternate functions are not supported for external pins")
        if mode in (0, 1):
            self._functions[wire.name] = SIO
            direction = _DIRECTIONS[mode]
            self._wires.change(wire, direction=direction, output=None if value < 0 else value)

    def _write(self, payload: str) -> str:
        name, _, value = payload.partition(" ")
        output = bounded(integer(value), 0, 1, "invalid value")
        self._wires.change(self._wires.find(name), output=output)
        return ""

    def _toggle(self, payload: str) -> str:
        wire = self._wires.find(payload)
        self._wires.change(wire, output=1 - wire.output)
        return ""

    def _read(self, payload: str) -> str:
        return str(self._wires.find(payload).level)

    def _state(self, payload: str) -> str:
        """Tell how a pin is set up, as the real board shows it: ``MODE PULL FUNCTION``."""
        wire = self._wires.find(payload)
        if not payload.startswith("GP"):
            return f"{'OUT' if wire.direction == 'out' else 'IN'} 0 "
        pull = self._pulls.get(payload, _PULL_DOWN)
        function = self.function(payload)
        if function == SIO:
            return f"{self._modes.get(payload, 'IN')} {pull} "
        return f"ALT {pull} {_NAMES[function]}"

    # Interrupts

    def _irq(self, payload: str) -> str:
        """Watch a pin: ``NAME TRIGGER HARD``; tells the handler's number in the board's table."""
        name, _, rest = payload.partition(" ")
        trigger, hard = integers(rest, 2)
        wire = self.regular(name)
        self._triggers[wire.name] = trigger & (IRQ_FALLING | IRQ_RISING), bool(hard)
        return str(self._handlers[wire.name])

    def _edge(self, wire: Wire, level: int) -> None:
        trigger, hard = self._triggers.get(wire.name, (0, False))
        flag = IRQ_RISING if level else IRQ_FALLING
        if trigger & flag:
            self._world.interrupt(self._handlers[wire.name], flag, hard=hard)

    def _mask(self, payload: str) -> str:
        """Switch interrupts off (``1``) or on (``0``); tells how it was before."""
        before = self._world.irqs_masked
        self._world.irqs_masked = bool(integer(payload))
        self._world.wake()
        return str(int(before))


def _alternatives(wire: Wire) -> tuple[int, ...]:
    """Return the functions that a pin can have besides; the datasheet's table."""
    clock = (GPCK,) if int(wire.name[2:]) in _CLOCK_PINS else ()
    return (SPI, UART, I2C, PWM, SIO, PIO0, PIO1, USB, *clock)
