"""Help while a child types: what can stand next, in the editor's frame; all of it in a window."""

import re
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kibako import strings
from kibako.tui.editor import CodeEditor
from kibako.tui.keybar import key_name
from kibako.workbench.actions import action
from kibako.workbench.completing import Answer, Completer, Name, Question, look
from kibako.workbench.view import View

_ASKS = re.compile(r"(\.\w*|\b[^\W\d]\w+|[(,]\s*)$")
"""Before the cursor, this is worth a question: a dot, two letters of a name, a call."""
_AT = "▸"
"""Stands before the parameter that comes next."""


def in_short(answer: Answer, width: int) -> str:
    """Return what fits into the frame of the editor: the names, or the call.

    Args:
        answer: What can stand there.
        width: How many cells there are.
    """
    shown = _call(answer) if not answer.names or (answer.call and not answer.typed) else ""
    if not shown:
        key = key_name(action("complete").keys[0])
        while_fits: list[str] = []
        used = cell_len(key) + 4
        for name in answer.names:
            used += cell_len(name.text) + 2
            if used > width:
                break
            while_fits.append(name.text)
        more = ["…"] if len(while_fits) < len(answer.names) else []
        shown = "  ".join([*while_fits, *more, key])
    return shown if cell_len(shown) <= width else f"{shown[: max(width - 1, 0)]}…"


def _call(answer: Answer) -> str:
    """Return the call with a mark before the parameter that is next."""
    at = re.escape(answer.parameter)
    if not at:
        return answer.call
    return re.sub(rf"(?<=[(\s*]){at}(?=[,)=])", lambda found: _AT + found[0], answer.call, count=1)


class NamesWindow(ModalScreen[str | None]):
    """What can stand where the cursor is, each with what its stub says of it.

    Args:
        names: The names.
    """

    HELP_PAGE = "names"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "take", show=False)]

    def __init__(self, names: tuple[Name, ...]) -> None:
        super().__init__()
        self._names = names

    def compose(self) -> ComposeResult:
        """Lay out the list, and the text of the chosen name."""
        with Vertical(id="names", classes="dialog") as box:
            box.border_title = strings.text("tui_complete.title")
            box.border_subtitle = strings.text("tui_complete.keys")
            yield OptionList(
                *(Option(Content(name.text), id=str(at)) for at, name in enumerate(self._names))
            )
            yield Static(id="names-about", markup=False)

    def on_mount(self) -> None:
        """Choose the first name."""
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what the stub says of the chosen name."""
        event.stop()
        about = self._names[event.option_index].about
        self.query_one("#names-about", Static).update(about)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the name."""
        event.stop()
        self.dismiss(self._names[event.option_index].text)

    def action_take(self) -> None:
        """Answer with the chosen name."""
        self.dismiss(self._names[self.query_one(OptionList).highlighted or 0].text)


class EditorHelp:
    """Looks over the child's shoulder: asks after each change, and shows what comes back.

    Args:
        app: The app.
        editor: Gives the editor; None while there is none: before the first lesson, at the end.
        look: Finds what can stand next; another one in a test.
    """

    def __init__(
        self,
        app: App[int],
        editor: Callable[[], CodeEditor | None],
        look: Callable[[Question], Answer] = look,
    ) -> None:
        self._app = app
        self._editor = editor
        self._completer = Completer(self._answered, look)
        self._asked: tuple[str, tuple[int, int]] | None = None
        self._answer: Answer | None = None

    def close(self) -> None:
        """Ask nothing any more."""
        self._completer.close()

    def follow(self, view: View) -> None:
        """Ask, if the program or the place of the cursor has changed; returns at once.

        Args:
            view: What is shown now.
        """
        editor = self._editor()
        if editor is None or self._app.focused is not editor:
            return
        state = (editor.text, editor.cursor_location)
        if state == self._asked:
            return
        self._asked = state
        row, column = editor.cursor_location
        before = editor.document.get_line(row)[:column]
        if _ASKS.search(before) and "#" not in before:
            self._completer.ask(self._question(editor, view))
        else:
            editor.border_subtitle = ""

    def open(self, view: View) -> None:
        """Show all that can stand where the cursor is, as soon as it is known.

        Args:
            view: What is shown now.
        """
        if (editor := self._editor()) is not None:
            self._completer.ask(self._question(editor, view, with_about=True))

    def _question(self, editor: CodeEditor, view: View, *, with_about: bool = False) -> Question:
        row, column = editor.cursor_location
        return Question(editor.text, row + 1, column, view.family, view.lang, with_about)

    def _answered(self, answer: Answer) -> None:
        """Take an answer, on the completer's thread."""
        if self._app.is_running:
            self._app.call_later(self._show, answer)

    def _show(self, answer: Answer) -> None:
        editor = self._editor()
        if editor is None:
            return
        row, column = editor.cursor_location
        asked = answer.question
        if (asked.code, asked.line, asked.column) != (editor.text, row + 1, column):
            return
        known = bool(answer.names or answer.call)
        editor.border_subtitle = Content(in_short(answer, editor.size.width - 6)) if known else ""
        if not asked.with_about or isinstance(self._app.screen, ModalScreen):
            return
        if not answer.names:
            editor.border_subtitle = Content(strings.text("tui_complete.nothing"))
        elif len(answer.names) == 1:
            self._take(answer, answer.names[0].text)
        else:
            self._app.push_screen(
                NamesWindow(answer.names), lambda name: self._take(answer, name) if name else None
            )

    def _take(self, answer: Answer, name: str) -> None:
        """Put a name in the place of what was typed of it."""
        editor = self._editor()
        if editor is None:
            return
        row, column = editor.cursor_location
        editor.replace(
            name, (row, column - answer.typed), (row, column), maintain_selection_offset=False
        )
