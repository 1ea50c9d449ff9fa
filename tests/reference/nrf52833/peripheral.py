"""What all peripherals of the nRF52833 have in common: tasks, events, shorts and interrupts.

Section 6.1 of the product specification (nRF52833_PS v1.3) lays it down: tasks are at offsets
0x000 to 0x07C, events at 0x100 to 0x17C, SHORTS at 0x200, INTEN at 0x300, and everything else is a
register of the peripheral's own.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chip import Chip

EVENTS = 0x100
EVENTS_END = 0x180
SHORTS = 0x200
INTEN = 0x300
INTENSET = 0x304
INTENCLR = 0x308


class Peripheral:
    """One peripheral: a page of registers, with tasks that are triggered and events that happen."""

    has_tasks = True
    """Whether offsets below 0x180 are tasks and events, as they are in nearly all of them."""

    def __init__(self, chip: "Chip", base: int) -> None:
        self.chip = chip
        self.base = base
        self.irq = base >> 12 & 0xFF
        """The interrupt's number: the peripheral's, by section 4.2.3 of the specification."""
        self.registers: dict[int, int] = {}
        self.happened = 0
        """The events that happened and were not cleared yet, a bit each."""
        self.interrupts = 0
        """The events that interrupt the processor, a bit each."""

    @property
    def line(self) -> bool:
        """Whether it asks for an interrupt now."""
        return bool(self.happened & self.interrupts)

    def reset(self) -> None:
        """Return to the state after power-up."""
        self.registers.clear()
        self.happened = self.interrupts = 0

    def task(self, number: int) -> None:
        """Do the task at offset ``4 * number``; one that is not modelled does nothing."""

    def written(self, offset: int, value: int) -> None:
        """Take note that one of its own registers was written (it is stored already)."""

    def register(self, offset: int) -> int:
        """Return the value of one of its own registers."""
        return self.registers.get(offset, 0)

    def event(self, number: int) -> None:
        """Let the event at offset ``0x100 + 4 * number`` happen."""
        self.happened |= 1 << number
        if self.interrupts >> number & 1:
            self.chip.interrupts.level(self.irq, True)
        self.chip.route(self.base + EVENTS + 4 * number)

    def read(self, offset: int) -> int:
        """Return what the processor reads at an offset."""
        if self.has_tasks:
            if EVENTS <= offset < EVENTS_END:
                return self.happened >> (offset - EVENTS >> 2) & 1
            if offset < EVENTS:
                return 0
        if offset in (INTEN, INTENSET, INTENCLR):
            return self.interrupts
        return self.register(offset)

    def write(self, offset: int, value: int) -> None:
        """Do what the processor asks by writing at an offset."""
        if self.has_tasks and offset < EVENTS:
            if value & 1:
                self.task(offset >> 2)
        elif self.has_tasks and offset < EVENTS_END:
            self._write_event(offset - EVENTS >> 2, value)
        elif offset == INTENSET:
            self._interrupt_on(self.interrupts | value)
        elif offset == INTENCLR:
            self._interrupt_on(self.interrupts & ~value)
        elif offset == INTEN:
            self._interrupt_on(value)
        else:
            self.registers[offset] = value
            self.written(offset, value)

    def short(self, bit: int) -> bool:
        """Tell whether a shortcut from an event to a task is set."""
        return bool(self.registers.get(SHORTS, 0) >> bit & 1)

    def _write_event(self, number: int, value: int) -> None:
        if value & 1:
            self.happened |= 1 << number
        else:
            self.happened &= ~(1 << number)
        self.chip.interrupts.level(self.irq, self.line)

    def _interrupt_on(self, events: int) -> None:
        self.interrupts = events & 0xFFFFFFFF
        self.chip.interrupts.level(self.irq, self.line)
