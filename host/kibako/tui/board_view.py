"""The virtual board as it is drawn: 25 LEDs of ten brightnesses, and two buttons."""

from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from kibako.tui.base import app_of
from kibako.tui.keybar import key_name
from kibako.tui.palette import BoardColours, Rgb
from kibako.tui.pixels import Canvas, mix, parse_hex, to_hex
from kibako.tui.theme import board_colours
from kibako.workbench.actions import action

DARK = ("00000",) * 5
BRIGHTEST = 9
BUTTON_WIDTH = 5
BUTTON_HEIGHT = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the parts of the board stand, in pixels; one plan for each size of drawing."""

    width: int
    height: int
    matrix: tuple[int, int]
    """The upper left corner of the LEDs."""
    pitch: int
    """From one LED to the next."""
    led: int
    """The side of an LED."""
    button_a: tuple[int, int]
    button_b: tuple[int, int]
    face: tuple[int, int] | None
    """Where the logo stands, if there is room for it."""
    contacts: bool
    """Whether the edge connector is drawn."""


LARGE = Plan(
    width=37,
    height=34,
    matrix=(9, 6),
    pitch=4,
    led=3,
    button_a=(2, 12),
    button_b=(30, 12),
    face=(14, 1),
    contacts=True,
)
SMALL = Plan(
    width=28,
    height=16,
    matrix=(7, 1),
    pitch=3,
    led=2,
    button_a=(1, 4),
    button_b=(22, 4),
    face=None,
    contacts=False,
)

_FACE = (
    ".ggggggg.",
    "g.......g",
    "g.gg.gg.g",
    "g.......g",
    ".ggggggg.",
)
_PADS = ("0", "1", "2", "3V", "GND")


def led_colour(level: int, colours: BoardColours) -> Rgb:
    """Return the colour of an LED: level 0 is off, 9 is as bright as it gets."""
    if level <= 0:
        return colours.led_off
    share = 0.30 + 0.70 * (level / BRIGHTEST)
    return mix(colours.led_off, colours.led_on, share)


def _draw_leds(canvas: Canvas, plan: Plan, rows: tuple[str, ...], colours: BoardColours) -> None:
    left, top = plan.matrix
    reach = plan.pitch
    levels = [[int(digit) for digit in row] for row in rows]
    if colours.glow:
        for y, row in enumerate(levels):
            for x, level in enumerate(row):
                if not level:
                    continue
                middle_x = left + x * plan.pitch + (plan.led - 1) / 2
                middle_y = top + y * plan.pitch + (plan.led - 1) / 2
                for down in range(int(middle_y) - reach, int(middle_y) + reach + 2):
                    for across in range(int(middle_x) - reach, int(middle_x) + reach + 2):
                        far = ((across - middle_x) ** 2 + (down - middle_y) ** 2) ** 0.5
                        light = colours.glow * (level / BRIGHTEST) * (1 - far / (reach + 0.5))
                        if light > 0:
                            canvas.dot(across, down, colours.led_on, light)
    for y, row in enumerate(levels):
        for x, level in enumerate(row):
            corner_x, corner_y = left + x * plan.pitch, top + y * plan.pitch
            colour = led_colour(level, colours)
            canvas.box(corner_x, corner_y, plan.led, plan.led, colour)
            if plan.led < 3:
                continue
            for dx, dy in ((0, 0), (2, 0), (0, 2), (2, 2)):
                canvas.dot(corner_x + dx, corner_y + dy, colours.ground, 0.28)
            if level:
                core = mix(colour, colours.led_core, level / BRIGHTEST)
                canvas.dot(corner_x + 1, corner_y + 1, core)


def _draw_button(
    canvas: Canvas, at: tuple[int, int], letter: str, held: bool, colours: BoardColours
) -> None:
    left, top = at
    right, bottom = left + BUTTON_WIDTH - 1, top + BUTTON_HEIGHT - 1
    cap = colours.pressed if held else colours.button_cap
    canvas.box(left, top, BUTTON_WIDTH, BUTTON_HEIGHT, colours.button)
    for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
        canvas.dot(x, y, colours.ground)
    # Held down: filled to the rim, and the letter between marks, so that colour is not alone.
    if held:
        canvas.box(left, top + 1, BUTTON_WIDTH, BUTTON_HEIGHT - 2, cap)
    else:
        canvas.box(left + 1, top + 1, BUTTON_WIDTH - 2, BUTTON_HEIGHT - 2, cap)
    colour = colours.pressed_text if held else colours.button_text
    style = Style(color=colour, bgcolor=to_hex(cap), bold=True)
    shown = f">{letter}<" if held else letter
    canvas.write(left + (BUTTON_WIDTH - len(shown)) // 2, top // 2 + 1, shown, style)


def _draw_key(canvas: Canvas, at: tuple[int, int], key: str, colours: BoardColours) -> None:
    """Write under a button the key that presses it."""
    left, top = at
    style = Style(color=colours.button_text, bgcolor=to_hex(colours.ground))
    canvas.write(left + (BUTTON_WIDTH - len(key)) // 2, (top + BUTTON_HEIGHT) // 2, key, style)


def _draw_contacts(canvas: Canvas, plan: Plan, colours: BoardColours) -> None:
    """Draw the edge connector: five wide pads with their names."""
    top = plan.height - 4
    names = Style(color=colours.gold_text, bgcolor=to_hex(colours.gold), bold=True)
    for index, name in enumerate(_PADS):
        left = 2 + index * 7
        canvas.box(left, top, 5, 4, colours.gold)
        canvas.write(left + (5 - len(name)) // 2, top // 2 + 1, name, names)


@lru_cache(maxsize=64)
def draw(
    plan: Plan,
    rows: tuple[str, ...],
    held: frozenset[str],
    theme: str,
    behind: Rgb,
    keys: tuple[str, str] = ("", ""),
) -> tuple[Strip, ...]:
    """Draw the board.

    Args:
        plan: Its size.
        rows: Five rows of five digits.
        held: The buttons that are down: ``button_a``, ``button_b``.
        theme: The name of the theme.
        behind: The colour that the board lies on.
        keys: The keys that press A and B, written under the buttons.

    Returns:
        The rows of cells.
    """
    colours = board_colours(theme)
    canvas = Canvas(plan.width, plan.height, colours.ground)
    for x in range(plan.width):
        canvas.dot(x, 0, colours.edge)
        if not plan.contacts:
            canvas.dot(x, plan.height - 1, colours.edge)
    for y in range(plan.height):
        canvas.dot(0, y, colours.edge)
        canvas.dot(plan.width - 1, y, colours.edge)
    for x, y in (
        (0, 0),
        (plan.width - 1, 0),
        (0, plan.height - 1),
        (plan.width - 1, plan.height - 1),
    ):
        canvas.dot(x, y, behind)
    if plan.face is not None:
        canvas.bitmap(*plan.face, _FACE, {"g": colours.gold})
    _draw_leds(canvas, plan, rows, colours)
    _draw_button(canvas, plan.button_a, "A", "button_a" in held, colours)
    _draw_button(canvas, plan.button_b, "B", "button_b" in held, colours)
    _draw_key(canvas, plan.button_a, keys[0], colours)
    _draw_key(canvas, plan.button_b, keys[1], colours)
    if plan.contacts:
        _draw_contacts(canvas, plan, colours)
    return tuple(canvas.strips())


def clean(rows: tuple[str, ...]) -> tuple[str, ...]:
    """Return five rows of five digits, whatever came: other boards may send other things."""
    digits = [
        "".join(c if c in "0123456789" else "0" for c in row)[:5].ljust(5, "0") for row in rows
    ]
    return tuple((digits + list(DARK))[:5])


CALM_S = 0.5
"""How long a picture stands at least in the calm mode: two changes a second, one blink."""


class BoardView(Widget):
    """The board on the screen; its buttons can be held with the mouse."""

    DEFAULT_CSS = """
    BoardView { width: auto; height: auto; }
    """

    rows: reactive[tuple[str, ...]] = reactive(DARK)
    held: reactive[frozenset[str]] = reactive(frozenset[str]())
    small: reactive[bool] = reactive(False, layout=True)
    calm = False
    """Whether the lamps change at most so often that nothing flashes."""

    class ButtonDown(Message):
        """A button of the drawn board went down."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class ButtonUp(Message):
        """The mouse let the button of the drawn board go."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._mouse_on = ""
        self._next: tuple[str, ...] | None = None
        self._resting: Timer | None = None
        self._keys = (
            key_name(action("press_a").keys[0]),
            key_name(action("press_b").keys[0]),
        )

    def light(self, rows: tuple[str, ...]) -> None:
        """Show these lamps: at once or, in the calm mode, when the last picture stood long enough.

        Args:
            rows: Five rows of five digits.
        """
        if not self.calm:
            self._next = None
            self.rows = rows
        elif self._resting is not None:
            self._next = rows
        elif rows != self.rows:
            self.rows = rows
            self._resting = self.set_timer(CALM_S, self._rested)

    def _rested(self) -> None:
        self._resting = None
        rows, self._next = self._next, None
        if rows is not None:
            self.light(rows)

    @property
    def plan(self) -> Plan:
        """The size of the drawing."""
        return SMALL if self.small else LARGE

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the drawing."""
        return self.plan.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the drawing."""
        return self.plan.height // 2

    def render_line(self, y: int) -> Strip:
        """Return one row of the drawing."""
        behind = parse_hex(self.background_colors[0].hex6)
        rows = draw(self.plan, clean(self.rows), self.held, app_of(self).theme, behind, self._keys)
        return rows[y] if y < len(rows) else Strip.blank(self.plan.width)

    def button_at(self, x: int, y: int) -> str:
        """Return the button under a cell, or "" where there is none."""
        plan = self.plan
        for name, (left, top) in (("button_a", plan.button_a), ("button_b", plan.button_b)):
            within_x = left - 1 <= x <= left + BUTTON_WIDTH
            if within_x and top // 2 - 1 <= y <= (top + BUTTON_HEIGHT) // 2:
                return name
        return ""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the button under the mouse."""
        name = self.button_at(event.x, event.y)
        if name:
            event.stop()
            self._mouse_on = name
            self.capture_mouse()
            self.post_message(self.ButtonDown(name))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let the button go, wherever the mouse is by then."""
        if self._mouse_on:
            event.stop()
            self.release_mouse()
            self.post_message(self.ButtonUp(self._mouse_on))
            self._mouse_on = ""
