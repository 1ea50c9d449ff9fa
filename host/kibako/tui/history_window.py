"""The earlier programs of a step: which runs there were, what each would change, and back to it."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kibako import strings
from kibako.visible import printable
from kibako.workbench.history import Earlier, changes


class HistoryWindow(ModalScreen[str | None]):
    """The runs of a step, the newest first; Enter puts the chosen one back.

    Args:
        now: The program as it is.
        runs: The earlier ones.
    """

    HELP_PAGE = "history"

    def __init__(self, now: str, runs: tuple[Earlier, ...]) -> None:
        super().__init__()
        self._runs = runs
        self._changes = [changes(now, each.text) for each in runs]

    def compose(self) -> ComposeResult:
        """Lay out the runs, and what the chosen one would change."""
        with Vertical(id="history", classes="dialog") as box:
            box.border_title = strings.text("tui_history.title")
            box.border_subtitle = strings.text(
                "tui_history.keys" if self._runs else "tui_help.close"
            )
            if not self._runs:
                yield Static(strings.text("tui_history.none"))
                return
            yield OptionList(*(Option(self._line(at)) for at in range(len(self._runs))))
            with VerticalScroll(id="history-box"):
                yield Static(id="history-changes", markup=False)

    def on_mount(self) -> None:
        """Choose the newest run that differs: the last one is often what there is now."""
        for options in self.query(OptionList):
            differ = (at for at, found in enumerate(self._changes) if found)
            options.highlighted = next(differ, 0)
            options.focus()

    def _line(self, at: int) -> Content:
        found = self._changes[at]
        plus = sum(change.sign == "+" for change in found)
        state = (
            strings.text("tui_history.change", plus=plus, minus=len(found) - plus)
            if found
            else strings.text("tui_history.same")
        )
        return Content(f"{self._runs[at].clock}   {state}")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what putting this one back would change."""
        event.stop()
        found = self._changes[event.option_index]
        lines = [
            Content.styled(
                f"{change.sign} {change.line:>3}  {printable(change.text)}",
                "$success" if change.sign == "+" else "$error",
            )
            for change in found
        ]
        said = Content("\n").join(lines) if lines else Content(strings.text("tui_history.same"))
        self.query_one("#history-changes", Static).update(said)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the number of the run."""
        event.stop()
        self.dismiss(str(self._runs[event.option_index].number))
