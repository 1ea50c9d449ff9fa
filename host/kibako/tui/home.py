"""The first screen: the box opens, and the lessons lie in it."""

from dataclasses import replace

from kibako_access import ruby
from textual import events
from textual.app import ComposeResult
from textual.containers import Center, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kibako import strings
from kibako.events import Event
from kibako.lessons.prose import Piece
from kibako.tui.base import KitScreen, LineInput
from kibako.tui.keybar import LIST_KEYS, KeyBar, key_name
from kibako.tui.logo import Logo
from kibako.tui.markup import runs, to_content
from kibako.tui.result import Note, ResultPanel, problem, rescue, tool
from kibako.tui.wrap import wrap
from kibako.visible import printable
from kibako.workbench.actions import action
from kibako.workbench.board_words import told
from kibako.workbench.searching import TYPED_MAX, find
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


class FindLine(LineInput):
    """What is looked for; the keys up and down go to what was found."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            self.screen.query_one("#packs", OptionList).focus()


class HomeScreen(KitScreen):
    """The list of lessons."""

    HELP_PAGE = "list"

    def compose_body(self) -> ComposeResult:
        """Lay out the logo, the list and the keys."""
        with Vertical(id="home"):
            with Center():
                yield Logo(id="logo")
            yield Static(id="motto")
            with Center(id="packs-box"):
                yield OptionList(id="packs")
            with Horizontal(id="find-box"):
                yield Static(id="find-label")
                yield FindLine(id="find", max_length=TYPED_MAX, select_on_focus=False)
            with Center(id="note-box"):
                yield ResultPanel(id="home-note")
        yield KeyBar(LIST_KEYS, id="keys")

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._view: View | None = None
        self._listed: tuple[PackView, ...] = ()
        self._width = 0

    @property
    def packs(self) -> OptionList:
        """The list."""
        return self.query_one("#packs", OptionList)

    @property
    def chosen(self) -> str:
        """The id of the lesson that Enter opens; "" where there is none."""
        at = self.packs.highlighted
        return "" if at is None else self.packs.get_option_at_index(at).id or ""

    def on_key(self, event: events.Key) -> None:
        """Look for what is typed on the list.

        Of letters that come fast the list may get some after the focus has gone on.
        """
        back = event.key == "backspace" and self.has_class("-finding")
        if event.is_printable or back:
            event.stop()
            find = self.query_one(FindLine)
            find.cursor_position = len(find.value)
            self.begin_find()
            if event.character and event.is_printable:
                find.insert_text_at_cursor(event.character)
            else:
                find.action_delete_left()

    def begin_find(self) -> None:
        """Go to the line for what is looked for."""
        self.set_class(True, "-finding")
        self.set_focus(self.query_one(FindLine))

    def end_find(self) -> None:
        """Show all lessons again."""
        self.query_one(FindLine).value = ""
        self.set_class(False, "-finding")
        self.packs.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what was found."""
        event.stop()
        if self._view is not None:
            self.show(self._view)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the first lesson that was found, or the chosen one."""
        event.stop()
        # As the list's own deed: what this screen itself sends would not come to the app.
        self.packs.call_later(self.packs.action_select)

    def on_option_list_option_selected(self) -> None:
        """Look for nothing any more: a lesson opens."""
        self.end_find()

    def show(self, view: View) -> None:
        """Show the lessons as they stand."""
        typed = self.query_one(FindLine).value
        state = (view.packs, view.reading, view.lang, self.size.width, typed)
        if state == self._shown:
            return
        before, self._shown = self._shown, state
        self.query_one("#motto", Static).update(strings.text("tui_home.motto"))
        self.query_one(KeyBar).lang = view.lang
        packs = self.packs
        packs.border_title = strings.text("tui_home.title")
        chosen = self.chosen
        packs.clear_options()
        self._view, self._listed = view, find(view.packs, typed)
        self._width = width = max(min(self.size.width - 14, 74), 20)
        packs.add_options(
            Option(pack_content(pack, view.reading, width, False), id=pack.id)
            for pack in self._listed
        )
        self._say_found(view, typed)
        last = next((pack.id for pack in view.packs if pack.last), "")
        ids = [pack.id for pack in self._listed]
        wanted = chosen if chosen and before else last
        if ids:
            packs.highlighted = ids.index(wanted) if wanted in ids else 0
        if not self.has_class("-finding"):
            packs.focus()

    def _say_found(self, view: View, typed: str) -> None:
        """Say how many lessons are done, or how many were found."""
        self.query_one("#find-label", Static).update(strings.text("tui_home.find"))
        done = sum(pack.steps > 0 and pack.done >= pack.steps for pack in view.packs)
        said = strings.text("tui_home.all_done", done=done, packs=len(view.packs))
        if typed:
            said = strings.text("tui_home.finding", count=len(self._listed))
        keys = f"{strings.text('tui_home.start')}  {strings.text('tui_home.find_keys')}"
        self.packs.border_subtitle = f"{said}  {keys}"
        panel = self.query_one(ResultPanel)
        if not view.packs:
            panel.note = Note("problem", strings.text("tui_home.empty"))
        elif not self._listed:
            nothing = strings.text("tui_home.nothing", typed=printable(typed))
            panel.note = Note("failed", nothing, (("", strings.text("tui_home.nothing_next")),))
        elif panel.note.kind == "failed":
            panel.note = Note()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Put the mark before the lesson that is chosen now."""
        event.stop()
        if self._view is None:
            return
        for index, pack in enumerate(self._listed):
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
