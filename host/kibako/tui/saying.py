"""The screen's part in saying the program in words: which line is meant, and where it is shown."""

from kibako_access import ruby
from textual.widgets import TextArea

from kibako.events import Event
from kibako.tui.editor import CodeEditor
from kibako.tui.output import OutputPane
from kibako.workbench import questions, sounding
from kibako.workbench.commands import Depth, SayCode
from kibako.workbench.view import View


class LineSayer:
    """Asks for the line with the cursor; for its signs, when the same line was said last."""

    def __init__(self) -> None:
        self._last: tuple[int, str] | None = None
        self._row = -1

    def ask(self, editor: CodeEditor) -> SayCode:
        """Return what to ask the workbench for.

        Args:
            editor: The editor with the program.

        Returns:
            The command; an empty program has no lines, and is asked for as a whole.
        """
        row = editor.cursor_location[0]
        asked = row, editor.document.get_line(row)
        literal, self._last = asked == self._last, None if asked == self._last else asked
        return SayCode(row + 1 if editor.text.strip() else None, literal)

    def depth(self, editor: TextArea) -> Depth | None:
        """Return what lets the depth of a line be heard; None when the cursor is still in it."""
        row = editor.cursor_location[0]
        line = editor.document.get_line(row)
        before, self._row = self._row, row
        return Depth(len(line) - len(line.lstrip(" "))) if row != before and line.strip() else None


def tell(event: Event, output: OutputPane, view: View) -> bool:
    """Show what was said; return whether the event was an answer of this kind."""
    for caption in sounding.captions(event, view):
        output.say(caption)
    said = questions.sentences(event)
    for sentence in said:
        output.say(ruby.render(sentence, view.reading) if event.source == "talkpoint" else sentence)
    return bool(said)
