"""The small windows over a screen: help, which step, and whether to start over."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static

from kibako import strings
from kibako.tui.base import LineInput, LiveWindow
from kibako.workbench.board_words import choice
from kibako.workbench.view import BoardChoice, View


class AskLine(ModalScreen[str | None]):
    """A question that one line answers: which step to go to, what comes in on a wire.

    Args:
        title: The question.
        max_length: How many letters the answer may have.
    """

    HELP_PAGE = "ask"

    def __init__(self, title: str, max_length: int) -> None:
        super().__init__()
        self._title = title
        self._max_length = max_length

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="ask", classes="dialog") as box:
            box.border_title = self._title
            yield LineInput(max_length=self._max_length)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with what was typed."""
        self.dismiss(event.value)


class ChooseBoard(LiveWindow[str | None]):
    """Which board to use; what is plugged in meanwhile comes into the list."""

    HELP_PAGE = "boards"

    def __init__(self, boards: tuple[BoardChoice, ...]) -> None:
        super().__init__()
        self._boards = boards

    def compose(self) -> ComposeResult:
        """Lay out the list; the board in use is highlighted."""
        with Vertical(id="boards", classes="dialog") as box:
            box.border_title = strings.text("tui_boards.title")
            box.border_subtitle = strings.text("tui_boards.keys")
            yield OptionList()

    def on_mount(self) -> None:
        """Show the list."""
        self._fill(next((at for at, each in enumerate(self._boards) if each.used), 0))

    def show(self, view: View) -> None:
        """Show the boards as they are now; the highlight stays on its board."""
        boards = view.boards
        if boards == self._boards or not self.is_mounted:
            return
        at = self.query_one(OptionList).highlighted or 0
        held = self._boards[at].moniker if at < len(self._boards) else ""
        self._boards = boards
        self._fill(next((at for at, each in enumerate(boards) if each.moniker == held), 0))

    def _fill(self, highlighted: int) -> None:
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options(Content(choice(each)) for each in self._boards)
        found.highlighted = highlighted
        found.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the board's moniker."""
        event.stop()
        self.dismiss(self._boards[event.option_index].moniker)


class AskSure(ModalScreen[bool | None]):
    """Whether to do something that cannot be undone in the head: start over, see the solution.

    Args:
        title: The question.
        yes: What the button says that does it.
    """

    HELP_PAGE = "sure"

    def __init__(self, title: str, yes: str) -> None:
        super().__init__()
        self._title = title
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the question; the safe answer has the focus."""
        with Vertical(id="ask", classes="dialog"):
            yield Static(Content(self._title))
            with Horizontal():
                yield Button(strings.text("tui_ask.no"), id="no")
                yield Button(self._yes, id="yes", variant="warning")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "yes")
