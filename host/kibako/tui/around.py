"""What is around the board, to press and to set: rows with sliders, and what hangs on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kibako_access import ruby
from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kibako import strings
from kibako.workbench.around import Around, label

STEPS = 20
"""So many presses of an arrow key go from one end of a slider to the other."""
SLIDER_MIN = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to press or to set, or one part to look at.

    Attributes:
        name: Its own name.
        shown: What a person calls it, without ruby.
        value: The value as text.
        share: How far a slider is, 0.0 to 1.0; None where there is none.
        change: What a step to the left or right sends: a value; None for what cannot.
        enter: What Enter sends.
        pressable: Whether Enter presses it.
        text: Whether Enter asks for a text.
    """

    name: str
    shown: str
    value: str
    share: float | None = None
    change: "Callable[[float], float | str] | None" = None
    enter: float | str | None = None
    pressable: bool = False
    text: bool = False


def rows_of(around: Around, mode: ruby.Mode) -> tuple[Row, ...]:
    """Return the rows for what is around a board, those of the parts that hang on it first."""
    rows: list[Row] = []
    hanging = {part.name for part in around.parts}
    for each in sorted(around.inputs, key=lambda each: each.told_as[0] not in hanging):
        shown = ruby.render(label(each.name), mode)
        if each.choices:
            at = each.choices.index(str(each.value)) if each.value in each.choices else -1
            word = each.choices[at] if at >= 0 else ""
            step = partial(_choice, each.choices, at)
            rows.append(Row(each.name, shown, word or "-", None, step, word or each.choices[0]))
            continue
        if isinstance(each.value, str):
            rows.append(Row(each.name, shown, each.value, text=True))
            continue
        value = each.value
        span = (each.least, each.most)
        share = (value - each.least) / ((each.most - each.least) or 1)
        text = f"{value:g} {each.unit}".rstrip()
        rows.append(Row(each.name, shown, text, share, partial(_moved, span, value)))
    for name, pressed in around.buttons.items():
        said = strings.text("around.pressed") if pressed else ""
        rows.append(Row(name, ruby.render(label(name), mode), said, pressable=True))
    for part in around.parts:
        state = "  ".join(f"{key} {value}" for key, value in part.state.items())
        rows.append(Row(part.name, part.name, state))
    return tuple(rows)


def _moved(span: tuple[float, float], value: float, steps: float) -> float:
    step = (span[1] - span[0]) / STEPS
    if span[1] - span[0] >= STEPS:
        step = max(round(step), 1)
    return min(max(round(value + steps * step, 3), span[0]), span[1])


def _choice(choices: tuple[str, ...], at: int, steps: float) -> str:
    return choices[max(at + (1 if steps > 0 else -1), -1) % len(choices)]


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
        value = _fit(row.value, width // 2)
        slider = self._slider_width if row.share is not None else 0
        room = max(width - 2 - cell_len(value) - slider - 2, 4)
        mark = "▸ " if chosen else "  "
        name = _fit(row.shown, room)
        gap = " " * max(width - 2 - cell_len(name) - cell_len(value) - slider - 1, 0)
        style = "bold $primary" if chosen and self.has_focus else "$foreground"
        pieces: list[Content] = [Content.styled(mark + name, style), Content(gap)]
        if row.share is not None:
            pieces += [Content.styled(_slider(row.share, slider), "$accent"), Content(" ")]
        return Content("").join([*pieces, Content.styled(value, "$foreground")])

    @property
    def _slider_width(self) -> int:
        return max(self.size.width // 5, SLIDER_MIN)

    # From the person

    async def _on_key(self, event: events.Key) -> None:
        row = self.rows[self.at] if self.at < len(self.rows) else None
        match event.key:
            case "up" | "down":
                self.at += -1 if event.key == "up" else 1
            case "left" | "right" if row is not None and row.change is not None:
                self._change(row, -1 if event.key == "left" else 1)
            case "pageup" | "pagedown" if row is not None and row.change is not None:
                self._change(row, -5 if event.key == "pageup" else 5)
            case "home" | "end" if row is not None and row.share is not None and row.change:
                self._change(row, -STEPS * 2 if event.key == "home" else STEPS * 2)
            case "enter" | "space" if row is not None and row.pressable:
                self.post_message(self.Pressed(row.name))
            case "enter" | "space" if row is not None and row.text:
                self.post_message(self.Asked(row.name))
            case "enter" | "space" if row is not None and row.enter is not None:
                self.post_message(self.Changed(row.name, row.enter))
            case _:
                return
        event.stop()
        event.prevent_default()

    def _change(self, row: Row, steps: float) -> None:
        if row.change is not None:
            self.post_message(self.Changed(row.name, row.change(steps)))

    def on_click(self, event: events.Click) -> None:
        """Choose a row; press it, or put its slider where the mouse is."""
        number = self._top + event.y
        if number >= len(self.rows):
            return
        event.stop()
        self.focus()
        self.at = number
        row = self.rows[number]
        if row.pressable:
            self.post_message(self.Pressed(row.name))
        elif row.text:
            self.post_message(self.Asked(row.name))
        elif row.share is not None and row.change is not None:
            slider = self._slider_width
            start = self.size.width - 1 - cell_len(_fit(row.value, self.size.width // 2)) - slider
            if start <= event.x < start + slider:
                wanted = (event.x - start) / (slider - 1)
                self._change(row, (wanted - row.share) * STEPS)


def _slider(share: float, width: int) -> str:
    at = round(min(max(share, 0.0), 1.0) * (width - 1))
    return "━" * at + "●" + "─" * (width - 1 - at)


def _fit(text: str, width: int) -> str:
    """Return as much of a text as has room."""
    while cell_len(text) > width:
        text = text[:-1]
    return text
