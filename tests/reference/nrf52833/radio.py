"""RADIO: its state machine only (section 6.20); what is sent is heard by nobody, and none comes."""

from typing import TYPE_CHECKING

from .peripheral import Peripheral

if TYPE_CHECKING:
    from .chip import Chip

_TXEN, _RXEN, _START, _STOP, _DISABLE = 0, 1, 2, 3, 4
_READY, _ADDRESS, _PAYLOAD, _END, _DISABLED = 0, 1, 2, 3, 4
_READY_START, _END_DISABLE, _DISABLED_TXEN, _DISABLED_RXEN, _END_START = 0, 1, 2, 3, 5
_PACKETPTR, _STATE, _POWER = 0x504, 0x550, 0xFFC
_STATE_DISABLED, _STATE_RXIDLE, _STATE_RX, _STATE_TXIDLE, _STATE_TX = 0, 2, 3, 10, 11
_RAMP_UP_US = 140
_BYTE_US = 8
_OVERHEAD_BYTES = 10


class Radio(Peripheral):
    """A radio in an empty room."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self._state = _STATE_DISABLED

    def reset(self) -> None:
        super().reset()
        self._state = _STATE_DISABLED

    def task(self, number: int) -> None:
        after_us = self.chip.timeline.after_us
        if number in (_TXEN, _RXEN):
            idle = _STATE_TXIDLE if number == _TXEN else _STATE_RXIDLE
            after_us(_RAMP_UP_US, lambda: self._ready(idle))
        elif number == _START and self._state == _STATE_TXIDLE:
            self._state = _STATE_TX
            length = self.chip.engine.mem_read(self.registers.get(_PACKETPTR, 0), 1)[0]
            after_us(_BYTE_US * (length + _OVERHEAD_BYTES), self._sent)
        elif number == _START and self._state == _STATE_RXIDLE:
            self._state = _STATE_RX
        elif number == _STOP:
            self._state &= ~1
        elif number == _DISABLE:
            after_us(6, self._disabled)

    def register(self, offset: int) -> int:
        return self._state if offset == _STATE else super().register(offset)

    def written(self, offset: int, value: int) -> None:
        if offset == _POWER and not value:
            self.reset()

    def _ready(self, idle: int) -> None:
        self._state = idle
        self.event(_READY)
        if self.short(_READY_START):
            self.task(_START)

    def _sent(self) -> None:
        if self._state != _STATE_TX:
            return
        self._state = _STATE_TXIDLE
        for each in (_ADDRESS, _PAYLOAD, _END):
            self.event(each)
        if self.short(_END_DISABLE):
            self.task(_DISABLE)
        if self.short(_END_START):
            self.task(_START)

    def _disabled(self) -> None:
        self._state = _STATE_DISABLED
        self.event(_DISABLED)
        if self.short(_DISABLED_TXEN):
            self.task(_TXEN)
        if self.short(_DISABLED_RXEN):
            self.task(_RXEN)
