"""SPIM: the SPI master (section 6.25). Nothing hangs on it: MISO is what its pin's level is."""

from .peripheral import Peripheral

_START, _STOP = 4, 5
_STOPPED, _ENDRX, _END, _ENDTX, _STARTED = 1, 4, 6, 8, 19
_PSEL_MISO, _FREQUENCY = 0x510, 0x524
_RXD_PTR, _RXD_MAXCNT, _RXD_AMOUNT = 0x534, 0x538, 0x53C
_TXD_MAXCNT, _TXD_AMOUNT = 0x548, 0x54C
_NOT_CONNECTED = 1 << 31


class Spim(Peripheral):
    """One SPI master."""

    def task(self, number: int) -> None:
        if number == _START:
            get = self.registers.get
            count = max(get(_TXD_MAXCNT, 0), get(_RXD_MAXCNT, 0))
            hz = get(_FREQUENCY, 0x02000000) * 16_000_000 / 2**32
            self.event(_STARTED)
            self.chip.timeline.after_us(8_000_000 * count / max(hz, 100_000), self._end)
        elif number == _STOP:
            self.chip.timeline.after_us(1, lambda: self.event(_STOPPED))

    def _end(self) -> None:
        get = self.registers.get
        miso = get(_PSEL_MISO, _NOT_CONNECTED)
        high = not miso & _NOT_CONNECTED and self.chip.pins.level(miso & 0x3F)
        count = get(_RXD_MAXCNT, 0)
        if count:
            self.chip.engine.mem_write(get(_RXD_PTR, 0), (b"\xff" if high else b"\0") * count)
        self.registers[_RXD_AMOUNT] = count
        self.registers[_TXD_AMOUNT] = get(_TXD_MAXCNT, 0)
        for each in (_ENDRX, _ENDTX, _END):
            self.event(each)
