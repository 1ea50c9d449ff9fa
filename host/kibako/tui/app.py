"""The screen face of Kibako: draws the workbench, and sends it what is pressed and typed."""

import threading
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import OptionList, TextArea

from kibako.errors import KibakoError
from kibako.events import Event
from kibako.tui.appearance import Appearance
from kibako.tui.base import LiveWindow
from kibako.tui.editor import CodeEditor
from kibako.tui.editor_help import EditorHelp
from kibako.tui.help import DOWN_KEY, THEME_KEY, UP_KEY, HelpScreen
from kibako.tui.home import HomeScreen
from kibako.tui.keybar import key_name
from kibako.tui.leaving import FIRST_SIGNAL_STATUS, leave, signals_to
from kibako.tui.lesson import LessonScreen
from kibako.tui.page import PAGE_KEY, PageWindow, page
from kibako.tui.pump import DRAIN_S, Pump
from kibako.tui.result import Note, ResultPanel, problem
from kibako.tui.saying import LineSayer, tell
from kibako.tui.themed import ThemedApp
from kibako.tui.voice import ScreenVoice
from kibako.tui.windows import Windows
from kibako.workbench.actions import ACTIONS, OPEN_BENCH, action
from kibako.workbench.commands import Command
from kibako.workbench.core import Workbench
from kibako.workbench.sounding import Ears
from kibako.workbench.view import View

SCROLL_LINES = 3


def _bindings() -> list[BindingType]:
    """Return a binding for every key of every action.

    They come before the keys of the focused widget, so that they work while a child types. Enter
    is the list's own: it opens what is highlighted.
    """
    return [
        Binding(key, f"act('{found.id}')", show=False, priority=True)
        for found in ACTIONS
        for key in found.keys
        if key != "enter"
    ]


class KibakoApp(ThemedApp):
    """The screen face.

    Args:
        workbench: What it shows and sends to.
        asks_first: Whether the very first start asks for the language and the like.
    """

    CSS_PATH = "kibako.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Kibako"
    BINDINGS: ClassVar[list[BindingType]] = [
        *_bindings(),
        Binding(THEME_KEY, "next_theme", show=False, priority=True),
        Binding(PAGE_KEY, "read_page", show=False, priority=True),
        Binding(UP_KEY, "scroll_text(-1)", show=False, priority=True),
        Binding(DOWN_KEY, "scroll_text(1)", show=False, priority=True),
    ]

    def __init__(self, workbench: Workbench, *, asks_first: bool = False) -> None:
        super().__init__()
        self.workbench = workbench
        self._asks_first = asks_first
        self.pump = Pump(self._drain_soon)
        self.home = HomeScreen()
        self.lesson = LessonScreen(self.send)
        self._shown: View | None = None
        self._sayer = LineSayer()
        self._appearance = Appearance(self)
        self._editor_help = EditorHelp(self, self._editor)
        self._windows = Windows(self, workbench, self.change, self.send_action)
        self.ears = Ears(lambda: workbench.view, self._unheard, listens=False)
        self.voice = ScreenVoice(
            lambda note: self.call_later(self._note, note),
            lambda: workbench.view,
            workbench.around,
            (self.ears,),
        )
        self._leaving = False

    def _editor(self) -> CodeEditor | None:
        return next(iter(self.lesson.query(CodeEditor)), None)

    def on_mount(self) -> None:
        """Open the first screen, and begin to listen."""
        self._appearance.take(self.workbench.view)
        for name, screen in (("home", self.home), ("lesson", self.lesson)):
            self.install_screen(screen, name)  # pyright: ignore[reportUnknownMemberType]
        self.push_screen(self.home)
        if self._asks_first and self.workbench.view.first_start:
            self._windows.settings(first=True)
        self.voice.turn(self.workbench.view.setting("speech") == "on")
        self.workbench.subscribe(self.ears.take)
        self.workbench.subscribe(self.voice.take)
        self.workbench.subscribe(self.pump.put)
        self.every(DRAIN_S, self.drain)
        self.show_cursor()

    def on_unmount(self) -> None:
        """Stop listening, and speaking."""
        self.workbench.unsubscribe(self.voice.take)
        self.voice.close()
        self.workbench.unsubscribe(self.ears.take)
        self.ears.close()
        self.workbench.unsubscribe(self.pump.put)
        self._editor_help.close()

    def hang_up(self, number: int) -> None:
        """Save all that was typed, and leave: nobody may see the screen any more.

        Called by a signal, at any moment: while we paint, with any lock held, or while Textual
        waits for a terminal that takes nothing. So the work is done on a thread of its own.

        Args:
            number: The signal.
        """
        if not self._leaving:
            self._leaving = True
            arguments = (FIRST_SIGNAL_STATUS + number, self.lesson.unsent())
            threading.Thread(target=self._leave, args=arguments, daemon=True).start()

    def _leave(self, status: int, unsent: Command | None) -> None:
        if unsent is not None:
            self.workbench.send(unsent)
        self.workbench.close()
        leave(self, status)

    # -- from the workbench to the screen ------------------------------------------------------

    def drain(self) -> None:
        """Take what has happened since the last time, and show it."""
        if not self.screen_stack:
            return  # the last tick of a screen that has been left
        self.follow_focus()
        self.voice.tick()
        view = self.workbench.view
        self._appearance.take(view)
        self._go_to_screen(view)
        if not (self.home if view.pack is None else self.lesson).ready:
            return
        if view.pack is not None:
            self._editor_help.follow(view)
        changed, events, text = self.pump.take()
        if not changed and view is self._shown:
            return
        starts = [
            i
            for i, event in enumerate(events)
            if (event.source, event.what) == ("program", "start")
        ]
        first = starts[-1] + 1 if starts else 0
        for event in events[:first]:
            self._tell(view, event)
        if text and view.pack is not None:
            self.lesson.output.feed(text)
        for event in events[first:]:
            self._tell(view, event)
        if view.pack is None:
            self.home.show(view)
        else:
            self.lesson.show(view)
            if self.lesson.around_shown:
                self.lesson.show_around(self.workbench.around())
        self._shown = view

    def _drain_soon(self) -> None:
        """Ask for a round at once; called on any thread."""
        if self.is_running:
            self.call_later(self.drain)

    def _tell(self, view: View, event: Event) -> None:
        if view.pack is None:
            self.home.tell(event)
        elif not tell(event, self.lesson.output, view):
            self.lesson.tell(event)

    def _go_to_screen(self, view: View) -> None:
        """Show the list or the lesson; a small window over it stays until it is answered."""
        if isinstance(self.screen, LiveWindow):
            self.screen.show(view)
        if isinstance(self.screen, ModalScreen):
            return
        if view.pack is not None and self.screen is self.home:
            self.push_screen("lesson")
        elif view.pack is None and self.screen is self.lesson:
            self.pop_screen()

    # -- from the person to the workbench ------------------------------------------------------

    def send(self, command: Command) -> None:
        """Send a command to the workbench."""
        self.voice.sent(command)
        self.workbench.send(command)

    def change(self, command: Command) -> None:
        """Send a command, and show at once what it changed."""
        self.send(command)
        self.drain()

    def action_next_theme(self) -> None:
        """Take the next theme, and keep it."""
        self.change(self._appearance.next_theme(self.workbench.view))

    def action_act(self, action_id: str) -> None:
        """Do one of the actions, after the letters that were typed before its key.

        Args:
            action_id: Its id in :data:`kibako.workbench.actions.ACTIONS`.
        """
        widget = self.focused
        if widget is None or not widget.call_later(self._act, action_id):
            self._act(action_id)

    def _act(self, action_id: str) -> None:
        screen = self.screen
        if isinstance(screen, ModalScreen):
            if action_id == "help" and not isinstance(screen, HelpScreen):
                self.push_screen(HelpScreen(screen, self.workbench.view.reading))
                return
            if action_id in ("close", "help"):
                screen.dismiss(None)
                return
            if action_id not in ("quit", *getattr(screen, "PASSES", ())):
                return
        on_lesson = self.lesson in self.screen_stack
        found = action(action_id)
        if found.where not in ("anywhere", "lesson" if on_lesson else "list"):
            if action_id == "close":
                self.home.end_find()
            return
        if on_lesson:
            self.lesson.flush()
        match action_id:
            case "quit":
                self.exit(0)
            case "edit":
                self.lesson.editor.focus()
            case "complete":
                self._editor_help.open(self.workbench.view)
            case "say":
                self.send(self._sayer.ask(self.lesson.editor))
            case "talk":
                self._windows.talk(self.lesson.editor.cursor_location[0] + 1)
            case "input":
                self.lesson.output.answer.focus()
            case "press" | "set":
                self.lesson.show_around(self.workbench.around())
                self.lesson.toggle_around(pressable=action_id == "press")
            case "bench":
                self.exit(OPEN_BENCH)
            case "open":
                self.send_action("open", self.home.chosen)
            case "find":
                self.home.begin_find()
            case _ if not self._windows.open(action_id):
                self.send_action(action_id)
            case _:
                pass

    def send_action(self, action_id: str, argument: str = "") -> None:
        """Send the command of an action; what keeps it from being sent is said.

        Args:
            action_id: Its id.
            argument: What else it needs to know.
        """
        try:
            command = action(action_id).command(self.workbench.view, argument)
        except KibakoError as error:
            self._note(problem(error.what, error.next_step))
            return
        self.change(command)

    def _note(self, note: Note) -> None:
        (self.home if self.workbench.view.pack is None else self.lesson).say(note)

    def _unheard(self, error: KibakoError) -> None:
        self.call_later(self._note, problem(error.what, error.next_step))

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Let it be heard how deep the line stands that the cursor came to."""
        depth = self._sayer.depth(event.text_area) if self.ears.heard else None
        if depth is not None:
            self.send(depth)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the lesson that was chosen with Enter or the mouse."""
        event.stop()
        self.send_action("open", event.option_id or "")

    def action_read_page(self) -> None:
        """Show the whole screen as text."""
        if isinstance(self.screen, ModalScreen):
            return
        view = self.workbench.view
        note = self.screen.query_one(ResultPanel).note
        printed = "" if view.pack is None else self.lesson.output.text
        self.push_screen(PageWindow(page(view, note, printed)))

    def action_help_quit(self) -> None:
        """Answer Ctrl+C, where Textual would say in English how to quit."""
        quitting = action("quit")
        self.notify(f"{key_name(quitting.keys[0])} {quitting.label}")

    def action_scroll_text(self, lines: int) -> None:
        """Scroll what is to be read, while the cursor stays in the program.

        Args:
            lines: -1 or 1; each press goes a few lines.
        """
        for box in self.screen.query("#help, #text-box"):
            box.scroll_relative(y=lines * SCROLL_LINES, animate=False)


def run(workbench: Workbench) -> int:
    """Show the workbench on the screen until the person quits.

    Args:
        workbench: The core; it is closed (and the work saved) at the end.

    Returns:
        The exit status, or ``OPEN_BENCH``.
    """
    app = KibakoApp(workbench, asks_first=True)
    try:
        with signals_to(app.hang_up):
            return app.run() or 0
    finally:
        workbench.close()
