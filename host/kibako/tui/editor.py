"""The editor: Python in colour, line numbers, and an Enter that keeps the indentation."""

import re
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.widgets import TextArea

from kibako.tui.base import do_own_key
from kibako.tui.theme import CODE_THEMES, code_theme

INDENT = 4
_OPENS_BLOCK = re.compile(r":\s*(#.*)?$")


class CodeEditor(TextArea):
    """The learner's program."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+tab", "dedent", show=False),
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+home", "document_start", show=False),
        Binding("ctrl+end", "document_end", show=False),
    ]

    _marked: tuple[int, str, str] | None = None
    """A line by its index, what it was, and what stands beside it as long as it is that."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            "",
            language="python",
            soft_wrap=False,
            show_line_numbers=True,
            tab_behavior="indent",
            highlight_cursor_line=True,
            max_checkpoints=200,
            id=id,
        )
        self.indent_width = INDENT
        self.cursor_blink = False
        for theme in CODE_THEMES.values():
            self.register_theme(theme)

    def use_theme(self, app_theme: str) -> None:
        """Take the colours that go with the theme of the screen."""
        self.theme = code_theme(app_theme).name

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is painted: with what is said beside it, while it is as it was."""
        line = super().get_line(line_index)
        if self._marked is not None and self._marked[:2] == (line_index, line.plain):
            line.append("  ")
            line.append(self._marked[2], Style(reverse=True))
        return line

    def mark_line(self, number: int, said: str = "") -> None:
        """Put the cursor at the end of a line: where a message says a mistake is.

        Args:
            number: The line, counted from 1.
            said: What to show beside the line, until it is changed.
        """
        if 1 <= number <= self.document.line_count and said:
            at = number - 1
            self._marked = (at, self.document.get_line(at), f" ◀ {said} ")
        row = min(max(number - 1, 0), self.document.line_count - 1)
        self.move_cursor((row, len(self.document.get_line(row))))
        self._paint_lines_anew()

    def _paint_lines_anew(self) -> None:
        """Forget the painted lines: Textual does not know what stands beside them."""
        self._line_cache.clear()  # pyright: ignore[reportUnknownMemberType]
        self._refresh_size()
        self.refresh()

    def _refresh_size(self) -> None:
        """Leave the room that there is for what stands beside a line, without a scroll bar."""
        super()._refresh_size()
        if self._marked is not None:
            beside = cell_len(f"{self._marked[1]}  {self._marked[2]}") + self.gutter_width
            width, height = self.virtual_size
            room = min(beside, self.scrollable_content_region.width)
            self.virtual_size = Size(max(width, room), height)

    def unmark(self) -> None:
        """Take away what is said beside a line."""
        if self._marked is not None:
            self._marked = None
            self._paint_lines_anew()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            self._new_line()
        elif event.key == "backspace" and self._backspace_indent():
            event.stop()
            event.prevent_default()
        else:
            await do_own_key(self, event)

    def _put(self, text: str, start: tuple[int, int], end: tuple[int, int]) -> None:
        if not self.read_only:
            self.replace(text, start, end, maintain_selection_offset=False)

    def _new_line(self) -> None:
        """Break the line; the new one is indented as the old one, deeper after a colon."""
        start, end = sorted((self.selection.start, self.selection.end))
        before = self.document.get_line(start[0])[: start[1]]
        indent = len(before) - len(before.lstrip(" "))
        if _OPENS_BLOCK.search(before) and before.strip():
            indent += INDENT
        self._put("\n" + " " * indent, start, end)

    def _backspace_indent(self) -> bool:
        """Take back one whole step of indentation; False where there is none."""
        start, end = self.selection
        before = self.document.get_line(end[0])[: end[1]]
        if start != end or not before or before.strip(" "):
            return False
        step = (len(before) - 1) % INDENT + 1
        self._put("", (end[0], end[1] - step), end)
        return True

    def action_document_start(self) -> None:
        """Go to the first character of the program."""
        self.move_cursor(self.document.start)

    def action_document_end(self) -> None:
        """Go behind the last character of the program."""
        self.move_cursor(self.document.end)

    def action_dedent(self) -> None:
        """Take one step of indentation from the lines that are marked; else leave the editor."""
        first, last = sorted((self.selection.start[0], self.selection.end[0]))
        moved = False
        for row in range(first, last + 1):
            line = self.document.get_line(row)
            step = min(INDENT, len(line) - len(line.lstrip(" ")))
            if step:
                moved = True
                self._put("", (row, 0), (row, step))
        if not moved:
            self.screen.focus_previous()
