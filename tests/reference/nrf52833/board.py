"""The micro:bit V2: the chip, and what is soldered to it or held against it."""

from math import log2

import uflash

from .chip import Chip
from .gpio import PORT_1
from .image import read_v2_image
from .matrix import ROWS, Matrix
from .sensors import ACCELEROMETER, MAGNETOMETER, Accelerometer, DataReadyLine, Magnetometer
from .storage import DataFlash
from .timeline import CYCLES_PER_US
from .touch import TouchPlate

# The image of uflash 2.0.0 has code below and above this gap; files and settings live within it.
DATA_FLASH = (0x66000, 0x77000)

USB_TX, USB_RX = 6, PORT_1 + 8
INNER_SCL, OUTER_SCL = 8, 26
SENSOR_LINE = 25
BUTTONS = {"button_a": 14, "button_b": 23}
PINS = {
    **{"pin0": 2, "pin1": 3, "pin2": 4, "pin3": 31, "pin4": 28, "pin5": 14, "pin6": PORT_1 + 5},
    **{"pin7": 11, "pin8": 10, "pin9": 9, "pin10": 30, "pin11": 23, "pin12": 12, "pin13": 17},
    **{"pin14": 1, "pin15": 13, "pin16": PORT_1 + 2, "pin19": 26, "pin20": PORT_1},
    **{"pin_logo": PORT_1 + 4, "pin_speaker": 0},
}
"""The chip's pin behind each name of the ``microbit`` module (V2 schematic)."""
_PULLED_UP = (*BUTTONS.values(), INNER_SCL, 16, OUTER_SCL, PORT_1, SENSOR_LINE)

# In its row's turn of 3.3 ms a light of brightness 1 shines so long, and each level is twice the
# one before. While the board senses light the turns, and all of this, are a sixth shorter.
_FAINTEST_US = 13.0
STILL_US = 100_000
"""A display whose rows were not driven for so long is off."""


class MicrobitV2:
    """One board, powered up."""

    def __init__(self) -> None:
        data_flash = DataFlash(*DATA_FLASH)
        self.chip = Chip(read_v2_image(uflash._RUNTIME), DATA_FLASH[0], data_flash)
        chip = self.chip
        self.matrix = Matrix(chip)
        line = DataReadyLine(lambda level: chip.pins.drive(SENSOR_LINE, level))
        self.accelerometer = Accelerometer(chip, line)
        self.magnetometer = Magnetometer(chip, line)
        line.sensors = [self.accelerometer, self.magnetometer]
        chip.after_reset.append(self.accelerometer.power_up)
        chip.after_reset.append(self.magnetometer.power_up)
        inner = {ACCELEROMETER: self.accelerometer, MAGNETOMETER: self.magnetometer}
        for each in chip.serial_engines:
            each.buses = {INNER_SCL: inner, OUTER_SCL: {}}
        for pin in _PULLED_UP:
            chip.pins.drive(pin, 1)
        for each in ("pin0", "pin1", "pin2"):
            chip.pins.pull_up(PINS[each])
        self.logo = TouchPlate(chip, PINS["pin_logo"])
        self.sent = bytearray()
        """What went out to the USB side and was not fetched yet."""
        self.sent_elsewhere: dict[int, bytearray] = {}
        """What went out through other pins."""
        for each in chip.uarts:
            each.send = self._take

    @property
    def now_us(self) -> int:
        """The time since power-up, in microseconds."""
        return self.chip.timeline.now // CYCLES_PER_US

    def run(self, duration_us: int) -> None:
        """Let time pass."""
        chip = self.chip
        until = chip.timeline.now + duration_us * CYCLES_PER_US
        while chip.timeline.now < until:
            chip.step(until)

    def restart(self) -> None:
        """Press the reset button; what had come in from the USB side is gone."""
        for each in self.chip.uarts:
            each.waiting.clear()
        self.chip.reset()

    def receive(self, data: bytes) -> None:
        """Take bytes from the USB side."""
        self.chip.uarts[0].receive(USB_RX, data)

    def fetch(self) -> bytes:
        """Return, and forget, what went out to the USB side."""
        data = bytes(self.sent)
        self.sent.clear()
        return data

    def press(self, button: str, pressed: bool) -> None:
        """Press a button, or let it go."""
        self.chip.pins.drive(BUTTONS[button], int(not pressed))

    def touch(self, pin: str, touched: bool) -> None:
        """Lay a finger on a part that feels a touch, or take it away."""
        if pin == "pin_logo":
            self.logo.touched = touched
        else:
            self.chip.pins.drive(PINS[pin], 0 if touched else None)

    def display(self) -> list[str]:
        """Return the picture: five rows of digits from 0, dark, to 9.

        Two whole turns of the rows pass meanwhile, so that every row is of the same picture.
        """
        seen = list(self.matrix.turns)
        for _ in range(STILL_US // 1000):
            if all(now >= before + 2 for now, before in zip(self.matrix.turns, seen, strict=True)):
                return ["".join(map(_digit, row)) for row in self.matrix.lit_us]
            self.run(1000)
        return ["00000"] * len(ROWS)

    def _take(self, pin: int, data: bytes) -> None:
        if pin == USB_TX:
            self.sent += data
        else:
            self.sent_elsewhere.setdefault(pin, bytearray()).extend(data)


def _digit(lit_us: float) -> str:
    if lit_us < _FAINTEST_US / 2:
        return "0"
    return str(max(1, min(9, round(log2(lit_us / _FAINTEST_US)) + 1)))
