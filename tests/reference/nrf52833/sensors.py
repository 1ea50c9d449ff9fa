"""The LSM303AGR of the micro:bit V2: accelerometer and magnetometer on the inner I2C bus.

Registers as in ST's data sheet DS11011. Both signal fresh data on one line, low when active.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .timeline import Appointment

if TYPE_CHECKING:
    from .chip import Chip

ACCELEROMETER, MAGNETOMETER = 0x19, 0x1E
_NEXT = 0x80
"""Bit of the register's number: go on to the next register."""

_WHO_AM_I_A, _CTRL_1_A, _CTRL_4_A, _STATUS_A, _OUT_A = 0x0F, 0x20, 0x23, 0x27, 0x28
_HZ_OF_RATE = (0, 1, 10, 25, 50, 100, 200, 400, 1620, 1344)
_RANGES_G = (2, 4, 8, 16)
_WHO_AM_I_M, _CFG_A_M, _STATUS_M, _OUT_M = 0x4F, 0x60, 0x67, 0x68
_HZ_OF_FIELD_RATE = (10, 20, 50, 100)
_IDLE_M = 3
NANOTESLA_A_STEP = 150
"""The magnetometer's sensitivity: 1.5 mG."""


class _Sensor:
    """Half of the chip: registers, of which some tell fresh data."""

    def __init__(self, chip: "Chip", line: "DataReadyLine", fixed: dict[int, int]) -> None:
        self._chip = chip
        self._line = line
        self._fixed = fixed
        self.registers = dict(fixed)
        self._at = 0
        self._next: Appointment | None = None
        self.fresh = False

    def hz(self) -> int:
        """Return how often it measures; 0: not at all."""
        raise NotImplementedError

    def out(self) -> tuple[int, int, bytes]:
        """Return the register of the status, that of the first value, and the six values."""
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        """Take a register's number and what to write there."""
        self._at = data[0]
        for each in data[1:]:
            self.registers[self._at & 0x7F] = each
            self._step()
        if len(data) > 1:
            self._plan()

    def read(self, count: int) -> bytes:
        """Return what is in the registers from where the master stands."""
        status, first, values = self.out()
        now = dict(self.registers)
        now[status] = 0x0F if self.fresh else 0
        now |= dict(enumerate(values, first))
        found = bytearray()
        for _ in range(count):
            register = self._at & 0x7F
            found.append(now.get(register, 0))
            if register == first + 5:
                self.fresh = False
                self._line.update()
            self._step()
        return bytes(found)

    def power_up(self) -> None:
        """Begin anew. A reset of the chip is a power-up for the sensors here."""
        self.registers = dict(self._fixed)
        self.fresh = False
        self._next = None

    def _step(self) -> None:
        if self._at & _NEXT:
            self._at = _NEXT | self._at + 1 & 0x7F

    def _plan(self) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = None
        if self.hz():
            self._next = self._chip.timeline.after_us(1_000_000 / self.hz(), self._measure)

    def _measure(self) -> None:
        self.fresh = True
        self._line.update()
        self._plan()


class Accelerometer(_Sensor):
    """The accelerometer."""

    def __init__(self, chip: "Chip", line: "DataReadyLine") -> None:
        super().__init__(chip, line, {_WHO_AM_I_A: 0x33})
        self.milli_g = (0, 0, -1024)
        """What is felt, along the axes of ``microbit.accelerometer``."""

    def hz(self) -> int:
        rate = self.registers.get(_CTRL_1_A, 0) >> 4
        return _HZ_OF_RATE[rate] if rate < len(_HZ_OF_RATE) else 0

    def out(self) -> tuple[int, int, bytes]:
        range_g = _RANGES_G[self.registers.get(_CTRL_4_A, 0) >> 4 & 3]
        x, y, z = self.milli_g
        raw = b"".join(_word(each * 32 // range_g) for each in _turned(x, y, z))
        return _STATUS_A, _OUT_A, raw


class Magnetometer(_Sensor):
    """The magnetometer."""

    def __init__(self, chip: "Chip", line: "DataReadyLine") -> None:
        super().__init__(chip, line, {_WHO_AM_I_M: 0x40, _CFG_A_M: _IDLE_M})
        self.nanotesla = (0, 30_000, -40_000)
        """The field, along the axes of ``microbit.compass``."""

    def hz(self) -> int:
        config = self.registers.get(_CFG_A_M, 0)
        return 0 if config & 3 == _IDLE_M else _HZ_OF_FIELD_RATE[config >> 2 & 3]

    def out(self) -> tuple[int, int, bytes]:
        x, y, z = self.nanotesla
        raw = b"".join(_word(round(each / NANOTESLA_A_STEP)) for each in _turned(x, y, z))
        return _STATUS_M, _OUT_M, raw


class DataReadyLine:
    """The line that both share: low while either has fresh data."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        """Set up the line.

        Args:
            tell: Called with the line's level.
        """
        self._tell = tell
        self.sensors: list[_Sensor] = []

    def update(self) -> None:
        """Tell the level."""
        self._tell(int(not any(each.fresh for each in self.sensors)))


def _turned(x: int, y: int, z: int) -> tuple[int, int, int]:
    """Turn from the axes of the ``microbit`` module to those of the chip as it is mounted."""
    return (x, -y, z)


def _word(value: int) -> bytes:
    return max(-32768, min(32767, value)).to_bytes(2, "little", signed=True)
