"""What the program printed: the newest lines, and a place to answer its questions."""

from collections import deque

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from kibako import strings
from kibako.tui.base import LineInput
from kibako.tui.keybar import key_name
from kibako.tui.linelog import LineLog
from kibako.visible import printable
from kibako.workbench.actions import action

MAX_LINES = 1000
"""How many lines are kept to scroll back to."""
MAX_LINE = 1000
"""How many characters of one line are shown; a longer one is cut into several."""


class OutputPane(Vertical):
    """Printed text, bounded, with an input line while a program runs."""

    DEFAULT_CSS = """
    OutputPane { height: 1fr; }
    OutputPane LineLog {
        height: 1fr; background: transparent; scrollbar-size-vertical: 1;
        overflow-x: hidden; scrollbar-gutter: stable;
    }
    OutputPane #begun { height: auto; max-height: 2; display: none; }
    OutputPane Input, OutputPane Input:focus {
        border: none; height: 1; padding: 0 1;
    }
    OutputPane Input { display: none; }
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
        self._kept: deque[tuple[str, bool]] = deque(maxlen=MAX_LINES)
        self._width = 0

    def compose(self) -> ComposeResult:
        """Lay out the log, the line that has only begun, and the input line."""
        yield LineLog(MAX_LINES, id="log")
        yield Static(id="begun", markup=False)
        yield LineInput(id="answer", select_on_focus=False)

    @property
    def log_view(self) -> LineLog:
        """The log."""
        return self.query_one(LineLog)

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
        return "\n".join([*(line for line, _ in self._kept), self._begun])

    def clear(self) -> None:
        """Take everything off, for a new run."""
        self._kept.clear()
        self.log_view.clear()
        self._set_begun("")

    def say(self, text: str) -> None:
        """Add a line of our own, after whatever the program had begun."""
        begun = [(printable(self._begun), False)] if self._begun else []
        self._set_begun("")
        self._write([*begun, (printable(text), True)])

    def feed(self, text: str) -> None:
        """Add printed text.

        Args:
            text: The text, in pieces of any size.
        """
        parts = (self._begun + text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        begun = parts.pop()
        while len(begun) > MAX_LINE:
            parts.append(begun[:MAX_LINE])
            begun = begun[MAX_LINE:]
        if parts:
            self._write([(printable(part[:MAX_LINE]), False) for part in parts[-MAX_LINES:]])
        self._set_begun(begun)

    def skipped(self) -> None:
        """Say that some lines are not shown."""
        self._write([(strings.text("tui_lesson.skipped"), True)])

    def ask(self, asking: bool) -> None:
        """Show or hide the input line."""
        if asking != self.has_class("-asking"):
            self.set_class(asking, "-asking")
            key = key_name(action("input").keys[0])
            self.answer.placeholder = strings.text("tui_lesson.input", key=key)

    def _set_begun(self, text: str) -> None:
        if text == self._begun:
            return
        self._begun = text
        self.set_class(bool(text), "-begun")
        self.query_one("#begun", Static).update(printable(text)[-200:])

    def _write(self, lines: list[tuple[str, bool]]) -> None:
        self._kept.extend(lines)
        self.log_view.write(lines)

    def on_resize(self, event: events.Resize) -> None:
        """Fold the lines anew for another width."""
        if event.size.width == self._width:
            return
        self._width = event.size.width
        self.call_after_refresh(self._fold_again)

    def _fold_again(self) -> None:
        self.log_view.clear()
        self.log_view.write(self._kept)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass the typed line on."""
        event.stop()
        text = event.value
        self.answer.value = ""
        self.post_message(self.Answered(text))
