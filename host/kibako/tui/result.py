"""The panel under the program: what the check saw, a mistake, or that the step is passed."""

from dataclasses import dataclass
from typing import Literal

from kibako_access import ruby
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Static

from kibako import strings
from kibako.events import Event
from kibako.tui.keybar import key_name
from kibako.tui.markup import sentence, to_content
from kibako.tui.wrap import Line, Run
from kibako.workbench import tool_words
from kibako.workbench.actions import ACTIONS
from kibako.workbench.rescue import Ways, sentences

Kind = Literal["none", "busy", "passed", "failed", "problem"]


@dataclass(frozen=True, slots=True)
class Note:
    """What the panel says: a heading, and lines each with a word before it."""

    kind: Kind = "none"
    heading: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    """Pairs of a word (may be "") and a sentence with ruby."""


MARKS: dict[Kind, str] = {"none": "", "busy": "…", "passed": "★", "failed": "?", "problem": "!"}
"""The mark before the heading, so that colour is never the only sign."""


class ResultPanel(Static):
    """The panel; it takes no room while there is nothing to say."""

    DEFAULT_CSS = """
    ResultPanel { height: auto; display: none; }
    """

    note: reactive[Note] = reactive(Note(), layout=True)
    mode: reactive[ruby.Mode] = reactive[ruby.Mode]("furigana", layout=True)

    def watch_note(self, before: Note, note: Note) -> None:
        """Take the colours of the kind of note."""
        self.display = note.kind != "none"
        self.remove_class(f"-{before.kind}")
        self.add_class(f"-{note.kind}")

    def _content(self, width: int) -> Content:
        lines: list[Line] = []
        note = self.note
        if note.heading:
            lead = Run(f"{MARKS[note.kind]} ", "bold")
            heading = sentence(note.heading, width - 2, self.mode, "bold")
            lines += [[lead, *heading[0]], *([Run("  "), *rest] for rest in heading[1:])]
        for word, said in note.lines:
            text = f"{word}: {said}" if word else said
            lines += [[Run("  "), *line] for line in sentence(text, width - 2, self.mode)]
        return to_content(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at a width."""
        return len(self._content(width).split("\n"))

    def render(self) -> Content:
        """Return the lines for the width there is."""
        return self._content(self.content_size.width or 40)


def how(action_id: str) -> str:
    """Return the key for an action, as a sentence names it; "" where the screen has none."""
    keys = next((each.keys for each in ACTIONS if each.id == action_id), ())
    return key_name(keys[0]) if keys else ""


def ways(event: Event) -> Ways:
    """Return how a person goes on after a rescue."""
    wipe = ""
    if event.what == "end" and isinstance(event.value, dict):
        # No key takes something off the board: that is for who can read what is there.
        wipe = strings.text("tui_lesson.rescue_wipe", board=event.value["board"])
    return Ways(how("run"), how("rescue"), wipe, how("board"))


def rescue(event: Event) -> Note:
    """Return the note for an event of a rescue: what goes on, or how it ended."""
    kind: Kind = "busy"
    if event.what == "end" and isinstance(event.value, dict):
        kind = "passed" if event.value["ok"] else "problem"
    heading, *rest = sentences(event, ways(event))
    return Note(kind, heading, tuple(("", line) for line in rest))


def tool(event: Event) -> Note | None:
    """Return the note for an event of a board's files, launcher or Bluetooth, if it has one."""
    said = list(tool_words.sentences(event, how))
    if not said:
        return None
    kind: Kind = "busy" if event.what == "progress" else "passed"
    kind = "problem" if event.what == "finding" else kind
    return Note(kind, said[0], tuple(("", line) for line in said[1:]))


def problem(what: str, next_step: str) -> Note:
    """Return the note for an error: what happened, then what to try."""
    return Note("problem", strings.text("tui_lesson.problem"), (("", what), ("", next_step)))
