"""Where the terminal's own cursor stands: on what has the focus, for braille and input methods."""

from textual.content import Content
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea


def place(widget: Widget) -> Offset:
    """Return the cell of the screen that the cursor belongs on.

    Args:
        widget: What has the focus.
    """
    if isinstance(widget, TextArea | Input):
        return widget.cursor_screen_offset
    if isinstance(widget, OptionList):
        return _chosen(widget)
    return widget.content_region.offset


def _chosen(options: OptionList) -> Offset:
    """Return where the chosen line of a list stands."""
    above = 0
    for index in range(options.highlighted or 0):
        prompt = options.get_option_at_index(index).prompt
        above += len(prompt.split("\n")) if isinstance(prompt, Content) else 1
    return options.content_region.offset + Offset(0, above - round(options.scroll_y))
