"""What is around the board, to press and to set: rows with sliders, and what hangs on it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kibako_access import ruby
from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kibako import strings
from kibako.workbench.around import Around, label, told_apart

if TYPE_CHECKING:
    from kibako.virtual.inputs import Input

STEPS = 20
"""So many presses of an arrow key go from one end of a slider to the other."""
TEXT_LENGTH_MAX = 200
"""The longest text that is typed for an input, in letters."""
SLIDER_MIN = 6
NAME_MIN = 8
"""So many cells stay for a name beside a long value."""
_MOVES = {"left": -1, "right": 1, "pageup": -5, "pagedown": 5, "home": -STEPS, "end": STEPS}
"""How many steps a key moves a slider."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to press or to set, or one part to look at.

    Attributes:
        name: Its own name.
        shown: What a person calls it, without ruby.
        short: The same without readings, for where there is little room.
        said: Its value as text, where it is no number and no choice.
        number: Its value, if it is a number.
        span: The smallest and the largest number.
        unit: The unit of the number.
        choices: The words, if it is a choice.
        at: The place of the chosen word; -1: none yet.
        pressable: Whether Enter presses it.
        text: Whether Enter asks for a text.
    """

    name: str
    shown: str
    said: str = ""
    short: str = ""
    number: float | None = None
    span: tuple[float, float] = (0, 1)
    unit: str = ""
    choices: tuple[str, ...] = ()
    at: int = -1
    pressable: bool = False
    text: bool = False

    @property
    def value(self) -> str:
        """What stands at the right."""
        if self.number is not None:
            return f"{self.number:g} {self.unit}".rstrip()
        if self.choices:
            return self.choices[self.at] if self.at >= 0 else "-"
        return self.said

    @property
    def share(self) -> float | None:
        """How far its slider is, 0.0 to 1.0; None where there is none."""
        if self.number is None:
            return None
        return (self.number - self.span[0]) / ((self.span[1] - self.span[0]) or 1)

    def moved(self, steps: float) -> "tuple[Row, float | str] | None":
        """Return the row after some steps to the right (below 0: left), and the value to set."""
        if self.choices:
            at = max(self.at + (1 if steps > 0 else -1), -1) % len(self.choices)
            return replace(self, at=at), self.choices[at]
        if self.number is None:
            return None
        width = self.span[1] - self.span[0]
        step = max(round(width / STEPS), 1) if width >= STEPS else width / STEPS
        wanted = round(self.number + steps * step, 3)
        number = min(max(wanted, self.span[0]), self.span[1])
        return replace(self, number=number), number


def rows_of(around: Around, mode: ruby.Mode) -> tuple[Row, ...]:
    """Return the rows for what is around a board.

    First comes what can be pressed and set of the parts that hang on it, then the same of the
    board itself, at the end what the parts do.
    """
    hanging = {part.name for part in around.parts}
    pressed = [_button_row(around, name, mode) for name in around.buttons]
    inputs = [_input_row(each, mode) for each in around.inputs]
    of_parts = [row for row in pressed if row.name.partition(".")[0] in hanging]
    set_at = {each.name for each in around.inputs if each.told_as[0] in hanging}
    of_parts += [row for row in inputs if row.name in set_at]
    own = [row for row in (*inputs, *pressed) if row not in of_parts]
    return (*of_parts, *own, *_state_rows(around, mode))


def _input_row(each: "Input", mode: ruby.Mode) -> Row:
    shown, short = _names(label(each.name), mode)
    if each.choices:
        at = each.choices.index(str(each.value)) if each.value in each.choices else -1
        return Row(each.name, shown, short=short, choices=each.choices, at=at)
    if isinstance(each.value, str):
        return Row(each.name, shown, each.value, short, text=True)
    return Row(each.name, shown, "", short, each.value, (each.least, each.most), each.unit)


def _button_row(around: Around, name: str, mode: ruby.Mode) -> Row:
    said = strings.text("around.pressed") if around.buttons[name] else ""
    shown, short = _names(around.called(name), mode)
    return Row(name, shown, ruby.render(said, mode), short, pressable=True)


def _state_rows(around: Around, mode: ruby.Mode) -> list[Row]:
    """Return a row for each thing that a part says of itself: so each value has room."""
    rows: list[Row] = []
    for part in around.parts:
        title, states = told_apart(part)
        for what, value in states or (("", ""),):
            shown, short = _names(f"{title} {what}".rstrip(), mode)
            rows.append(Row(part.name, shown, ruby.render(value, mode), short))
    return rows


def _names(text: str, mode: ruby.Mode) -> tuple[str, str]:
    """Return a label as it is wanted, and as it takes least room."""
    shown = ruby.render(text, mode)
    return shown, min(shown, ruby.render(text, "normal"), key=cell_len)


class AroundPanel(Widget, can_focus=True):
    """The rows, one of which is chosen."""

    DEFAULT_CSS = """
    AroundPanel { height: 8; }
    """

    rows: reactive[tuple[Row, ...]] = reactive(())
    at: reactive[int] = reactive(0)

    class Changed(Message):
        """Something is to be set."""

        def __init__(self, name: str, value: float | str) -> None:
            super().__init__()
            self.name = name
            self.value = value

    class Asked(Message):
        """A text is to be asked for."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Pressed(Message):
        """Something is to be pressed."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._top = 0

    @property
    def chosen_row(self) -> int:
        """On which of the rows that are seen the chosen thing stands."""
        return max(self.at - self._top, 0)

    def choose_pressable(self) -> None:
        """Go to the first thing that can be pressed."""
        self.at = next((i for i, row in enumerate(self.rows) if row.pressable), 0)

    def validate_at(self, at: int) -> int:
        """Keep the choice among the rows."""
        return min(max(at, 0), max(len(self.rows) - 1, 0))

    def render(self) -> Content:
        """Return as many rows as there is room for, the chosen one among them."""
        height = max(self.size.height, 1)
        self._top = min(max(self._top, self.at - height + 1), self.at)
        lines = [
            self._line(row, chosen=number == self.at)
            for number, row in list(enumerate(self.rows))[self._top : self._top + height]
        ]
        return Content("\n").join(lines)

    def _line(self, row: Row, *, chosen: bool) -> Content:
        width = self.size.width
        value = self._value(row)
        slider = self._slider_width if row.share is not None else 0
        room = max(width - 2 - cell_len(value) - slider - 2, 4)
        mark = "▸ " if chosen else "  "
        name = row.shown if cell_len(row.shown) <= room else _fit(row.short or row.shown, room)
        gap = " " * max(width - 2 - cell_len(name) - cell_len(value) - slider - 1, 0)
        style = "bold $primary" if chosen and self.has_focus else "$foreground"
        pieces: list[Content] = [Content.styled(mark + name, style), Content(gap)]
        if row.share is not None:
            pieces += [Content.styled(_slider(row.share, slider), "$accent"), Content(" ")]
        return Content("").join([*pieces, Content.styled(value, "$foreground")])

    def _value(self, row: Row) -> str:
        """Return what stands at the right: whole, as long as a name has room beside it."""
        return _fit(row.value, max(self.size.width - 2 - NAME_MIN, 4))

    @property
    def _slider_width(self) -> int:
        return max(self.size.width // 5, SLIDER_MIN)

    # From the person

    async def _on_key(self, event: events.Key) -> None:
        row = self.rows[self.at] if self.at < len(self.rows) else None
        match event.key:
            case "up" | "down":
                self.at += -1 if event.key == "up" else 1
            case _ if row is None:
                return
            case "enter" | "space":
                self._enter(row)
            case key if key in _MOVES and (row.number is not None or key in ("left", "right")):
                self._move(row, _MOVES[key])
            case _:
                return
        event.stop()
        event.prevent_default()

    def _move(self, row: Row, steps: float) -> None:
        """Move a row at once, so that the next key counts from there, and tell it."""
        moved = row.moved(steps)
        if moved is not None:
            self.rows = (*self.rows[: self.at], moved[0], *self.rows[self.at + 1 :])
            self.post_message(self.Changed(row.name, moved[1]))

    def _enter(self, row: Row) -> None:
        if row.pressable:
            self.post_message(self.Pressed(row.name))
        elif row.text:
            self.post_message(self.Asked(row.name))
        elif row.choices:
            self.post_message(self.Changed(row.name, row.choices[max(row.at, 0)]))

    def on_click(self, event: events.Click) -> None:
        """Choose a row; press it, or put its slider where the mouse is."""
        number = self._top + event.y
        if number >= len(self.rows):
            return
        event.stop()
        self.focus()
        self.at = number
        row = self.rows[number]
        if row.share is None:
            self._enter(row)
            return
        value_width = cell_len(self._value(row))
        start = self.size.width - 1 - value_width - self._slider_width
        if start <= event.x < start + self._slider_width:
            wanted = (event.x - start) / (self._slider_width - 1)
            self._move(row, (wanted - row.share) * STEPS)


def _slider(share: float, width: int) -> str:
    at = round(min(max(share, 0.0), 1.0) * (width - 1))
    return "━" * at + "●" + "─" * (width - 1 - at)


def _fit(text: str, width: int) -> str:
    """Return as much of a text as has room."""
    while cell_len(text) > width:
        text = text[:-1]
    return text
