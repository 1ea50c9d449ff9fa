"""The first screen: the box opens, and the lessons lie in it."""

from dataclasses import replace

from kibako_access import ruby
from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kibako import strings
from kibako.events import Event
from kibako.lessons.prose import Piece
from kibako.tui.base import KitScreen
from kibako.tui.keybar import LIST_KEYS, KeyBar, key_name
from kibako.tui.logo import Logo
from kibako.tui.markup import runs, to_content
from kibako.tui.result import Note, ResultPanel, problem, rescue, tool
from kibako.tui.wrap import wrap
from kibako.workbench.actions import action
from kibako.workbench.board_words import told
from kibako.workbench.tool_words import SOURCES
from kibako.workbench.view import PackView, View

DONE = "●"
OPEN = "○"
NOTE_LINES = 6
"""So many lines of a note find room under the list in a small window."""


def title_content(title: str, mode: ruby.Mode, width: int, style: str) -> Content:
    """Return a title with its readings, on as many lines as it needs."""
    pieces = tuple(Piece(part.text, "plain", part.reading) for part in ruby.parse(title))
    return to_content(wrap(runs(pieces, mode, style), width))


def progress(done: int, steps: int) -> Content:
    """Return the lamps of a lesson: one a step, lit when it is passed."""
    return Content.assemble((DONE * done, "$success"), (OPEN * (steps - done), "$kibako-muted"))


CHOSEN = "▌"
"""Stands before the lesson that Enter opens, so that colour is not the only sign."""


def pack_content(pack: PackView, mode: ruby.Mode, width: int, chosen: bool) -> Content:
    """Return the two lines of a lesson in the list."""
    mark = Content.styled(f"{CHOSEN} ", "$primary") if chosen else Content("  ")
    finished = pack.steps > 0 and pack.done >= pack.steps
    state = (
        Content.styled(strings.text("tui_home.done"), "bold $success")
        if finished
        else Content(strings.text("tui_home.steps", done=pack.done, steps=pack.steps))
    )
    return Content("\n").join(
        [
            mark + title_content(pack.title, mode, width, "bold"),
            mark
            + Content.assemble(
                progress(pack.done, pack.steps),
                "  ",
                state,
                "   ",
                (strings.text("tui_home.minutes", minutes=pack.minutes), "$kibako-muted"),
            ),
        ]
    )


def shortened(note: Note) -> Note:
    """Return a note with as many lines as there is room for under the list."""
    left = len(note.lines) - NOTE_LINES
    if left <= 0:
        return note
    more = strings.text("tui_home.more", count=left)
    return replace(note, lines=(*note.lines[:NOTE_LINES], ("", more)))


class HomeScreen(KitScreen):
    """The list of lessons."""

    def compose_body(self) -> ComposeResult:
        """Lay out the logo, the list and the keys."""
        with Vertical(id="home"):
            with Center():
                yield Logo(id="logo")
            yield Static(id="motto")
            with Center(id="packs-box"):
                yield OptionList(id="packs")
            with Center(id="note-box"):
                yield ResultPanel(id="home-note")
        yield KeyBar(LIST_KEYS, id="keys")

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._view: View | None = None
        self._width = 0

    @property
    def packs(self) -> OptionList:
        """The list."""
        return self.query_one("#packs", OptionList)

    def show(self, view: View) -> None:
        """Show the lessons as they stand."""
        state = (view.packs, view.reading, view.lang, self.size.width)
        if state == self._shown:
            return
        before, self._shown = self._shown, state
        self.query_one("#motto", Static).update(strings.text("tui_home.motto"))
        self.query_one(KeyBar).lang = view.lang
        packs = self.packs
        packs.border_title = strings.text("tui_home.title")
        packs.border_subtitle = strings.text("tui_home.start")
        at = packs.highlighted
        packs.clear_options()
        self._view = view
        self._width = width = max(min(self.size.width - 14, 74), 20)
        packs.add_options(
            Option(pack_content(pack, view.reading, width, False), id=pack.id)
            for pack in view.packs
        )
        if not view.packs:
            self.query_one(ResultPanel).note = Note("problem", strings.text("tui_home.empty"))
        if at is None or not before:
            at = next((index for index, pack in enumerate(view.packs) if pack.last), 0)
        if view.packs:
            packs.highlighted = min(at, len(view.packs) - 1)
        packs.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Put the mark before the lesson that is chosen now."""
        event.stop()
        if self._view is None:
            return
        for index, pack in enumerate(self._view.packs):
            chosen = index == event.option_index
            content = pack_content(pack, self._view.reading, self._width, chosen)
            event.option_list.replace_option_prompt_at_index(index, content)

    def tell(self, event: Event) -> None:
        """Say what an event says: a problem, or a board that came or went."""
        value = event.value
        if said := told(event, key_name(action("board").keys[0])):
            self.say(Note("passed", said))
        elif event.source == "rescue":
            self.say(rescue(event))
        elif event.source in SOURCES:
            if (note := tool(event)) is not None:
                self.say(shortened(note))
        elif (event.source, event.what) == ("error", "raised") and isinstance(value, dict):
            self.say(problem(str(value.get("what", "")), str(value.get("next", ""))))

    def say(self, note: Note) -> None:
        """Show a note under the list."""
        self.query_one(ResultPanel).note = note
