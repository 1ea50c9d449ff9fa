"""The plot: a curve for each column of what the program measures, with its figures in words."""

from typing import ClassVar

from kibako_access import ruby
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from kibako import strings
from kibako.tui.base import LiveWindow, app_of
from kibako.tui.braille_curve import curve
from kibako.tui.markup import sentence, to_content
from kibako.tui.wrap import Line, Run
from kibako.visible import printable
from kibako.workbench.asked import SAVE_PLOT
from kibako.workbench.plotting import Curve, Plot, figure, sentences
from kibako.workbench.view import View

PAINT_S = 0.5
"""How long a picture stands at least, in seconds: nothing here changes three times a second."""
SHOWN_MAX = 300
"""So many of the newest values are drawn."""
ROWS_MIN, ROWS_MAX = 3, 9
"""How many rows a curve has at least and at most."""


class PlotWindow(LiveWindow[str | None]):
    """What the program measures, while it runs and after it.

    Args:
        plot: What has been measured.
        mode: How kanji are shown.
    """

    HELP_PAGE = "plot"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "save", show=False)]
    PASSES: ClassVar[tuple[str, ...]] = ("run", "stop", "press_a", "press_b")
    """The actions of the lesson that can be done here, too."""

    def __init__(self, plot: Plot, mode: ruby.Mode) -> None:
        super().__init__()
        self._plot = plot
        self._mode: ruby.Mode = mode
        self._painted: tuple[int, int, int, ruby.Mode] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the box of the curves."""
        with Vertical(id="plot", classes="dialog") as box:
            box.border_title = strings.text("tui_plot.title")
            box.border_subtitle = ruby.render(strings.text("tui_plot.keys"), self._mode)
            with VerticalScroll(id="plot-box"):
                yield Static(id="plot-curves", markup=False)

    def on_mount(self) -> None:
        """Begin to draw."""
        self.query_one(VerticalScroll).focus()
        self.set_interval(PAINT_S, self.paint)
        self.call_after_refresh(self.paint)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.call_after_refresh(self.paint)

    def show(self, view: View) -> None:
        """Take the way kanji are shown; the curves have a pace of their own."""
        self._mode = view.reading

    def paint(self) -> None:
        """Draw what has been measured, if that is not what stands there."""
        if not (self.is_current and app_of(self).is_running):
            return  # its widgets go before its timer
        box = self.query_one(VerticalScroll)
        width, height = box.scrollable_content_region.size
        state = self._plot.version, width, height, self._mode
        if state == self._painted or width < 10:
            return
        self._painted = state
        curves = self._plot.curves()
        if not curves:
            said = [self._said(each, width) for each in sentences(self._plot)]
            lines = [line for each in said for line in each]
        else:
            room = height // len(curves) - 2
            rows = max(ROWS_MIN, min(ROWS_MAX, room))
            lines = [line for each in curves for line in self._drawn(each, width, rows)]
        self.query_one("#plot-curves", Static).update(to_content(lines))

    def action_save(self) -> None:
        """Answer that it is to be written to a file."""
        self.dismiss(SAVE_PLOT)

    def _said(self, text: str, width: int) -> list[Line]:
        return sentence(printable(text), width, self._mode)

    def _drawn(self, found: Curve, width: int, rows: int) -> list[Line]:
        """Return the words about a column, and its curve with the lowest and highest beside it."""
        values = found.values[-SHOWN_MAX:]
        high, low = figure(max(values)), figure(min(values))
        margin = max(cell_len(high), cell_len(low)) + 1
        lines = self._said(found.brief, width)
        drawn = curve(values, max(width - margin - 1, 2), rows)
        for at, row in enumerate(drawn):
            beside = high if at == 0 else low if at == len(drawn) - 1 else ""
            lines.append([Run(f"{beside:>{margin - 1}} ", "$kibako-muted"), Run(row, "$primary")])
        return lines
