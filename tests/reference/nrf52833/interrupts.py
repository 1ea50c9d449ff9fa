"""The interrupt controller (NVIC) and the system control block of the Cortex-M4.

Which interrupt is pending, which is allowed, which comes first: ARMv7-M Architecture Reference
Manual, sections B1.5 and B3.4. Entering and leaving a handler is the processor's part.
"""

from collections.abc import Callable

SVCALL = 11
PENDSV = 14
SYSTICK = 15
FIRST_IRQ = 16

_ISER, _ICER, _ISPR, _ICPR, _IABR, _IPR = 0x100, 0x180, 0x200, 0x280, 0x300, 0x400
_CPUID, _ICSR, _VTOR, _AIRCR, _SHPR1, _CPACR = 0xD00, 0xD04, 0xD08, 0xD0C, 0xD18, 0xD88
_CPUID_CORTEX_M4 = 0x410FC241
_AIRCR_KEY = 0x05FA
_SYSRESETREQ = 1 << 2
_PENDSVSET, _PENDSVCLR = 1 << 28, 1 << 27
IDLE_PRIORITY = 256
"""Weaker than any interrupt: the processor is in thread mode."""


class Interrupts:
    """The registers at 0xE000E000 and the state behind them."""

    def __init__(self, vectors: int, reset: Callable[[], None]) -> None:
        """Set up the controller.

        Args:
            vectors: Where the vector table is after power-up.
            reset: What to do when the program asks for a reset.
        """
        self._first_vectors = vectors
        self._ask_for_reset = reset
        self.clear()

    def clear(self) -> None:
        """Return to the state after power-up."""
        self.vectors = self._first_vectors
        self.pending = 0
        """The exceptions that wait, a bit each, counted as in the vector table."""
        self.enabled = (1 << FIRST_IRQ) - 1
        self.lines = 0
        """The peripherals that ask for an interrupt now."""
        self.active: list[int] = []
        """The exceptions that are being handled, the innermost last."""
        self._priorities = bytearray(256 + FIRST_IRQ)
        self._plain: dict[int, int] = {}

    def level(self, irq: int, high: bool) -> None:
        """Take note of a peripheral's line: while it is high it asks again and again."""
        bit = 1 << irq + FIRST_IRQ
        if high:
            self.lines |= bit
            self.pending |= bit
        else:
            self.lines &= ~bit

    def waits_in_vain(self, irq: int) -> bool:
        """Tell whether an interrupt is pending already and nobody enabled it."""
        return bool((self.pending & ~self.enabled) >> irq + FIRST_IRQ & 1)

    def next(self, primask: bool, basepri: int) -> int | None:
        """Return the exception that may begin now, if there is one.

        Args:
            primask: Whether all interrupts are held back.
            basepri: The priority from which on they are held back; 0 for none.
        """
        waiting = self.pending & self.enabled
        if not waiting or primask:
            return None
        number, priority = self._strongest(waiting)
        if basepri and priority >= basepri:
            return None
        return number if priority < self._running_priority() else None

    def wakes(self) -> bool:
        """Tell whether something waits that ends a WFI, whether or not it is held back."""
        return bool(self.pending & self.enabled)

    def begin(self, number: int) -> int:
        """Note that an exception is being handled; return the address of its handler's vector."""
        self.pending &= ~(1 << number)
        self.active.append(number)
        return self.vectors + 4 * number

    def end(self) -> None:
        """Note that the innermost handler has returned."""
        number = self.active.pop()
        if self.lines >> number & 1:
            self.pending |= 1 << number

    def read(self, offset: int) -> int:
        """Return a register."""
        for first, state in ((_ISER, self.enabled), (_ICER, self.enabled)):
            if first <= offset < first + 0x20:
                return self._word_of(state, offset - first)
        for first in (_ISPR, _ICPR):
            if first <= offset < first + 0x20:
                return self._word_of(self.pending, offset - first)
        if _IABR <= offset < _IABR + 0x20:
            return self._word_of(sum(1 << each for each in set(self.active)), offset - _IABR)
        if _IPR <= offset < _IPR + 0xF0:
            return int.from_bytes(self._priorities_at(offset - _IPR + FIRST_IRQ), "little")
        if _SHPR1 <= offset < _SHPR1 + 12:
            return int.from_bytes(self._priorities_at(offset - _SHPR1 + 4), "little")
        if offset == _ICSR:
            waiting = self.pending & self.enabled
            return (self.active[-1] if self.active else 0) | (
                self._strongest(waiting)[0] << 12 if waiting else 0
            )
        fixed = {_CPUID: _CPUID_CORTEX_M4, _VTOR: self.vectors, _AIRCR: 0xFA050000}
        return fixed.get(offset, self._plain.get(offset, 0))

    def write(self, offset: int, size: int, value: int) -> None:
        """Write a register."""
        if _ISER <= offset < _ISER + 0x20:
            self.enabled |= self._bits_at(offset - _ISER, value)
        elif _ICER <= offset < _ICER + 0x20:
            self.enabled &= ~self._bits_at(offset - _ICER, value)
        elif _ISPR <= offset < _ISPR + 0x20:
            self.pending |= self._bits_at(offset - _ISPR, value)
        elif _ICPR <= offset < _ICPR + 0x20:
            self.pending &= ~self._bits_at(offset - _ICPR, value) | self.lines
        elif _IPR <= offset < _IPR + 0xF0:
            self._set_priorities(offset - _IPR + FIRST_IRQ, size, value)
        elif _SHPR1 <= offset < _SHPR1 + 12:
            self._set_priorities(offset - _SHPR1 + 4, size, value)
        elif offset == _ICSR:
            if value & _PENDSVSET:
                self.pending |= 1 << PENDSV
            if value & _PENDSVCLR:
                self.pending &= ~(1 << PENDSV)
        elif offset == _VTOR:
            self.vectors = value
        elif offset == _AIRCR:
            if value >> 16 == _AIRCR_KEY and value & _SYSRESETREQ:
                self._ask_for_reset()
        else:
            self._plain[offset] = value

    def _strongest(self, waiting: int) -> tuple[int, int]:
        best, strongest = 0, IDLE_PRIORITY
        while waiting:
            number = (waiting & -waiting).bit_length() - 1
            waiting &= waiting - 1
            if self._priorities[number] < strongest:
                best, strongest = number, self._priorities[number]
        return best, strongest

    def _running_priority(self) -> int:
        return min((self._priorities[each] for each in self.active), default=IDLE_PRIORITY)

    def _word_of(self, state: int, offset: int) -> int:
        return state >> FIRST_IRQ + 8 * offset & 0xFFFFFFFF

    def _bits_at(self, offset: int, value: int) -> int:
        return value << FIRST_IRQ + 8 * offset

    def _priorities_at(self, number: int) -> bytes:
        return bytes(self._priorities[number : number + 4])

    def _set_priorities(self, number: int, size: int, value: int) -> None:
        # Three bits are made in this chip: the lower five read as zero.
        raw = bytes(each & 0xE0 for each in value.to_bytes(size, "little"))
        self._priorities[number : number + size] = raw
