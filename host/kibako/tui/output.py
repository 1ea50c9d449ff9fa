"""What the program printed: the newest lines, and a place to answer its questions."""

from collections import deque

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, RichLog, Static

from kibako import strings
from kibako.tui.keybar import key_name
from kibako.workbench.actions import action

MAX_LINES = 500
"""How many lines are kept to scroll back to."""
MAX_LINE = 1000
"""How many characters of one line are shown; a longer one is cut into several."""
MAX_LINES_A_FEED = 100
"""How many lines of one feed are shown; a program that prints faster cannot be read anyway."""


def printable(text: str) -> str:
    """Return text without the control characters that would move a terminal's cursor.

    A program on a board may print anything: an escape sequence must not reach the screen.
    """
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in text).expandtabs(4)


class OutputPane(Vertical):
    """Printed text, bounded, with an input line while a program runs."""

    DEFAULT_CSS = """
    OutputPane { height: 1fr; }
    OutputPane RichLog { height: 1fr; background: transparent; scrollbar-size-vertical: 1; }
    OutputPane #begun { height: auto; max-height: 2; display: none; }
    OutputPane Input { display: none; border: none; height: 1; padding: 0 1; }
    OutputPane.-begun #begun { display: block; }
    OutputPane.-asking Input { display: block; }
    """

    class Answered(Message):
        """A line was typed for the program."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._begun = ""
        self._kept: deque[Text] = deque(maxlen=MAX_LINES)
        self._width = 0

    def compose(self) -> ComposeResult:
        """Lay out the log, the line that has only begun, and the input line."""
        yield RichLog(max_lines=MAX_LINES, wrap=True, min_width=1, id="log")
        yield Static(id="begun", markup=False)
        yield Input(id="answer", select_on_focus=False)

    @property
    def log_view(self) -> RichLog:
        """The log."""
        return self.query_one("#log", RichLog)

    @property
    def answer(self) -> Input:
        """The input line."""
        return self.query_one("#answer", Input)

    @property
    def asked(self) -> bool:
        """Whether the last line has only begun, as a question does."""
        return bool(self._begun)

    @property
    def text(self) -> str:
        """All that is kept, for a test or a reader."""
        return "\n".join([*(line.plain for line in self._kept), self._begun])

    def clear(self) -> None:
        """Take everything off, for a new run."""
        self._kept.clear()
        self.log_view.clear()
        self._set_begun("")

    def say(self, text: str, style: str = "") -> None:
        """Add a line of our own, after whatever the program had begun."""
        if self._begun:
            self._write(self._begun)
            self._set_begun("")
        self._write(text, style)

    def feed(self, text: str) -> None:
        """Add printed text.

        Args:
            text: The text, in pieces of any size.
        """
        parts = (self._begun + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        begun = parts.pop()
        if len(parts) > MAX_LINES_A_FEED:
            self.skipped()
        for part in parts[-MAX_LINES_A_FEED:]:
            self._write(part[:MAX_LINE])
        while len(begun) > MAX_LINE:
            self._write(begun[:MAX_LINE])
            begun = begun[MAX_LINE:]
        self._set_begun(begun)

    def skipped(self) -> None:
        """Say that some lines are not shown."""
        self._write(strings.text("tui_lesson.skipped"), "italic")

    def ask(self, asking: bool) -> None:
        """Show or hide the input line."""
        if asking != self.has_class("-asking"):
            self.set_class(asking, "-asking")
            key = key_name(action("input").keys[0])
            self.answer.placeholder = strings.text("tui_lesson.input", key=key)

    def _set_begun(self, text: str) -> None:
        self._begun = text
        self.set_class(bool(text), "-begun")
        self.query_one("#begun", Static).update(printable(text)[-200:])

    def _write(self, line: str, style: str = "") -> None:
        text = Text(printable(line), style=style, overflow="fold")
        self._kept.append(text)
        self.log_view.write(text)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew for another width."""
        if event.size.width == self._width:
            return
        self._width = event.size.width
        self.log_view.clear()
        for text in self._kept:
            self.log_view.write(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass the typed line on."""
        event.stop()
        text = event.value
        self.answer.value = ""
        self.post_message(self.Answered(text))
