"""An OLED display with an SSD1306: its memory, its commands, the picture one sees.

All that drivers send is understood as the data sheet (rev. 1.1, chapters 8.1.5 and 9) has it; what
changes only voltages and timing is taken and has no effect. Scrolling by itself is not shown.
"""

from collections.abc import Mapping

from kibako.events import JsonValue
from kibako.virtual.parts.base import Plain, Site
from kibako.virtual.parts.i2c import addresses_of
from kibako.virtual.parts.pictures import packed
from kibako.virtual.timeline import Plan

WIDTH, HEIGHT = 128, 64
_PAGES = HEIGHT // 8
_QUIET_MS = 10
"""The picture is told when nothing has been sent for so long,"""
_LATEST_MS = 50
"""or, while more and more is sent, this long after the first change."""

_MORE_BYTES = {
    0x20: 1, 0x21: 2, 0x22: 2, 0x26: 6, 0x27: 6, 0x29: 5, 0x2A: 5, 0x81: 1, 0x8D: 1, 0xA3: 2,
    0xA8: 1, 0xAD: 1, 0xD3: 1, 0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1,
}  # fmt: skip
"""How many bytes follow a command; others stand alone."""


class Ssd1306(Plain):
    """An OLED display. SDA and SCL go to the board's I2C pins."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._memory = bytearray(WIDTH * _PAGES)
        self._on = self._pump = self._all_on = self._inverted = False
        self._mirrored = self._flipped = True
        self._contrast = 0x7F
        self._start_line = self._offset = 0
        self._mode = 2
        self._columns, self._pages = (0, WIDTH - 1), (0, _PAGES - 1)
        self._column = self._page = 0
        self._waiting: list[int] = []
        self._told: tuple[str, ...] = ("0" * WIDTH,) * HEIGHT
        self._plan: Plan | None = None
        self._changed_us = 0
        site.attach_i2c(self)

    @property
    def addresses(self) -> tuple[int, ...]:
        """The address that its solder bridge chooses."""
        return addresses_of(self.site)

    def write(self, address: int, data: bytes) -> int:
        """Take a transmission: control bytes say whether commands or dots follow."""
        del address
        at = 0
        while at < len(data):
            control = data[at]
            at += 1
            single = bool(control & 0x80)
            end = at + 1 if single else len(data)
            for byte in data[at:end]:
                if control & 0x40:
                    self._put(byte)
                else:
                    self._command(byte)
            at = end
        self._change()
        return len(data)

    def read(self, address: int, count: int) -> bytes:
        """Return the status: bit 6 says that the display is off."""
        del address
        return bytes([0x03 if self._on else 0x43]) * count

    def state(self) -> Mapping[str, JsonValue]:
        """Return whether it is on, and how many dots are lit."""
        lit = sum(row.count("1") for row in self.picture())
        return {"on": self._on, "inverted": self._inverted, "contrast": self._contrast, "lit": lit}

    def picture(self) -> tuple[str, ...]:
        """Return 64 rows of 128 dots as one sees them, the pins of the module at the top."""
        if not (self._on and self._pump):
            return ("0" * WIDTH,) * HEIGHT
        if self._all_on:
            return ("1" * WIDTH,) * HEIGHT
        return tuple(self._row(y) for y in range(HEIGHT))

    def _row(self, y: int) -> str:
        line = HEIGHT - 1 - y if self._flipped else y
        line = (line + self._start_line + self._offset) % HEIGHT
        page, bit = divmod(line, 8)
        stored = self._memory[page * WIDTH : (page + 1) * WIDTH]
        # Modules are mounted so that remapped columns and rows stand upright.
        dots = reversed(stored) if self._mirrored else stored
        return "".join("1" if (byte >> bit & 1) != self._inverted else "0" for byte in dots)

    # Dots

    def _put(self, byte: int) -> None:
        self._memory[self._page * WIDTH + self._column] = byte
        if self._mode == 0:
            self._step_column(wraps=True)
        elif self._mode == 1:
            self._step_page()
        else:
            self._column = (self._column + 1) % WIDTH

    def _step_column(self, *, wraps: bool) -> None:
        first, last = self._columns
        if self._column != last:
            self._column = (self._column + 1) % WIDTH
            return
        self._column = first
        if wraps:
            first_page, last_page = self._pages
            self._page = first_page if self._page == last_page else (self._page + 1) % _PAGES

    def _step_page(self) -> None:
        first, last = self._pages
        if self._page != last:
            self._page = (self._page + 1) % _PAGES
            return
        self._page = first
        self._step_column(wraps=False)

    # Commands

    def _command(self, byte: int) -> None:
        self._waiting.append(byte)
        first, *more = self._waiting
        if len(more) < _MORE_BYTES.get(first, 0):
            return
        self._waiting = []
        if more:
            self._long(first, more)
        else:
            self._short(first)

    def _short(self, byte: int) -> None:
        if byte <= 0x0F:
            self._column = (self._column & 0x70) | byte
        elif byte <= 0x1F:
            self._column = (self._column & 0x0F) | (byte & 0x07) << 4
        elif 0x40 <= byte <= 0x7F:
            self._start_line = byte & 0x3F
        elif byte & 0xFE == 0xA0:
            self._mirrored = not byte & 1
        elif byte & 0xFE == 0xA4:
            self._all_on = bool(byte & 1)
        elif byte & 0xFE == 0xA6:
            self._inverted = bool(byte & 1)
        elif byte & 0xFE == 0xAE:
            self._on = bool(byte & 1)
        elif byte & 0xF8 == 0xB0:
            self._page = byte & 0x07
        elif byte & 0xF0 == 0xC0:
            self._flipped = not byte & 0x08

    def _long(self, byte: int, more: list[int]) -> None:
        if byte == 0x20:
            self._mode = more[0] & 0x03
        elif byte == 0x21:
            self._columns = (more[0] & 0x7F, more[1] & 0x7F)
            self._column = self._columns[0]
        elif byte == 0x22:
            self._pages = (more[0] & 0x07, more[1] & 0x07)
            self._page = self._pages[0]
        elif byte == 0x81:
            self._contrast = more[0]
        elif byte == 0x8D:
            self._pump = bool(more[0] & 0x04)
        elif byte == 0xD3:
            self._offset = more[0] & 0x3F

    # Telling

    def _change(self) -> None:
        now_us = self.site.world.now_us()
        if self._plan is None:
            self._changed_us = now_us
        else:
            self._plan.cancel()
        left_ms = _LATEST_MS - (now_us - self._changed_us) // 1000
        self._plan = self.site.world.after(min(_QUIET_MS, left_ms), self._tell)

    def _tell(self) -> None:
        self._plan = None
        shown = self.picture()
        if shown != self._told:
            self._told = shown
            value: dict[str, JsonValue] = {"width": WIDTH, "height": HEIGHT, "dots": packed(shown)}
            self.site.emit("frame", value)
