"""The Pico's SPI: two controllers in the chip, and the one that programs do with any pins.

A bus is named by its pins: ``SCK MOSI MISO HERTZ``.
"""

from kibako.virtual.buses import Buses
from kibako.virtual.gpio import SIO, SPI, Gpio
from kibako.virtual.hostcall import HostFunction, integer, integers, value_error
from kibako.virtual.pico_chip import PicoChip
from kibako.virtual.pico_i2c import from_hex
from kibako.virtual.surroundings import Surroundings
from kibako.virtual.wires import Wires

TRANSFER_MAX = 900
"""The most bytes that fit in one answer; the board does more in pieces."""

_DEFAULT_PINS = (("GP18", "GP19", "GP16"), ("GP10", "GP11", "GP8"))
_PLACES = {"SCK": 2, "MOSI": 3, "MISO": 0}
"""Which pin of four in a row can be what (RP2040 datasheet, section 1.4.3)."""
_HERTZ_MAX = 62_500_000


class PicoSpi:
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
        self._formats = ["", ""]
        self.functions: dict[str, HostFunction] = {
            "spi.init": self._init,
            "spi.rate": lambda payload: str(self._rate(integer(payload))),
            "spi.soft": self._soft,
            "spi.x": self._transfer,
        }

    def reset(self) -> None:
        """Begin anew; what a controller was told is remembered over a soft reset only."""
        if not self._world.soft_reset:
            self._pins = [*_DEFAULT_PINS]
            self._formats = ["", ""]

    def _init(self, payload: str) -> str:
        """Set up a controller: ``ID HERTZ POLARITY PHASE BITS CHANGE SCK MOSI MISO``.

        ``-`` leaves a pin as it is. Tells ``SCK MOSI MISO HERTZ POLARITY PHASE BITS``.
        """
        words = payload.split(" ")
        if len(words) != 9:
            raise value_error("wrong number of values")
        number, hertz, polarity, phase, bits, change = integers(" ".join(words[:6]), 6)
        if number not in (0, 1):
            raise value_error(f"SPI({number}) doesn't exist")
        pins = list(self._pins[number])
        for at, (what, place) in enumerate(_PLACES.items()):
            if words[6 + at] != "-":
                pin = int(self._gpio.regular(words[6 + at]).name[2:])
                if pin & 3 != place or pin >> 3 & 1 != number:
                    raise value_error(f"bad {what} pin")
                pins[at] = words[6 + at]
                self._pins[number] = (pins[0], pins[1], pins[2])
        if change or not self._formats[number]:
            self._formats[number] = f"{self._rate(hertz)} {polarity} {phase} {bits}"
            for name in pins:
                self._gpio.take(self._wires.get(name), SPI)
        return f"{' '.join(pins)} {self._formats[number]}"

    def _rate(self, hertz: int) -> int:
        """Return the rate that the chip makes of a wish, as pico-sdk's spi_set_baudrate does."""
        source_hz = self._chip.frequency_hz
        hertz = min(max(hertz, 1), source_hz // 2)
        prescale = 254
        for even in range(2, 255, 2):
            if source_hz < (even + 2) * 256 * hertz:
                prescale = even
                break
        post = 256
        while post > 1 and source_hz // (prescale * (post - 1)) <= hertz:
            post -= 1
        return source_hz // (prescale * post)

    def _soft(self, payload: str) -> str:
        """Set up three pins for a bus in software: ``SCK MOSI MISO``."""
        words = payload.split(" ")
        if len(words) != 3:
            raise value_error("wrong number of values")
        for name in words[:2]:
            wire = self._gpio.regular(name)
            self._gpio.take(wire, SIO)
            self._wires.change(wire, direction="out")
        wire = self._gpio.regular(words[2])
        self._gpio.take(wire, SIO)
        self._wires.change(wire, direction="in")
        return ""

    def _transfer(self, payload: str) -> str:
        """Write and read at once: ``SCK MOSI MISO HERTZ HEX``; tells as many bytes as hex."""
        words = payload.split(" ")
        if len(words) != 5:
            raise value_error("wrong number of values")
        sck, mosi, miso = (self._gpio.regular(name).name for name in words[:3])
        data = from_hex(words[4])
        if len(data) > TRANSFER_MAX:
            raise value_error("too long")
        hertz = min(max(integer(words[3]), 1), _HERTZ_MAX)
        self._world.spend_us(len(data) * 8 * 1_000_000 // hertz)
        if any(self._gpio.function(name) not in (SPI, SIO) for name in (sck, mosi)):
            return (b"\0" * len(data)).hex()  # the pins are somebody else's by now
        devices = self._buses.spi(sck)
        # A line that nobody drives reads as its pull makes it.
        answer = bytearray([0xFF if devices or self._wires.get(miso).level else 0] * len(data))
        for device in devices:
            said = device.transfer(data)[: len(data)]
            for at, byte in enumerate(said):
                answer[at] &= byte
        return answer.hex()
