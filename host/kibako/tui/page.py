"""The whole screen as text, from top to bottom: for a braille display, or to copy."""

from kibako_access import ruby
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import TextArea

from kibako import strings
from kibako.tui.result import Note
from kibako.workbench.view import View

PAGE_KEY = "ctrl+e"


def page(view: View, note: Note, printed: str) -> str:
    """Return what is on the screen, one thing a line.

    Args:
        view: What is shown.
        note: What the panel says.
        printed: What the program has printed.
    """
    parts: list[str] = []
    if view.pack is None:
        parts.append(strings.text("tui_home.title"))
        for each in view.packs:
            steps = strings.text("tui_home.steps", done=each.done, steps=each.steps)
            minutes = strings.text("tui_home.minutes", minutes=each.minutes)
            parts.append(f"{each.title}: {steps}, {minutes}")
    else:
        number = strings.text("tui_lesson.step", number=view.step + 1, steps=view.steps)
        parts += [f"{view.pack.title}: {number}", view.to_read.strip()]
        code = view.code.rstrip("\n").split("\n")
        parts.append(strings.text("tui_lesson.program"))
        parts += [f"{at}: {line}" for at, line in enumerate(code, start=1)]
        rows = "\n".join("".join("●" if lamp != "0" else "○" for lamp in r) for r in view.display)
        parts += [strings.text("tui_lesson.board"), rows]
    if note.heading:
        parts.append(note.heading)
        parts += [f"{label} {text}".strip() for label, text in note.lines]
    if printed.strip():
        parts += [strings.text("tui_lesson.output"), printed.rstrip()]
    return ruby.render("\n".join(parts), view.reading)


class PageWindow(ModalScreen[None]):
    """The screen as text, with the cursor in it.

    Args:
        text: The text.
    """

    HELP_PAGE = "page"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(id="page", classes="dialog") as box:
            box.border_title = strings.text("tui_page.title")
            box.border_subtitle = strings.text("tui_page.keys")
            yield TextArea(self._text, read_only=True, show_cursor=True, id="page-text")

    def on_mount(self) -> None:
        """Put the cursor at the beginning."""
        self.query_one(TextArea).focus()
