"""TWIM: the I2C master, with its bytes fetched from and put into RAM (section 6.32)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from .peripheral import Peripheral

if TYPE_CHECKING:
    from .chip import Chip

_STARTRX, _STARTTX, _STOP, _SUSPEND, _RESUME = 0, 2, 5, 7, 8
_STOPPED, _ERROR, _SUSPENDED, _RXSTARTED, _TXSTARTED, _LASTRX, _LASTTX = 1, 9, 18, 19, 20, 23, 24
_LASTTX_STARTRX, _LASTTX_SUSPEND, _LASTTX_STOP, _LASTRX_STARTTX, _LASTRX_STOP = 7, 8, 9, 10, 12
_ERRORSRC, _PSEL_SCL, _FREQUENCY = 0x4C4, 0x508, 0x524
_RXD_PTR, _RXD_MAXCNT, _RXD_AMOUNT = 0x534, 0x538, 0x53C
_TXD_PTR, _TXD_MAXCNT, _TXD_AMOUNT = 0x544, 0x548, 0x54C
_ADDRESS = 0x588
_ANACK = 1 << 1
_BITS_A_BYTE = 9


class Device(Protocol):
    """Something on an I2C bus."""

    def write(self, data: bytes) -> None:
        """Take bytes from the master."""
        ...

    def read(self, count: int) -> bytes:
        """Return so many bytes to the master."""
        ...


class Twim(Peripheral):
    """One I2C master, on whichever pins the program chooses."""

    def __init__(self, chip: "Chip", base: int) -> None:
        super().__init__(chip, base)
        self.buses: dict[int, dict[int, Device]] = {}
        """What hangs on the bus whose clock is at a pin: a device for each address."""

    def task(self, number: int) -> None:
        if number == _STARTTX:
            self._begin(_TXSTARTED, self._sent, self.registers.get(_TXD_MAXCNT, 0))
        elif number == _STARTRX:
            self._begin(_RXSTARTED, self._received, self.registers.get(_RXD_MAXCNT, 0))
        elif number == _STOP:
            self.chip.timeline.after_us(self._byte_us() / 2, lambda: self.event(_STOPPED))
        elif number == _SUSPEND:
            self.chip.timeline.after_us(1, lambda: self.event(_SUSPENDED))

    def written(self, offset: int, value: int) -> None:
        if offset == _ERRORSRC:
            self.registers[_ERRORSRC] = 0

    def _byte_us(self) -> float:
        # FREQUENCY is the speed as a part of 2 ** 32 of the 16 MHz clock.
        hz = self.registers.get(_FREQUENCY, 0x04000000) * 16_000_000 / 2**32
        return _BITS_A_BYTE * 1_000_000 / max(hz, 10_000)

    def _device(self) -> Device | None:
        bus = self.buses.get(self.registers.get(_PSEL_SCL, 0), {})
        return bus.get(self.registers.get(_ADDRESS, 0))

    def _begin(self, started: int, done: Callable[[Device, int], None], count: int) -> None:
        self.event(started)
        device = self._device()
        if device is None:
            self.chip.timeline.after_us(self._byte_us(), self._unheard)
        elif count:
            wait_us = self._byte_us() * (count + 1)
            self.chip.timeline.after_us(wait_us, lambda: done(device, count))

    def _unheard(self) -> None:
        self.registers[_ERRORSRC] = self.registers.get(_ERRORSRC, 0) | _ANACK
        self.event(_ERROR)

    def _sent(self, device: Device, count: int) -> None:
        device.write(bytes(self.chip.engine.mem_read(self.registers.get(_TXD_PTR, 0), count)))
        self.registers[_TXD_AMOUNT] = count
        self.event(_LASTTX)
        if self.short(_LASTTX_SUSPEND):
            self.event(_SUSPENDED)
        if self.short(_LASTTX_STOP):
            self.task(_STOP)
        if self.short(_LASTTX_STARTRX):
            self.task(_STARTRX)

    def _received(self, device: Device, count: int) -> None:
        data = device.read(count)
        self.chip.engine.mem_write(self.registers.get(_RXD_PTR, 0), data)
        self.registers[_RXD_AMOUNT] = count
        self.event(_LASTRX)
        if self.short(_LASTRX_STOP):
            self.task(_STOP)
        if self.short(_LASTRX_STARTTX):
            self.task(_STARTTX)
