"""The settings: one line each, changed with the arrow keys, seen at once."""

from collections.abc import Callable
from typing import ClassVar

from kibako_access import ruby
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kibako import strings
from kibako.tui.base import LiveWindow, app_of
from kibako.tui.home import CHOSEN
from kibako.tui.markup import sentence, to_content
from kibako.workbench.commands import Choose, Command
from kibako.workbench.settings import SETTINGS
from kibako.workbench.view import View

WIDTH = 62
BORDERS = 2
"""The rows of the window's frame."""
_DONE = "done"


class SettingsWindow(LiveWindow[None]):
    """Everything that can be set.

    Args:
        view: What is shown now.
        change: Takes the command that sets something.
        first: Whether this is the very first start, which asks before the lessons come.
    """

    HELP_PAGE = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "change(1)", show=False),
        Binding("left", "change(-1)", show=False),
    ]

    def __init__(
        self, view: View, change: Callable[[Command], None], *, first: bool = False
    ) -> None:
        super().__init__()
        self._view = view
        self._change = change
        self._first = first

    def compose(self) -> ComposeResult:
        """Lay out the list, and the sentence about the chosen line."""
        with Vertical(id="settings", classes="dialog"):
            yield Static(id="settings-about")
            yield OptionList(id="settings-list")
            yield Static(id="settings-help")

    def on_mount(self) -> None:
        """Show the settings."""
        options = self.query_one(OptionList)
        options.add_options(Option("", id=each.id) for each in SETTINGS)
        options.add_option(Option("", id=_DONE))
        options.highlighted = 0
        options.focus()
        self._paint()

    def show(self, view: View) -> None:
        """Show the settings as they are now."""
        if self.is_mounted and (view.chosen, view.lang, view.reading) != (
            self._view.chosen,
            self._view.lang,
            self._view.reading,
        ):
            self._view = view
            self._paint()

    def _render_text(self, text: str) -> str:
        return ruby.render(text, self._view.reading)

    def _paint(self) -> None:
        """Write every line anew: a change may be one of the language."""
        box = self.query_one("#settings", Vertical)
        title = "tui_settings.first_title" if self._first else "tui_settings.title"
        box.border_title = self._render_text(strings.text(title))
        box.border_subtitle = self._render_text(strings.text("tui_settings.keys"))
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        labels = [self._render_text(each.label) for each in SETTINGS]
        column = max(cell_len(label) for label in labels) + 2
        for index, (each, label) in enumerate(zip(SETTINGS, labels, strict=True)):
            name = self._render_text(each.value_name(self._view.setting(each.id)))
            gap = " " * (column - cell_len(label))
            line = [(label, "bold"), gap, (f"◂ {name} ▸", "$accent")]
            self._put(index, at, Content.assemble(*line))
        done = "tui_settings.begin" if self._first else "tui_settings.done"
        self._put(len(SETTINGS), at, Content.styled(strings.text(done), "bold $success"))
        about = strings.text("tui_settings.about") if self._first else ""
        said = self.query_one("#settings-about", Static)
        said.display = bool(about)
        said.update(self._sentence(about))
        self._fit(about)
        told = SETTINGS[at].help if at < len(SETTINGS) else strings.text("tui_settings.leave")
        self.query_one("#settings-help", Static).update(self._sentence(told))

    def _fit(self, about: str) -> None:
        """Leave the list the rows that the sentences leave; the rest of it scrolls.

        The room for the sentence about a line is that of the longest one: nothing jumps.
        """
        texts = [*(each.help for each in SETTINGS), strings.text("tui_settings.leave")]
        help_rows = max(self._rows(text) for text in texts)
        self.query_one("#settings-help", Static).styles.height = help_rows
        about_rows = self._rows(about) + 1 if about else 0
        rows = app_of(self).size.height - about_rows - 1 - help_rows - BORDERS
        self.query_one(OptionList).styles.max_height = max(rows, 1)

    def _rows(self, text: str) -> int:
        return self._sentence(text).plain.count("\n") + 1

    def on_resize(self) -> None:
        """Wrap the sentences anew."""
        self._paint()

    def _put(self, index: int, at: int, line: Content) -> None:
        mark = Content.styled(f"{CHOSEN} ", "$primary") if index == at else Content("  ")
        self.query_one(OptionList).replace_option_prompt_at_index(index, mark + line)

    def _sentence(self, text: str) -> Content:
        width = min(WIDTH, app_of(self).size.width - 10)
        return to_content(sentence(text, width, self._view.reading))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the chosen line is about."""
        event.stop()
        self._paint()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the next value with Enter or the mouse; on the last line, close."""
        event.stop()
        if event.option_id == _DONE:
            self.dismiss(None)
        else:
            self.action_change(1)

    def action_change(self, by: int) -> None:
        """Change the chosen setting.

        Args:
            by: 1 for the next value, -1 for the one before.
        """
        at = self.query_one(OptionList).highlighted or 0
        if at >= len(SETTINGS):
            return
        each = SETTINGS[at]
        self._change(Choose(each.id, each.after(self._view.setting(each.id), by)))
