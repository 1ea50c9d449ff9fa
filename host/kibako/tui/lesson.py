"""The lesson screen: what to do, the program, the board, and what it says."""

from collections.abc import Callable, Mapping

from kibako_access import ruby
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import TextArea

from kibako import strings
from kibako.events import Event
from kibako.tui.around import TEXT_LENGTH_MAX, AroundPanel, rows_of
from kibako.tui.base import KitScreen, app_of
from kibako.tui.board_view import BoardView
from kibako.tui.dialogs import AskLine
from kibako.tui.editor import CodeEditor
from kibako.tui.keybar import LESSON_KEYS, KeyBar, key_name
from kibako.tui.markup import Prose
from kibako.tui.output import OutputPane
from kibako.tui.parts_line import PartsLine
from kibako.tui.result import Note, ResultPanel, problem, rescue, tool
from kibako.tui.text_box import TextBox
from kibako.tui.topbar import TopBar
from kibako.workbench import explaining, tool_words
from kibako.workbench.actions import action
from kibako.workbench.around import Around, label
from kibako.workbench.board_words import told
from kibako.workbench.commands import (
    Command,
    EditCode,
    PressButton,
    ReleaseButton,
    SendInput,
    SetInput,
)
from kibako.workbench.hints import short_traceback
from kibako.workbench.view import View

ASKS = "input("
"""A program that has this may ask something; of others a begun line is no question."""

ENDINGS = ("error", "stopped", "limit", "lost", "done")
"""How a program ends: ``tui_lesson.ended_<one of these>``."""


class LessonScreen(KitScreen):
    """A step of a lesson.

    Args:
        send: Takes commands to the workbench.
    """

    HELP_PAGE = "lesson"

    def __init__(self, send: Callable[[Command], None]) -> None:
        super().__init__()
        self._send = send
        self._place: tuple[str, int] | None = None
        self._known_code = ""
        self._said: Note | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the panels."""
        yield TopBar(id="top")
        with Horizontal(id="bench"):
            with Vertical(id="left"):
                with TextBox(id="text-box", classes="panel"):
                    yield Prose(id="text")
                yield CodeEditor(id="editor")
                yield ResultPanel(id="result")
            with Vertical(id="right"):
                with Vertical(id="board-box", classes="panel"):
                    yield BoardView(id="board")
                yield PartsLine(id="parts")
                yield AroundPanel(id="around")
                yield OutputPane(id="output")
        yield KeyBar(LESSON_KEYS, id="keys")

    def begin(self) -> None:
        """Give the editor its colours and the cursor."""
        app = app_of(self)
        self.editor.use_theme(app.theme)
        app.theme_changed_signal.subscribe(self, lambda theme: self.editor.use_theme(theme.name))
        self.editor.focus()

    def laid_out(self) -> None:
        """Draw the board in the size that fits."""
        self.query_one(BoardView).small = not self.has_class("-wide")

    @property
    def editor(self) -> CodeEditor:
        """The editor."""
        return self.query_one(CodeEditor)

    @property
    def output(self) -> OutputPane:
        """The printed text."""
        return self.query_one(OutputPane)

    @property
    def around(self) -> AroundPanel:
        """What is around the board, to press and to set."""
        return self.query_one(AroundPanel)

    @property
    def around_shown(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-around")

    def show_around(self, around: Around) -> None:
        """Show what is around the board as it is just now."""
        panel = self.around
        panel.rows = rows_of(around, self.query_one(Prose).mode)
        panel.border_title = strings.text("around.title")

    def toggle_around(self, *, pressable: bool = False) -> None:
        """Show what is around the board and go there; from there, hide it and go back.

        Args:
            pressable: Go to what can be pressed.
        """
        leave = self.around_shown and self.focused is self.around and not pressable
        self.set_class(not leave, "-around")
        if leave:
            self.editor.focus()
            return
        if pressable:
            self.around.choose_pressable()
        self.around.focus()

    def send(self, command: Command) -> None:
        """Send a command to the workbench."""
        self._send(command)

    # -- from the workbench to the screen ------------------------------------------------------

    def show(self, view: View) -> None:
        """Show the workbench as it stands."""
        if view.pack is None:
            return
        place = (view.pack.id, view.step)
        if place != self._place:
            if self._place is None or self._place[0] != place[0]:
                self.set_class(False, "-around")
                self.editor.focus()
            self._said = None
            self._load(view, place)
            self.output.clear()
            self.query_one("#text-box").scroll_home(animate=False)
        elif view.code not in (self._known_code, self.editor.text):
            self._load(view, place)
        self._known_code = view.code
        self.query_one(TopBar).view = view
        text = self.query_one(Prose)
        text.tight = not self.has_class("-wide")
        text.mode = view.reading
        if not text.source.startswith(view.hint):
            self.query_one("#text-box").scroll_home(animate=False)
        text.source = view.to_read
        self.call_after_refresh(self.query_one(TextBox).mark)
        board = self.query_one(BoardView)
        board.light(view.display)
        board.held = frozenset(view.buttons)
        self._name_panels(view)
        self._show_answer_line(view)
        self.query_one(KeyBar).lang = view.lang
        result = self.query_one(ResultPanel)
        result.mode = view.reading
        result.note = self._said or self._note(view)
        self.set_class(result.note.kind not in ("none", "busy"), "-noted")

    def _show_answer_line(self, view: View) -> None:
        """Open the line to answer in while a program runs; go there when it has asked."""
        output = self.output
        focused = self.focused is output.answer
        output.ask(view.running)
        if view.running and output.asked and ASKS in view.code and self.focused is self.editor:
            output.answer.focus()
        elif not view.running and focused:
            self.editor.focus()

    def _name_panels(self, view: View) -> None:
        self.query_one("#text-box").border_title = strings.text("tui_lesson.text")
        self.editor.border_title = strings.text("tui_lesson.program")
        if view.preparing or (view.running and not view.connected):
            state = "tui_lesson.preparing"
        elif view.running:
            state = "tui_lesson.running"
        elif view.cable_out:
            state = "tui_lesson.out_of_reach" if view.over_air else "tui_lesson.cable_out"
        else:
            state = "tui_lesson.ready"
        box = self.query_one("#board-box")
        box.border_title = strings.text("tui_lesson.board")
        box.border_subtitle = strings.text(state)
        box.set_class(view.running, "-running")
        self.output.border_title = strings.text("tui_lesson.output")

    def _load(self, view: View, place: tuple[str, int]) -> None:
        """Put another program into the editor."""
        self._place = place
        editor = self.editor
        editor.load_text(view.code)
        editor.move_cursor(editor.document.end)
        self.call_after_refresh(editor.scroll_cursor_visible)

    def _note(self, view: View) -> Note:
        """Return what the panel says when nothing else is said."""
        if view.checking:
            return Note("busy", view.request or strings.text("tui_lesson.checking"))
        if (result := view.result) is None:
            return Note()
        if not result.passed:
            return Note(
                "failed",
                strings.text("tui_lesson.not_yet"),
                (
                    (strings.text("tui_lesson.seen"), result.seen),
                    (strings.text("tui_lesson.expected"), result.expected),
                ),
            )
        if view.step + 1 < view.steps:
            key = key_name(action("next").keys[0])
            onward = strings.text("tui_lesson.next_step", key=key)
        else:
            key = key_name(action("close").keys[0])
            onward = strings.text("tui_lesson.back_to_list", key=key)
        lines = [("", onward)]
        if view.finished and view.step + 1 == view.steps:
            lines.insert(0, ("", strings.text("tui_lesson.finished")))
        return Note("passed", result.sentence or strings.text("tui_lesson.passed"), tuple(lines))

    def tell(self, event: Event) -> None:
        """Say what an event says, where it is not in the view."""
        self.query_one(PartsLine).tell(event)
        value = event.value
        match event.source, event.what:
            case ("program", "start"):
                self._said = None
                self.editor.unmark()
                self.output.clear()
            case ("check", "start"):
                self._said = None
            case ("program", "skipped"):
                self.output.skipped()
            case ("program", "error") if isinstance(value, dict):
                self._tell_mistake(str(value.get("traceback", "")), value)
            case ("program", "end") if value in ENDINGS:
                self.output.say(strings.text(f"tui_lesson.ended_{value}"))
            case ("board", "back"):
                self.say(Note("passed", strings.text("tui_lesson.board_back")))
            case ("board", _):
                if said := told(event, key_name(action("board").keys[0])):
                    self.say(Note("passed", said))
            case ("rescue", _):
                self._tell_long(rescue(event))
            case (source, what) if source in tool_words.SOURCES:
                if (note := tool(event)) is not None and what == "progress":
                    self.say(note)
                elif note is not None:
                    self._tell_long(note)
            case ("recording", "saved" | "waits" | "off"):
                self.output.say(strings.text(f"tui_lesson.recording_{event.what}", path=value))
            case ("error", "raised") if isinstance(value, dict):
                self.say(problem(str(value.get("what", "")), str(value.get("next", ""))))
            case _:
                pass

    def _tell_long(self, note: Note) -> None:
        """Show a note whose lines are to stay: those in the panel go with the next one."""
        self.say(note)
        for line in (note.heading, *(text for _, text in note.lines)):
            self.output.say(ruby.render(line, self.query_one(Prose).mode))

    def say(self, note: Note) -> None:
        """Show a note in the panel."""
        self._said = note
        self.query_one(ResultPanel).note = note
        self.set_class(True, "-noted")

    def _tell_mistake(self, traceback: str, value: Mapping[str, object]) -> None:
        self.output.feed(f"{short_traceback(traceback.rstrip())}\n")
        said = (*explaining.sentences(value), str(value["message"]))
        lines = [("", each) for each in said]
        line = explaining.line_to_mark(value)
        if line is not None:
            lines.insert(0, ("", strings.text("tui_lesson.mistake", line=line)))
            if self.editor.text == self._known_code:
                self.editor.mark_line(line, ruby.render(said[0], self.query_one(Prose).mode))
        self._said = Note("problem", strings.text("tui_lesson.problem"), tuple(lines))

    # -- from the person to the workbench ------------------------------------------------------

    def flush(self) -> None:
        """Tell the workbench the text of the editor, if it does not know it yet."""
        if (unsent := self.unsent()) is not None:
            self._known_code = unsent.text
            self._said = None
            self.send(unsent)

    def unsent(self) -> EditCode | None:
        """Return the text of the editor for the workbench, if it does not know it yet."""
        if self._place is None:
            return None
        text = self.editor.text
        return None if text == self._known_code else EditCode(text, self._place[1])

    @on(TextArea.Changed)
    def edited(self, event: TextArea.Changed) -> None:
        """Keep what was typed."""
        event.stop()
        self.flush()

    @on(AroundPanel.Changed)
    def around_changed(self, event: AroundPanel.Changed) -> None:
        """Set something around the board."""
        self.send(SetInput(event.name, event.value))

    @on(AroundPanel.Asked)
    def around_asked(self, event: AroundPanel.Asked) -> None:
        """Ask for a text that comes to the board, and set it."""

        def answered(text: str | None) -> None:
            if text is not None:
                self.send(SetInput(event.name, text))

        title = ruby.render(label(event.name), self.query_one(Prose).mode)
        app_of(self).push_screen(AskLine(title, TEXT_LENGTH_MAX), answered)

    @on(AroundPanel.Pressed)
    def around_pressed(self, event: AroundPanel.Pressed) -> None:
        """Press something around the board."""
        self.send(PressButton(event.name))

    @on(BoardView.ButtonDown)
    def button_down(self, event: BoardView.ButtonDown) -> None:
        """Hold a button of the board."""
        self.send(PressButton(event.name, None))

    @on(BoardView.ButtonUp)
    def button_up(self, event: BoardView.ButtonUp) -> None:
        """Let a button of the board go."""
        self.send(ReleaseButton(event.name))

    @on(OutputPane.Answered)
    def answered(self, event: OutputPane.Answered) -> None:
        """Answer the program's question."""
        self.send(SendInput(event.text))
