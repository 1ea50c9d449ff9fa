"""PWM: sequences of duty cycles, fetched from RAM (section 6.19)."""

from typing import TYPE_CHECKING

from .peripheral import Peripheral
from .timeline import Appointment

if TYPE_CHECKING:
    from .chip import Chip

_STOP, _SEQSTART0, _SEQSTART1, _NEXTSTEP = 1, 2, 3, 4
_STOPPED, _SEQSTARTED, _SEQEND, _PWMPERIODEND, _LOOPSDONE = 1, 2, 4, 6, 7
_ENABLE, _COUNTERTOP, _PRESCALER, _DECODER, _LOOP = 0x500, 0x508, 0x50C, 0x510, 0x514
_SEQ_PTR, _SEQ_CNT, _SEQ_REFRESH, _SEQ_STRIDE = 0x520, 0x524, 0x528, 0x20
_OUT = 0x560
_AFTER_LOOPS = ((2, _SEQSTART0), (3, _SEQSTART1), (4, _STOP))
"""The bits of SHORTS that follow upon LOOPSDONE, and the tasks they start."""
_WORDS_A_STEP = (1, 2, 4, 4)


class Pwm(Peripheral):
    """One PWM unit of four channels."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self.compare = [0] * 4
        """The values that the four channels compare with, bit 15 being the polarity."""
        self._next: Appointment | None = None
        self._loops_left = 0

    def reset(self) -> None:
        super().reset()
        self.compare = [0] * 4
        self._next = None

    @property
    def period_us(self) -> float:
        """How long a period is."""
        top = self.registers.get(_COUNTERTOP, 0x3FF)
        return top * (1 << (self.registers.get(_PRESCALER, 0) & 7)) / 16

    def task(self, number: int) -> None:
        if number in (_SEQSTART0, _SEQSTART1):
            self._loops_left = self.registers.get(_LOOP, 0)
            self._play(number - _SEQSTART0)
        elif number == _STOP:
            self._cancel()
            self.chip.timeline.after_us(self.period_us, lambda: self.event(_STOPPED))

    def _play(self, sequence: int) -> None:
        self._cancel()
        at = _SEQ_STRIDE * sequence
        count = self.registers.get(_SEQ_CNT + at, 0)
        refresh = self.registers.get(_SEQ_REFRESH + at, 1)
        words = _WORDS_A_STEP[self.registers.get(_DECODER, 0) & 3]
        steps = max(1, count // words)
        self._load(self.registers.get(_SEQ_PTR + at, 0), count, words)
        self.event(_SEQSTARTED + sequence)
        wait_us = self.period_us * steps * (refresh + 1)
        self._next = self.chip.timeline.after_us(wait_us, lambda: self._played(sequence))

    def _played(self, sequence: int) -> None:
        """Go on after a sequence: a loop is both of them, one after the other."""
        self._next = None
        self.event(_SEQEND + sequence)
        if self.short(sequence):
            self.task(_STOP)
        elif self._loops_left and sequence == 0:
            self._play(1)
        elif self._loops_left > 1:
            self._loops_left -= 1
            self._play(0)
        elif self._loops_left:
            self._loops_left = 0
            self._loops_done()

    def _loops_done(self) -> None:
        self.event(_LOOPSDONE)
        for short, task in _AFTER_LOOPS:
            if self.short(short):
                self.task(task)

    def _cancel(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _load(self, pointer: int, count: int, words: int) -> None:
        """Take the last step of a sequence: it stays after the sequence's end."""
        if count < words:
            return
        raw = self.chip.engine.mem_read(pointer + 2 * (count - words), 2 * words)
        values = [int.from_bytes(raw[i : i + 2], "little") for i in range(0, 2 * words, 2)]
        self.compare = {1: values * 4, 2: [v for v in values for _ in "ab"], 4: values}[words]
