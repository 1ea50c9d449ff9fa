"""The motion chips of the micro:bit V1, as they answer on the I2C pins of its edge connector.

Registers from the data sheets of NXP's MMA8653FC (accelerometer) and MAG3110 (magnetometer). The
V2 has its own on a bus that no program reaches.
"""

from collections.abc import Callable

from kibako.virtual.accelerometer import Accelerometer
from kibako.virtual.compass import Compass
from kibako.virtual.gestures import Axes

_REGISTERS = 256
_OUT_X_MSB = 0x01
_DATA_READY = 0x0F


class RegisterChip:
    """A chip whose registers are read and written one after the other.

    Args:
        address: Its 7-bit address.
        identity: The register that says what it is, and what that says.
        measure: Returns x, y and z as 16-bit numbers.
    """

    def __init__(
        self, address: int, identity: tuple[int, int], measure: Callable[[], Axes]
    ) -> None:
        self._address = address
        self._measure = measure
        self._registers = bytearray(_REGISTERS)
        self._registers[identity[0]] = identity[1]
        self._at = 0

    @property
    def addresses(self) -> tuple[int, ...]:
        """The address that it answers to."""
        return (self._address,)

    def write(self, address: int, data: bytes) -> int:
        """Take the number of a register, then what is to stand in it and the next ones."""
        del address
        for index, value in enumerate(data):
            if index == 0:
                self._at = value
            else:
                # What it measures is not to be written; the control registers are.
                self._registers[self._at] = value
                self._at = (self._at + 1) % _REGISTERS
        return len(data)

    def read(self, address: int, count: int) -> bytes:
        """Return the registers from the last one that was named."""
        del address
        measured = b"".join((value & 0xFFFF).to_bytes(2, "big") for value in self._measure())
        self._registers[0] = _DATA_READY
        self._registers[_OUT_X_MSB : _OUT_X_MSB + len(measured)] = measured
        end = self._at + count
        found = bytes(self._registers[index % _REGISTERS] for index in range(self._at, end))
        self._at = end % _REGISTERS
        return found


def mma8653(accelerometer: Accelerometer) -> RegisterChip:
    """Return the accelerometer: 10 bits at the upper end of 16, 256 steps a g."""

    def measure() -> Axes:
        x, y, z = (min(max(mg // 4, -512), 511) << 6 for mg in accelerometer.axes_mg)
        # It sits turned by half a circle against the axes that a program is given.
        return -x, -y, z

    return RegisterChip(0x1D, (0x0D, 0x5A), measure)


def mag3110(compass: Compass) -> RegisterChip:
    """Return the magnetometer: 100 nT a step."""

    def measure() -> Axes:
        x, y, z = (min(max(nt // 100, -30_000), 30_000) for nt in compass.axes_nt)
        return x, y, z

    return RegisterChip(0x0E, (0x07, 0xC4), measure)
