"""The Pico's I2C: two controllers in the chip, and the one that programs do with any two pins.

A bus is named by its pins: ``SDA SCL HERTZ HARD``. What happens without an answer is as in
ports/rp2/machine_i2c.c and extmod/machine_i2c.c: EIO from a controller, ENODEV from software,
ETIMEDOUT when a line is held to ground.
"""

from kibako.virtual.buses import Buses, I2cDevice
from kibako.virtual.gpio import I2C, SIO, Gpio
from kibako.virtual.hostcall import HostCallError, HostFunction, bounded, integers, value_error
from kibako.virtual.pico_chip import PicoChip
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wires

READ_MAX = 900
"""The most bytes that fit in one answer; the board asks again for more."""

_EIO, _ENODEV, _ETIMEDOUT = "5", "19", "110"
_FIRST_ADDRESS, _END_ADDRESS = 0x08, 0x78
_BITS_PER_BYTE = 9
_HERTZ_MAX = 10_000_000
_DEFAULT_PINS = (("GP4", "GP5"), ("GP6", "GP7"))
_PULL_UP = 1


class PicoI2c:
    """Both controllers, and buses in software.

    Args:
        world: What all parts share.
        wires: The pins as wires.
        buses: What hangs on them.
        gpio: Who has which pin.
        chip: Tells how fast the processor's clock is.
    """

    def __init__(
        self, world: Surroundings, wires: Wires, buses: Buses, gpio: Gpio, chip: PicoChip
    ) -> None:
        self._world = world
        self._wires = wires
        self._buses = buses
        self._gpio = gpio
        self._chip = chip
        self._pins = [*_DEFAULT_PINS]
        self._speeds = [(0, 0), (0, 0)]
        self._open: dict[tuple[str, str], int | None] = {}
        self.functions: dict[str, HostFunction] = {
            "i2c.init": self._init,
            "i2c.soft": self._soft,
            "i2c.scan": self._scan,
            "i2c.w": self._write,
            "i2c.r": self._read,
            "i2c.start": self._start,
            "i2c.stop": self._stop,
            "i2c.pw": self._put,
            "i2c.pr": self._get,
        }

    def reset(self) -> None:
        """Begin anew; the pins of a controller are remembered over a soft reset only."""
        self._open.clear()
        if not self._world.soft_reset:
            self._pins = [*_DEFAULT_PINS]
            self._speeds = [(0, 0), (0, 0)]

    # Set-up

    def _init(self, payload: str) -> str:
        """Set up a controller: ``ID HERTZ TIMEOUT_US CHANGE SDA SCL``; ``-``: as it is.

        Tells ``SDA SCL HERTZ TIMEOUT_US``.
        """
        words = payload.split(" ")
        if len(words) != 6:
            raise value_error("wrong number of values")
        number, hertz, timeout_us, change = integers(" ".join(words[:4]), 4)
        if number not in (0, 1):
            raise value_error(f"I2C({number}) doesn't exist")
        sda, scl = self._pins[number]
        if words[5] != "-":
            scl = self._checked(words[5], number, 1, "bad SCL pin")
            self._pins[number] = sda, scl
        if words[4] != "-":
            sda = self._checked(words[4], number, 0, "bad SDA pin")
            self._pins[number] = sda, scl
        if change or not self._speeds[number][0]:
            source_hz = self._chip.frequency_hz
            turns = max((source_hz + hertz // 2) // max(hertz, 1), 1)
            self._speeds[number] = max(source_hz // turns, 1), timeout_us & 0xFFFF_FFFF
            for name in (scl, sda):
                self._gpio.take(self._wires.get(name), I2C, pull=_PULL_UP)
        hertz, timeout_us = self._speeds[number]
        return f"{sda} {scl} {hertz} {timeout_us}"

    def _checked(self, name: str, number: int, odd: int, said: str) -> str:
        pin = int(self._gpio.regular(name).name[2:])
        if pin & 1 != odd or pin >> 1 & 1 != number:
            raise value_error(said)
        return name

    def _soft(self, payload: str) -> str:
        """Set up two pins for a bus in software: ``SDA SCL``."""
        for name in payload.split(" ", 1):
            self._gpio.release(self._gpio.regular(name))
        return ""

    # Transfers

    def _scan(self, payload: str) -> str:
        """Tell all addresses that answer."""
        pins, hertz, _ = self._bus(payload)
        self._spend(2 * (_END_ADDRESS - _FIRST_ADDRESS), hertz)
        if self._stuck(pins):
            return ""
        found = sorted(self._devices(pins))
        return " ".join(str(each) for each in found if _FIRST_ADDRESS <= each < _END_ADDRESS)

    def _write(self, payload: str) -> str:
        """Write: ``SDA SCL HERTZ HARD ADDRESS HEX``; tells how many bytes were taken."""
        bus, _, data_hex = payload.rpartition(" ")
        bus, _, address = bus.rpartition(" ")
        pins, hertz, hard = self._bus(bus)
        data = from_hex(data_hex)
        # A controller cannot write nothing: the real board does that in software.
        device = self._device(pins, _address(address), hertz, hard=hard and bool(data))
        taken = device.write(_address(address), data)
        self._spend(1 + min(taken + 1, len(data)), hertz)
        return str(min(max(taken, 0), len(data)))

    def _read(self, payload: str) -> str:
        """Read: ``SDA SCL HERTZ HARD ADDRESS COUNT``; tells the bytes as hex."""
        bus, _, count_text = payload.rpartition(" ")
        bus, _, address = bus.rpartition(" ")
        pins, hertz, hard = self._bus(bus)
        count = bounded(integers(count_text, 1)[0], 0, READ_MAX, "too long")
        device = self._device(pins, _address(address), hertz, hard=hard)
        self._spend(1 + count, hertz)
        return _exactly(device.read(_address(address), count), count).hex()

    # One step after the other, in software

    def _start(self, payload: str) -> str:
        """Begin: the next byte that is written is an address."""
        pins, hertz, _ = self._bus(payload)
        if self._stuck(pins):
            raise HostCallError("OSError", _ETIMEDOUT)
        self._spend(1, hertz)
        self._open[pins] = None
        return ""

    def _stop(self, payload: str) -> str:
        """End."""
        pins, hertz, _ = self._bus(payload)
        self._spend(1, hertz)
        self._open.pop(pins, None)
        return ""

    def _put(self, payload: str) -> str:
        """Write bytes: ``SDA SCL HERTZ HARD HEX``; tells how many were acknowledged."""
        bus, _, data_hex = payload.rpartition(" ")
        pins, hertz, _ = self._bus(bus)
        data = from_hex(data_hex)
        self._spend(len(data), hertz)
        taken = 0
        if data and pins in self._open and self._open[pins] is None:
            self._open[pins] = data[0]
            if data[0] >> 1 not in self._devices(pins):
                return "0"
            data, taken = data[1:], 1
        head = self._open.get(pins)
        device = None if head is None or head & 1 else self._devices(pins).get(head >> 1)
        if device is not None and head is not None and data:
            taken += min(max(device.write(head >> 1, data), 0), len(data))
        return str(taken)

    def _get(self, payload: str) -> str:
        """Read bytes: ``SDA SCL HERTZ HARD COUNT``; an idle line reads as ones."""
        bus, _, count_text = payload.rpartition(" ")
        pins, hertz, _ = self._bus(bus)
        count = bounded(integers(count_text, 1)[0], 0, READ_MAX, "too long")
        self._spend(count, hertz)
        head = self._open.get(pins)
        device = self._devices(pins).get(head >> 1) if head is not None and head & 1 else None
        data = b"" if device is None or head is None else device.read(head >> 1, count)
        return _exactly(data, count).hex()

    # The lines

    def _bus(self, payload: str) -> tuple[tuple[str, str], int, bool]:
        words = payload.split(" ")
        if len(words) != 4:
            raise value_error("wrong number of values")
        sda, scl = self._gpio.regular(words[0]).name, self._gpio.regular(words[1]).name
        hertz, hard = integers(" ".join(words[2:]), 2)
        return (sda, scl), min(max(hertz, 1), _HERTZ_MAX), bool(hard)

    def _devices(self, pins: tuple[str, str]) -> dict[int, I2cDevice]:
        return self._buses.i2c(*pins)

    def _stuck(self, pins: tuple[str, str]) -> bool:
        """Return whether a line is held low, so that nothing can be said on the bus."""
        for name in pins:
            wire = self._wires.get(name)
            if self._gpio.function(name) not in (I2C, SIO):
                return True
            pulled_up = wire.pull == "up" or bool(self._devices(pins))
            if wire.outside is not None and wire.outside < 0.5:
                return True
            if wire.outside is None and not pulled_up:
                return True
        return False

    def _device(self, pins: tuple[str, str], address: int, hertz: int, *, hard: bool) -> I2cDevice:
        self._spend(1, hertz)
        if self._stuck(pins):
            raise HostCallError("OSError", _ETIMEDOUT)
        device = self._devices(pins).get(address)
        if device is None:
            raise HostCallError("OSError", _EIO if hard else _ENODEV)
        return device

    def _spend(self, count: int, hertz: int) -> None:
        self._world.spend_us(count * _BITS_PER_BYTE * 1_000_000 // hertz)


def from_hex(text: str) -> bytes:
    """Read bytes that the board wrote as hex.

    Raises:
        HostCallError: It is no hex.
    """
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise value_error("not bytes") from None


def _address(text: str) -> int:
    return integers(text, 1)[0] & 0x7F


def _exactly(data: bytes, count: int) -> bytes:
    return data[:count].ljust(count, b"\xff")
