"""Where the terminal's own cursor stands: on what has the focus, for braille and input methods."""

from typing import cast

from textual.content import Content
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import DataTable, Input, OptionList, TextArea

from kibako.tui.around import AroundPanel


def place(widget: Widget) -> Offset:
    """Return the cell of the screen that the cursor belongs on.

    Args:
        widget: What has the focus.
    """
    if isinstance(widget, TextArea | Input):
        return widget.cursor_screen_offset
    if isinstance(widget, OptionList):
        return _chosen(widget)
    if isinstance(widget, DataTable):
        return _row(cast("DataTable[object]", widget))
    if isinstance(widget, AroundPanel):
        return widget.content_region.offset + Offset(0, widget.chosen_row)
    return widget.content_region.offset


def _row(table: DataTable[object]) -> Offset:
    """Return where the chosen row of a table stands."""
    if not table.row_count:
        return table.content_region.offset
    down = table.header_height + table.cursor_row - round(table.scroll_y)
    return table.content_region.offset + Offset(0, min(down, table.content_region.height - 1))


def _chosen(options: OptionList) -> Offset:
    """Return where the chosen line of a list stands."""
    above = 0
    for index in range(options.highlighted or 0):
        prompt = options.get_option_at_index(index).prompt
        above += len(prompt.split("\n")) if isinstance(prompt, Content) else 1
    return options.content_region.offset + Offset(0, above - round(options.scroll_y))
