"""UARTE: the serial port, with its bytes fetched from and put into RAM (section 6.33)."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from .peripheral import Peripheral
from .timeline import Appointment

if TYPE_CHECKING:
    from .chip import Chip

_STARTRX, _STOPRX, _STARTTX, _STOPTX, _FLUSHRX = 0, 1, 2, 3, 11
_RXDRDY, _ENDRX, _TXDRDY, _ENDTX, _RXTO, _RXSTARTED, _TXSTARTED, _TXSTOPPED = (
    *(2, 4, 7, 8),
    *(17, 19, 20, 22),
)
_ENDRX_STARTRX, _ENDRX_STOPRX = 5, 6
_ENABLE, _PSEL_TXD, _PSEL_RXD, _BAUDRATE = 0x500, 0x50C, 0x514, 0x524
_RXD_PTR, _RXD_MAXCNT, _RXD_AMOUNT = 0x534, 0x538, 0x53C
_TXD_PTR, _TXD_MAXCNT, _TXD_AMOUNT = 0x544, 0x548, 0x54C
_ENABLED = 8
_BITS_A_BYTE = 10


class Uarte(Peripheral):
    """One serial port, on whichever pins the program chooses."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self.send: Callable[[int, bytes], None] = _to_nobody
        """Called with the number of the pin and the bytes that left through it."""
        self.waiting: dict[int, deque[int]] = {}
        """The bytes that wait at each pin until the program takes them."""
        self._receiving = False
        self._filled = 0
        self._next: Appointment | None = None

    def reset(self) -> None:
        super().reset()
        self._receiving = False
        self._filled = 0
        self._next = None

    def receive(self, pin: int, data: bytes) -> None:
        """Let bytes come in at a pin, one after the other at the port's speed."""
        self.waiting.setdefault(pin, deque()).extend(data)
        self._plan()

    def task(self, number: int) -> None:
        if number == _STARTRX:
            self._filled = 0
            self._receiving = True
            self.event(_RXSTARTED)
            self._plan()
        elif number == _STOPRX:
            self._stop_receiving()
        elif number == _FLUSHRX:
            self.registers[_RXD_AMOUNT] = 0
            self.event(_ENDRX)
        elif number == _STARTTX:
            self._transmit()
        elif number == _STOPTX:
            self.chip.timeline.after_us(1, lambda: self.event(_TXSTOPPED))

    def written(self, offset: int, value: int) -> None:
        if offset in (_ENABLE, _PSEL_RXD):
            self._plan()

    def _byte_us(self) -> float:
        # BAUDRATE is the speed as a part of 2 ** 32 of the 16 MHz clock.
        hz = self.registers.get(_BAUDRATE, 0x04000000) * 16_000_000 / 2**32
        return _BITS_A_BYTE * 1_000_000 / max(hz, 1200)

    def _stop_receiving(self) -> None:
        self._receiving = False
        self.registers[_RXD_AMOUNT] = self._filled
        self.chip.timeline.after_us(1, lambda: self.event(_ENDRX))
        self.chip.timeline.after_us(2, lambda: self.event(_RXTO))

    def _transmit(self) -> None:
        count = self.registers.get(_TXD_MAXCNT, 0)
        data = bytes(self.chip.engine.mem_read(self.registers.get(_TXD_PTR, 0), count))
        self.event(_TXSTARTED)

        def end() -> None:
            self.registers[_TXD_AMOUNT] = count
            self.send(self.registers.get(_PSEL_TXD, 0), data)
            self.event(_TXDRDY)
            self.event(_ENDTX)

        self.chip.timeline.after_us(self._byte_us() * max(count, 1), end)

    def _here(self) -> deque[int] | None:
        return self.waiting.get(self.registers.get(_PSEL_RXD, 0))

    def _plan(self) -> None:
        on = self.registers.get(_ENABLE, 0) == _ENABLED
        if self._receiving and on and self._here() and self._next is None:
            self._next = self.chip.timeline.after_us(self._byte_us(), self._take)

    def _take(self) -> None:
        self._next = None
        here = self._here()
        if not here or not self._receiving:
            return
        to = self.registers.get(_RXD_PTR, 0) + self._filled
        self.chip.engine.mem_write(to, bytes((here.popleft(),)))
        self._filled += 1
        self.event(_RXDRDY)
        if self._filled >= self.registers.get(_RXD_MAXCNT, 0):
            self._receiving = False
            self.registers[_RXD_AMOUNT] = self._filled
            self.event(_ENDRX)
            if self.short(_ENDRX_STARTRX):
                self.task(_STARTRX)
            elif self.short(_ENDRX_STOPRX):
                self._stop_receiving()
        self._plan()


def _to_nobody(_pin: int, _data: bytes) -> None:
    """Lose what is sent through a port to which nothing is connected."""
