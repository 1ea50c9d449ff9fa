"""What hangs on a board's pins and speaks a protocol: I2C, SPI, serial, 1-Wire, pixels, DHT.

A part is found by the kind of its bus and by the pins that it is wired to: a program that talks
on other pins meets nobody, as on a real table.
"""

from collections.abc import Callable
from typing import Protocol


class I2cDevice(Protocol):
    """Something that answers on an I2C bus."""

    @property
    def addresses(self) -> tuple[int, ...]:
        """The 7-bit addresses that it answers to."""
        ...

    def write(self, address: int, data: bytes) -> int:
        """Take bytes; return how many of them were acknowledged."""
        ...

    def read(self, address: int, count: int) -> bytes:
        """Return ``count`` bytes."""
        ...


class SpiDevice(Protocol):
    """Something on an SPI bus; it watches its own chip-select wire."""

    def transfer(self, data: bytes) -> bytes:
        """Take bytes and return as many; a device that is not selected returns 0xff each."""
        ...


class SerialPeer(Protocol):
    """The other end of a UART."""

    def receive(self, data: bytes, baud: int) -> None:
        """Take what the board sent."""
        ...


class OneWireDevice(Protocol):
    """Something on a 1-Wire bus; several share a wire, bit by bit."""

    def reset(self) -> bool:
        """Be addressed anew; return whether it is there (the presence pulse)."""
        ...

    def write_bit(self, bit: int) -> None:
        """Take one bit."""
        ...

    def read_bit(self) -> int:
        """Return one bit; 1 lets the others speak."""
        ...


class Pixels(Protocol):
    """A NeoPixel strip (WS2812 and its kin)."""

    def receive(self, data: bytes) -> None:
        """Take the bytes of one transmission, in the order of the wire."""
        ...


class DhtSensor(Protocol):
    """A DHT11 or DHT22."""

    def measure(self) -> bytes | None:
        """Return the five bytes of a measurement; None: it does not answer."""
        ...


class Buses:
    """All that speaks a protocol around one board, by the names of the pins."""

    def __init__(self) -> None:
        self._i2c: dict[tuple[str, str], list[I2cDevice]] = {}
        self._spi: dict[str, list[SpiDevice]] = {}
        self._serial: dict[str, list[SerialPeer]] = {}
        self._ears: dict[str, list[Callable[[bytes], None]]] = {}
        self._onewire: dict[str, list[OneWireDevice]] = {}
        self._pixels: dict[str, list[Pixels]] = {}
        self._dht: dict[str, list[DhtSensor]] = {}

    # Attaching (parts)

    def attach_i2c(self, sda: str, scl: str, device: I2cDevice) -> None:
        """Wire a device to two pins."""
        self._i2c.setdefault((sda, scl), []).append(device)

    def attach_spi(self, sck: str, device: SpiDevice) -> None:
        """Wire a device to the clock of an SPI bus; the clock's pin names the bus."""
        self._spi.setdefault(sck, []).append(device)

    def attach_serial(self, tx: str, peer: SerialPeer) -> None:
        """Let a peer hear what the board sends on a pin."""
        self._serial.setdefault(tx, []).append(peer)

    def attach_onewire(self, pin: str, device: OneWireDevice) -> None:
        """Wire a device to a pin."""
        self._onewire.setdefault(pin, []).append(device)

    def attach_pixels(self, pin: str, strip: Pixels) -> None:
        """Wire a strip to a pin."""
        self._pixels.setdefault(pin, []).append(strip)

    def attach_dht(self, pin: str, sensor: DhtSensor) -> None:
        """Wire a sensor to a pin."""
        self._dht.setdefault(pin, []).append(sensor)

    # Finding (the board's side)

    def i2c(self, sda: str, scl: str) -> dict[int, I2cDevice]:
        """Return who answers on two pins, by address; of two with one address the first."""
        found: dict[int, I2cDevice] = {}
        for device in self._i2c.get((sda, scl), ()):
            for address in device.addresses:
                found.setdefault(address, device)
        return found

    def spi(self, sck: str) -> list[SpiDevice]:
        """Return what hangs on an SPI clock."""
        return self._spi.get(sck, [])

    def onewire(self, pin: str) -> list[OneWireDevice]:
        """Return what hangs on a 1-Wire pin."""
        return self._onewire.get(pin, [])

    def pixels(self, pin: str) -> list[Pixels]:
        """Return the strips on a pin."""
        return self._pixels.get(pin, [])

    def dht(self, pin: str) -> DhtSensor | None:
        """Return the sensor on a pin, None if there is none."""
        return next(iter(self._dht.get(pin, ())), None)

    # Serial, both ways

    def send(self, tx: str, data: bytes, baud: int) -> None:
        """Carry what the board sent on a pin to all who hear it."""
        for peer in self._serial.get(tx, ()):
            peer.receive(data, baud)

    def listen(self, rx: str, ear: Callable[[bytes], None]) -> None:
        """Let the board's UART hear what comes in on a pin, in place of who heard before."""
        self._ears[rx] = [ear]

    def deliver(self, rx: str, data: bytes) -> None:
        """Carry what a peer sent to the pin where the board listens; else it is lost."""
        for ear in self._ears.get(rx, ()):
            ear(data)

    def reset(self) -> None:
        """Forget the board's own ears: it starts anew. What hangs on the pins stays."""
        self._ears.clear()
