"""The small windows that an action opens: what they ask, and what is done with the answer."""

from collections.abc import Callable

from kibako_access import ruby
from textual.app import App

from kibako import strings
from kibako.boards.labels import LABEL_CHARS_MAX
from kibako.tui.dialogs import AskLine, AskSure, ChooseBoard
from kibako.tui.help import HelpScreen
from kibako.tui.history_window import HistoryWindow
from kibako.tui.plot_window import PlotWindow
from kibako.tui.settings_window import SettingsWindow
from kibako.workbench.asked import SAVE_PLOT
from kibako.workbench.commands import Command, Hint
from kibako.workbench.core import Workbench
from kibako.workbench.talkpoints import CHARS_MAX

PATH_LENGTH_MAX = 1000
"""The longest name of a file that is typed, in letters."""


class Windows:
    """Opens the window of an action.

    Args:
        app: What they open over.
        workbench: What is shown in them.
        send: Takes commands, and shows what they changed.
        act: Sends the command of an action, with what was answered.
    """

    def __init__(
        self,
        app: App[int],
        workbench: Workbench,
        send: Callable[[Command], None],
        act: Callable[[str, str], None],
    ) -> None:
        self._app = app
        self._workbench = workbench
        self._send = send
        self._act = act

    def open(self, action_id: str) -> bool:
        """Open the window of an action, if it has one.

        Args:
            action_id: The id of the action.

        Returns:
            Whether there is one.
        """
        view = self._workbench.view
        match action_id:
            case "help":
                self._app.push_screen(HelpScreen(self._app.screen, view.reading))
            case "settings":
                self.settings()
            case "history":
                window = HistoryWindow(view.code, self._workbench.earlier())
                self._app.push_screen(window, self._answered("history"))
            case "plot":
                plot = PlotWindow(self._workbench.plot, view.reading)
                self._app.push_screen(plot, self._ask_plot_file)
            case "step":
                title = strings.text("tui_ask.step_title", limit=view.steps)
                self._app.push_screen(AskLine(title, 3), self._answered("step"))
            case "reset":
                self._ask_sure("reset_title", "yes", lambda: self._act("reset", ""))
            case "hint" if view.solution_next:
                self._ask_sure("hint_title", "hint_yes", lambda: self._send(Hint(sure=True)))
            case "name":
                title = strings.text("tui_ask.name_title", board=view.board)
                self._app.push_screen(AskLine(title, LABEL_CHARS_MAX), self._answered("name"))
            case "put" | "get" | "sync" | "launcher" | "radio" | "sounds":
                # Nothing typed is the word by itself, where that means something.
                alone = action_id in ("launcher", "radio", "sounds")
                title = strings.text(f"tui_ask.{action_id}_title")
                asked = AskLine(title, PATH_LENGTH_MAX)
                self._app.push_screen(asked, self._answered(action_id, alone=alone))
            case "board":
                self._app.push_screen(ChooseBoard(view.boards), self._answered("board"))
            case _:
                return False
        return True

    def talk(self, line: int) -> None:
        """Take the talkpoint off a line, or ask what one there is to say.

        Args:
            line: The line, counted from 1.
        """
        if line in {each for each, _ in self._workbench.view.talkpoints}:
            self._act("talk", str(line))
            return
        title = strings.text("tui_ask.talk_title", line=line)

        def take(answer: str | None) -> None:
            if answer is not None:
                self._act("talk", f"{line} {answer}")

        self._app.push_screen(AskLine(title, CHARS_MAX), take)

    def settings(self, *, first: bool = False) -> None:
        """Open the settings.

        Args:
            first: Whether this is the very first start.
        """
        window = SettingsWindow(self._workbench.view, self._send, first=first)
        self._app.push_screen(window)

    def _answered(
        self, action_id: str, *, alone: bool = False, before: str = ""
    ) -> Callable[[str | None], None]:
        """Return what takes an answer; no answer does nothing."""

        def take(answer: str | None) -> None:
            if answer is not None and (answer or alone):
                self._act(action_id, before + answer)

        return take

    def _ask_plot_file(self, wanted: str | None) -> None:
        if wanted == SAVE_PLOT:
            asked = AskLine(strings.text("tui_plot.file_title"), PATH_LENGTH_MAX)
            self._app.push_screen(asked, self._answered("plot", before=f"{SAVE_PLOT} "))

    def _ask_sure(self, title: str, yes: str, do: Callable[[], None]) -> None:
        """Ask whether to do something; the safe answer has the focus."""
        mode = self._workbench.view.reading
        asked, answer = (ruby.render(strings.text(f"tui_ask.{key}"), mode) for key in (title, yes))
        self._app.push_screen(AskSure(asked, answer), lambda sure: do() if sure else None)
