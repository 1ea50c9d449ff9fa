"""A character display: an HD44780 behind a PCF8574, which turns I2C bytes into eight wires."""

from collections.abc import Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.parts.i2c import addresses_of

COLUMNS, ROWS = 16, 2
_RS, _RW, _ENABLE, _LIGHT = 0x01, 0x02, 0x04, 0x08
_LINE = 40
_SECOND = 0x40
_FRAME_MS = 20
_SYMBOLS = {0x5C: "¥", 0x7E: "→", 0x7F: "←", 0xDF: "°", 0xE4: "µ", 0xF4: "Ω", 0xFF: "█"}


class Lcd1602(Plain):
    """A display of two lines with 16 letters. SDA and SCL go to the board's I2C pins."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._pins = 0
        self._chip = Hd44780()
        self._told: tuple[str, ...] = ()
        self._planned = False
        site.attach_i2c(self)

    @property
    def addresses(self) -> tuple[int, ...]:
        """The address that its solder bridges choose."""
        return addresses_of(self.site)

    def write(self, address: int, data: bytes) -> int:
        """Take the levels of the eight wires, one byte after the other."""
        del address
        for pins in data:
            if self._pins & _ENABLE and not pins & _ENABLE and not self._pins & _RW:
                self._chip.latch(self._pins >> 4, letter=bool(self._pins & _RS))
            self._pins = pins
        if data and not self._planned:
            self._planned = True
            self.site.world.after(_FRAME_MS, self._tell)
        return len(data)

    def read(self, address: int, count: int) -> bytes:
        """Return the levels of the wires; a display that is read is never busy."""
        del address
        return bytes([self._pins & (0x0F if self._pins & _RW else 0xFF)]) * count

    def state(self) -> Mapping[str, JsonValue]:
        """Return the text, and whether the light behind it is on."""
        lines: list[JsonValue] = [*self._chip.lines()]
        return {"text": lines, "light": bool(self._pins & _LIGHT), "on": self._chip.on}

    def picture(self) -> tuple[str, ...]:
        """Return the two lines."""
        return self._chip.lines()

    def _tell(self) -> None:
        self._planned = False
        shown = self._chip.lines()
        if shown != self._told:
            self._told = shown
            self.site.emit("text", list[JsonValue](shown))


class Hd44780:
    """The controller: four or eight wires, a memory of letters, a place to write to.

    The letters are those of ROM A00, which Japanese modules carry: ASCII with ¥ for the backslash,
    and half-width katakana from 0xA1 (data sheet, table 4).
    """

    def __init__(self) -> None:
        self.on = False
        self._four_wires = False
        self._high: int | None = None
        self._letters = bytearray(b" " * 2 * _LINE)
        self._own = bytearray(64)
        self._at = 0
        self._in_own = False
        self._right, self._shifts = True, False
        self._shift = 0

    def latch(self, nibble: int, *, letter: bool) -> None:
        """Take the upper four wires at the falling edge of the enable wire.

        Args:
            nibble: Their levels.
            letter: Whether they are part of a letter, not of a command.
        """
        if not self._four_wires:
            self._take(nibble << 4, letter)
        elif self._high is None:
            self._high = nibble
        else:
            byte, self._high = self._high << 4 | nibble, None
            self._take(byte, letter)

    def lines(self) -> tuple[str, ...]:
        """Return what is to be read on the display."""
        if not self.on:
            return (" " * COLUMNS,) * ROWS
        return tuple(
            "".join(
                _letter(self._letters[row * _LINE + (column + self._shift) % _LINE])
                for column in range(COLUMNS)
            )
            for row in range(ROWS)
        )

    def _take(self, byte: int, letter: bool) -> None:
        if letter:
            self._put(byte)
        elif byte & 0x80:
            self._at, self._in_own = byte & 0x7F, False
        elif byte & 0x40:
            self._at, self._in_own = byte & 0x3F, True
        elif byte & 0x20:
            self._four_wires, self._high = not byte & 0x10, None
        elif byte & 0x10:
            self._move(right=bool(byte & 0x04), all_letters=bool(byte & 0x08))
        elif byte & 0x08:
            self.on = bool(byte & 0x04)
        elif byte & 0x04:
            self._right, self._shifts = bool(byte & 0x02), bool(byte & 0x01)
        elif byte & 0x02:
            self._home()
        elif byte & 0x01:
            self._letters[:] = b" " * len(self._letters)
            self._right = True
            self._home()

    def _home(self) -> None:
        self._at, self._in_own, self._shift = 0, False, 0

    def _put(self, byte: int) -> None:
        if self._in_own:
            self._own[self._at & 0x3F] = byte
            self._at = (self._at + 1) & 0x3F
            return
        column = self._at & 0x3F
        if column < _LINE:
            self._letters[(_LINE if self._at & _SECOND else 0) + column] = byte
        self._step(self._right)
        if self._shifts:
            self._shift = (self._shift + (1 if self._right else -1)) % _LINE

    def _move(self, *, right: bool, all_letters: bool) -> None:
        if all_letters:
            self._shift = (self._shift + (-1 if right else 1)) % _LINE
        else:
            self._step(right)

    def _step(self, right: bool) -> None:
        """Go to the next place; the end of one line is the beginning of the other."""
        column = (self._at & 0x3F) + (1 if right else -1)
        row = self._at & _SECOND
        if not 0 <= column < _LINE:
            row, column = row ^ _SECOND, column % _LINE
        self._at = row | column


def _letter(code: int) -> str:
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    if 0x20 <= code < 0x7E:
        return chr(code)
    if 0xA1 <= code <= 0xDF:
        return chr(0xFF61 + code - 0xA1)
    return "□"
