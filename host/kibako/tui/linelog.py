"""A list of printed lines that is cheap to add to: a program may print faster than one can paint.

Textual's RichLog lays every line out when it is written. Here a line is only folded to the width,
and painted when it is looked at.
"""

from collections import deque
from collections.abc import Iterable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kibako.tui.wrap import Run, wrap


def fold(line: str, width: int) -> list[str]:
    """Cut a line into rows of at most ``width`` cells; one empty row for an empty line."""
    if len(line) <= width and line.isascii():
        return [line]
    rows: list[str] = []
    row, size = "", 0
    for character in line:
        wide = cell_len(character)
        if size + wide > width and row:
            rows.append(row)
            row, size = "", 0
        row += character
        size += wide
    rows.append(row)
    return rows


def _fold_ours(line: str, width: int) -> list[str]:
    """Break a sentence of ours between its phrases, so that no full stop begins a row."""
    return ["".join(run.text for run in row) for row in wrap([Run(line)], width)]


class LineLog(ScrollView, can_focus=True):
    """Printed lines, the newest in sight unless somebody has scrolled up.

    Args:
        max_rows: How many rows are kept.
    """

    def __init__(self, max_rows: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: deque[tuple[str, bool]] = deque(maxlen=max_rows)
        self._folded_at = 40

    @property
    def row_count(self) -> int:
        """How many rows are kept now."""
        return len(self._rows)

    @property
    def _width(self) -> int:
        """How many cells a row has; while it is hidden, as many as it had."""
        width = self.scrollable_content_region.width
        if width >= 2:
            self._folded_at = width
        return self._folded_at

    def clear(self) -> None:
        """Take all rows off."""
        self._rows.clear()
        self._changed(follow=True)

    def write(self, lines: Iterable[tuple[str, bool]]) -> None:
        """Add lines.

        Args:
            lines: Each line's text (no control characters) and whether it is ours (slanted).
        """
        follow = self.is_vertical_scroll_end
        width = self._width
        for line, ours in lines:
            rows = _fold_ours(line, width) if ours else fold(line, width)
            self._rows.extend((row, ours) for row in rows)
        self._changed(follow=follow)

    def _changed(self, *, follow: bool) -> None:
        self.virtual_size = Size(self._width, len(self._rows))
        if follow:
            self.scroll_end(animate=False, immediate=True, force=True, x_axis=False)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        at = y + self.scroll_offset.y
        width = self._width
        base = self.rich_style
        if at >= len(self._rows):
            return Strip.blank(width, base)
        row, ours = self._rows[at]
        style = base + Style(italic=True) if ours else base
        return Strip([Segment(row, style)]).adjust_cell_length(width, base)
