"""The micro:bit's I2C and SPI: what hangs on the pins answers, and a transfer takes its time."""

from kibako.virtual.buses import Buses
from kibako.virtual.hostcall import HostCallError, HostFunction, bounded, integer, value_error
from kibako.virtual.microbit_pins import MicrobitPins
from kibako.virtual.staging import STAGED_BYTES_MAX, Staging
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wires

_I2C_HZ = (400_000, 250_000, 100_000)
"""What the hardware can do; a program gets the fastest that is no faster than it wants, if any.
Source: Nordic's nRF51 and nRF52833 product specifications, register FREQUENCY of TWI."""
_I2C_BITS = 9
"""Eight bits and the acknowledgement; the address is one more byte."""
_SPI_HZ = (8_000_000, 4_000_000, 2_000_000, 1_000_000, 500_000, 250_000, 125_000)
"""The same for SPI."""
_INVALID_PARAMETER = "-1001"
"""What the V2's firmware raises for a number of bits other than eight; the V1's stands still."""
_FIRST_ADDRESS, _LAST_ADDRESS = 0x08, 0x77
"""Those outside are reserved by the I2C specification, and never scanned."""


class MicrobitI2c:
    """The I2C bus that programs use.

    Args:
        world: What all parts share.
        wires: The pins.
        buses: What hangs on them.
        staging: Where bytes wait.
    """

    def __init__(self, world: Surroundings, wires: Wires, buses: Buses, staging: Staging) -> None:
        self._world = world
        self._wires = wires
        self._buses = buses
        self._staging = staging
        self._default = (_pin_with(wires, "i2c_sda"), _pin_with(wires, "i2c_scl"))
        self._pins = self._default
        self._hz = _I2C_HZ[-1]
        self.functions: dict[str, HostFunction] = {
            "i2c.init": self._init,
            "i2c.scan": self._scan,
            "i2c.read": self._read,
            "i2c.write": self._write,
        }

    def reset(self) -> None:
        """Come to the state after power-up."""
        self._pins, self._hz = self._default, _I2C_HZ[-1]

    def _init(self, payload: str) -> str:
        """Choose ``HERTZ SDA SCL``; a pin left out is the usual one."""
        hz, sda, scl = _words(payload, 3)
        pins = (sda or self._default[0], scl or self._default[1])
        for name in pins:
            self._wires.find(name, "digital")
        wanted_hz = integer(hz)
        self._hz = next((each for each in _I2C_HZ if each <= wanted_hz), _I2C_HZ[-1])
        self._pins = pins
        return ""

    def _scan(self, payload: str) -> str:
        del payload
        self._spend(_LAST_ADDRESS - _FIRST_ADDRESS + 1)
        found = sorted(self._buses.i2c(*self._pins))
        return " ".join(str(each) for each in found if _FIRST_ADDRESS <= each <= _LAST_ADDRESS)

    def _read(self, payload: str) -> str:
        """Read: ``ADDRESS COUNT``."""
        address, count = (integer(word) for word in _words(payload, 2))
        bounded(count, 0, STAGED_BYTES_MAX, "too many bytes")
        device = self._buses.i2c(*self._pins).get(address & 0x7F)
        self._spend(1 if device is None else 1 + count)
        if device is None:
            raise _nobody()
        data = device.read(address & 0x7F, count)
        return self._staging.give(data[:count].ljust(count, b"\xff"))

    def _write(self, payload: str) -> str:
        """Write: ``ADDRESS PIECE``, the last piece of what was laid down."""
        address, text = _words(payload, 2)
        number = integer(address) & 0x7F
        data = self._staging.take(text)
        device = self._buses.i2c(*self._pins).get(number)
        taken = 0 if device is None else device.write(number, data)
        self._spend(1 + min(taken + 1, len(data)))
        if device is None or taken < len(data):
            raise _nobody()
        return ""

    def _spend(self, count: int) -> None:
        self._world.spend_us(count * _I2C_BITS * 1_000_000 // self._hz)


class MicrobitSpi:
    """The SPI bus that programs use.

    Args:
        world: What all parts share.
        wires: The pins.
        buses: What hangs on them.
        staging: Where bytes wait.
        pins: Who knows what each pin is used for.
    """

    def __init__(
        self,
        world: Surroundings,
        wires: Wires,
        buses: Buses,
        staging: Staging,
        pins: MicrobitPins,
    ) -> None:
        self._world = world
        self._wires = wires
        self._buses = buses
        self._staging = staging
        self._pins = pins
        roles = ("spi_sck", "spi_mosi", "spi_miso")
        self._default = tuple(_pin_with(wires, role) for role in roles)
        self._used: tuple[str, ...] | None = None
        self._hz = 1_000_000
        self.functions: dict[str, HostFunction] = {
            "spi.init": self._init,
            "spi.begun": self._begun,
            "spi.transfer": self._transfer,
        }

    def reset(self) -> None:
        """Come to the state after power-up: a program has to call ``init`` first."""
        self._used = None

    def _init(self, payload: str) -> str:
        """Choose ``BAUD BITS MODE SCK MOSI MISO``; a pin left out is the usual one."""
        baud, bits, mode, *names = _words(payload, 6)
        if integer(bits) != 8:
            raise HostCallError("OSError", _INVALID_PARAMETER)
        bounded(integer(mode), 0, 3, "invalid mode")
        used = tuple(name or usual for name, usual in zip(names, self._default, strict=True))
        for name in used:
            self._pins.use_for(name, "spi")
        wanted_hz = integer(baud)
        self._hz = next((each for each in _SPI_HZ if each <= wanted_hz), _SPI_HZ[-1])
        self._used = used
        return ""

    def _begun(self, payload: str) -> str:
        """Look whether ``init`` was called."""
        del payload
        self._begun_pins()
        return ""

    def _begun_pins(self) -> tuple[str, ...]:
        if self._used is None:
            raise value_error("SPI not initialised")
        return self._used

    def _transfer(self, payload: str) -> str:
        """Send ``PIECE``, the last piece of what was laid down; tell what came back."""
        used = self._begun_pins()
        data = self._staging.take(payload)
        self._world.spend_us(len(data) * 8 * 1_000_000 // self._hz)
        sck, _, miso = used
        devices = self._buses.spi(sck)
        # Nobody drives the line: what hangs on the pin is read.
        answer = bytearray([0xFF if devices or self._wires.get(miso).level else 0] * len(data))
        for device in devices:
            for at, byte in enumerate(device.transfer(data)[: len(data)]):
                answer[at] &= byte
        return self._staging.give(bytes(answer))


def _words(payload: str, count: int) -> list[str]:
    words = payload.split(" ")
    if len(words) != count:
        raise value_error("wrong number of values")
    return words


def _pin_with(wires: Wires, ability: str) -> str:
    return next((wire.name for wire in wires if ability in wire.abilities), "")


def _nobody() -> HostCallError:
    """The error of both firmwares when nobody answers: ENODEV."""
    return HostCallError("OSError", "19")
