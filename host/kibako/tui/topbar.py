"""The line over a lesson: the box, the lesson, how far."""

from kibako_access import ruby
from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from kibako import strings
from kibako.workbench.view import View


class TopBar(Widget):
    """One line over a lesson: the box, the lesson, how far."""

    DEFAULT_CSS = """
    TopBar { dock: top; height: 1; background: $panel; }
    """

    view: reactive[View] = reactive(View())

    def render(self) -> Content:
        """Return the line, as much of it as there is room for."""
        view = self.view
        if view.pack is None:
            return Content("")
        sign = Content.styled(" 木箱 ", "bold $kibako-bar-text on $kibako-bar")
        step = strings.text("tui_lesson.step", number=view.step + 1, steps=view.steps)
        lamps = Content("").join(
            Content.styled("●" if passed else "○", "$success" if passed else "$kibako-muted")
            for passed in view.passed
        )
        reading = strings.text(f"reading_{view.reading}.name")
        right = Content.assemble((step, "bold"), "  ", lamps, "  ", (reading, "$kibako-muted"), " ")
        room = self.size.width - sign.cell_length - right.cell_length - 2
        title = ruby.render(view.pack.title, view.reading)
        while cell_len(title) > room:
            title = title[:-1]
        gap = " " * max(
            self.size.width - sign.cell_length - right.cell_length - cell_len(title) - 1, 0
        )
        return Content.assemble(sign, " ", (title, "bold $primary"), gap, right)
