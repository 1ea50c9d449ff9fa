"""The pins: GPIO, GPIOTE, and what hangs on them from outside."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .peripheral import Peripheral

if TYPE_CHECKING:
    from .chip import Chip

PORT_1 = 32
PINS = 42
_OUT, _OUTSET, _OUTCLR, _IN, _DIR, _DIRSET, _DIRCLR, _LATCH = range(0x504, 0x524, 4)
_DETECTMODE, _PIN_CNF = 0x524, 0x700
_PORT_STRIDE, _FIRST_PORT = 0x300, 0x500
_PULL_DOWN, _PULL_UP = 1, 3
_SENSE_HIGH, _SENSE_LOW = 2, 3

_SET, _CLR = 12, 24
_CONFIG = 0x510
_EVENT, _TASK = 1, 3
_LO_TO_HI, _HI_TO_LO, _TOGGLE = 1, 2, 3
_PORT_EVENT = 31
_TASK_SET, _TASK_CLR, _TASK_TOGGLE = 1, 2, 3


class Pins:
    """The level of every pin, from whoever drives it."""

    def __init__(self, chip: "Chip") -> None:
        self._chip = chip
        self.outside: dict[int, int] = {}
        """What something outside drives each pin to."""
        self.weakly_high: set[int] = set()
        self.watchers: dict[int, Callable[[int], None]] = {}
        """Called with a pin's number when the chip drives it to another level."""
        self.clear()

    def clear(self) -> None:
        """Let no pin be driven by the chip."""
        self.out = 0
        self.directions = 0
        self.configured = [2] * PINS
        self.by_event: dict[int, int] = {}
        """The pins that GPIOTE drives, and to which level."""
        self.listened_to: set[int] = set()
        """The pins that GPIOTE makes inputs, to tell their changes as events."""
        self.levels = sum(self.level(pin) << pin for pin in range(PINS))
        """The level that is seen at each pin, a bit each."""

    def driven(self, pin: int) -> int | None:
        """Return the level to which the chip drives a pin, if it does."""
        if pin in self.by_event:
            return self.by_event[pin]
        if pin in self.listened_to:
            return None
        return self.out >> pin & 1 if self.directions >> pin & 1 else None

    def level(self, pin: int) -> int:
        """Return the level that is seen at a pin."""
        driven = self.driven(pin)
        if driven is not None:
            return driven
        outside = self.outside.get(pin)
        if outside is not None:
            return outside
        pull = self.configured[pin] >> 2 & 3
        return int(pull == _PULL_UP or (pull != _PULL_DOWN and pin in self.weakly_high))

    def drive(self, pin: int, level: int | None) -> None:
        """Drive a pin from outside, or leave it alone."""
        before = self.level(pin)
        if level is None:
            self.outside.pop(pin, None)
        else:
            self.outside[pin] = level
        self.settle(pin, before)

    def pull_up(self, pin: int) -> None:
        """Let a resistor on the board pull a pin up, weaker than the chip's own pulls do."""
        before = self.level(pin)
        self.weakly_high.add(pin)
        self.settle(pin, before)

    def settle(self, pin: int, before: int) -> None:
        """Tell everybody that a pin may have changed."""
        now = self.level(pin)
        if pin in self.watchers:
            self.watchers[pin](pin)
        if now != before:
            self.levels = self.levels & ~(1 << pin) | now << pin
            self._chip.gpiote.pin_changed(pin, now)


class Gpio:
    """Both ports' registers (section 6.7)."""

    def __init__(self, chip: "Chip") -> None:
        self._chip = chip
        self._pins = chip.pins
        self._latch = 0
        self._detect_mode: dict[int, int] = {}

    def reset(self) -> None:
        """Return to the state after power-up."""
        pins = self._pins
        pins.clear()
        self._latch = 0
        for pin in pins.watchers:
            pins.settle(pin, pins.level(pin))

    def read(self, offset: int) -> int:
        """Return a register."""
        first, offset = self._port(offset)
        pins = self._pins
        last = min(first + 32, PINS)
        if offset in (_OUT, _OUTSET, _OUTCLR):
            return pins.out >> first & 0xFFFFFFFF
        if offset in (_DIR, _DIRSET, _DIRCLR):
            return pins.directions >> first & 0xFFFFFFFF
        if offset == _IN:
            return pins.levels >> first & 0xFFFFFFFF
        if offset == _LATCH:
            return self._latch >> first & 0xFFFFFFFF
        if _PIN_CNF <= offset < _PIN_CNF + 4 * (last - first):
            return pins.configured[first + (offset - _PIN_CNF >> 2)]
        return self._detect_mode.get(first, 0) if offset == _DETECTMODE else 0

    def write(self, offset: int, value: int) -> None:
        """Write a register."""
        first, offset = self._port(offset)
        pins = self._pins
        port = 0xFFFFFFFF << first
        bits = value << first
        if offset == _OUT:
            self._change(pins.out & ~port | bits, pins.directions)
        elif offset == _OUTSET:
            self._change(pins.out | bits, pins.directions)
        elif offset == _OUTCLR:
            self._change(pins.out & ~bits, pins.directions)
        elif offset == _DIR:
            self._change(pins.out, pins.directions & ~port | bits)
        elif offset == _DIRSET:
            self._change(pins.out, pins.directions | bits)
        elif offset == _DIRCLR:
            self._change(pins.out, pins.directions & ~bits)
        elif offset == _LATCH:
            self._latch &= ~bits
            self.sense(range(first, min(first + 32, PINS)))
        elif offset == _DETECTMODE:
            self._detect_mode[first] = value
        elif offset >= _PIN_CNF and first + (offset - _PIN_CNF >> 2) < PINS:
            self._configure(first + (offset - _PIN_CNF >> 2), value)

    def sense(self, which: range | tuple[int, ...]) -> None:
        """Let the PORT event happen when a pin has the level that it is to sense."""
        pins = self._pins
        found = 0
        for pin in which:
            wanted = pins.configured[pin] >> 16 & 3
            if wanted == (_SENSE_HIGH if pins.level(pin) else _SENSE_LOW):
                found |= 1 << pin
        if found & ~self._latch:
            self._latch |= found
            self._chip.gpiote.event(_PORT_EVENT)

    def _port(self, offset: int) -> tuple[int, int]:
        """Return the first pin of the port and the offset as in the first port."""
        if offset >= _FIRST_PORT + _PORT_STRIDE:
            return PORT_1, offset - _PORT_STRIDE
        return 0, offset

    def _configure(self, pin: int, value: int) -> None:
        pins = self._pins
        before = pins.level(pin)
        pins.configured[pin] = value
        bit = 1 << pin
        pins.directions = pins.directions | bit if value & 1 else pins.directions & ~bit
        pins.settle(pin, before)
        self.sense((pin,))

    def _change(self, out: int, directions: int) -> None:
        pins = self._pins
        changed = (pins.out ^ out) | (pins.directions ^ directions)
        touched = [pin for pin in range(PINS) if changed >> pin & 1]
        before = [pins.level(pin) for pin in touched]
        pins.out, pins.directions = out, directions
        for pin, level in zip(touched, before, strict=True):
            # PIN_CNF and DIR are two views of one bit.
            pins.configured[pin] = pins.configured[pin] & ~1 | directions >> pin & 1
            pins.settle(pin, level)


class Gpiote(Peripheral):
    """Pins that make events, and tasks that set pins (section 6.8)."""

    def task(self, number: int) -> None:
        for first, wanted in ((_CLR, _TASK_CLR), (_SET, _TASK_SET), (0, None)):
            if first <= number < first + 8:
                channel = number - first
                config = self.registers.get(_CONFIG + 4 * channel, 0)
                self._out(config, wanted or config >> 16 & 3)
                return

    def _out(self, config: int, change: int) -> None:
        pins = self.chip.pins
        pin = config >> 8 & 0x3F
        if config & 3 != _TASK or pin >= PINS:
            return
        before = pins.level(pin)
        if change == _TASK_TOGGLE:
            pins.by_event[pin] = 1 - pins.by_event.get(pin, 0)
        else:
            pins.by_event[pin] = int(change == _TASK_SET)
        pins.settle(pin, before)

    def written(self, offset: int, value: int) -> None:
        if not _CONFIG <= offset < _CONFIG + 32:
            return
        pins = self.chip.pins
        configs = [self.registers.get(_CONFIG + 4 * each, 0) for each in range(8)]
        taken = {each >> 8 & 0x3F: each >> 20 & 1 for each in configs if each & 3 == _TASK}
        heard = {each >> 8 & 0x3F for each in configs if each & 3 == _EVENT}
        pin = value >> 8 & 0x3F
        touched = {each for each in pins.by_event if each not in taken}
        touched |= heard ^ pins.listened_to
        if value & 3 == _TASK and pin < PINS:
            touched.add(pin)
        before = {each: pins.level(each) for each in touched}
        pins.listened_to = heard
        for each in touched:
            pins.by_event.pop(each, None)
            if each in taken:
                pins.by_event[each] = taken[each]
            pins.settle(each, before[each])

    def pin_changed(self, pin: int, level: int) -> None:
        """Take note that a pin has another level."""
        for channel in range(8):
            config = self.registers.get(_CONFIG + 4 * channel, 0)
            if config & 3 == _EVENT and config >> 8 & 0x3F == pin:
                wanted = config >> 16 & 3
                if wanted == _TOGGLE or wanted == (_LO_TO_HI if level else _HI_TO_LO):
                    self.event(channel)
        self.chip.gpio.sense((pin,))
