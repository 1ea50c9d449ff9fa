"""How the screen looks, as the settings say: its theme, how much is on it, how calm it is."""

import os

from textual.app import App

from kibako.tui.board_view import BoardView
from kibako.tui.theme import THEMES
from kibako.tui.themed import PREFIX, THEME_VARIABLE, first_theme
from kibako.workbench.commands import Choose
from kibako.workbench.settings import setting
from kibako.workbench.view import View

_NAMES = {value: theme.name for value, theme in zip(setting("theme").values, THEMES, strict=True)}
"""The name of the theme for each value of the setting."""


class Appearance:
    """Brings the settings onto the screen.

    Args:
        app: The app.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        # Who started with a theme of the environment keeps it until another one is chosen.
        by_variable = os.environ.get(THEME_VARIABLE, "") and first_theme().startswith(PREFIX)
        self._theme: str | None = None
        self._held = bool(by_variable)

    def take(self, view: View) -> None:
        """Take the settings of a view.

        Args:
            view: What is shown now.
        """
        wanted = view.setting("theme")
        if wanted and wanted != self._theme:
            if self._theme is not None or not self._held:
                self._app.theme = _NAMES[wanted]
            self._theme = wanted
        large = view.setting("size") == "large"
        calm = view.setting("calm") == "on"
        for screen in self._app.screen_stack:
            if screen.has_class("-large") != large:
                screen.set_class(large, "-large")
            screen.set_class(view.running, "-live")
            for board in screen.query(BoardView):
                board.calm = calm

    def next_theme(self, view: View) -> Choose:
        """Return the command that takes the theme after the one that is seen."""
        seen = next((value for value, name in _NAMES.items() if name == self._app.theme), "")
        if seen != view.setting("theme"):
            self._theme = seen  # the environment's: what comes next is a change from it
        return Choose("theme", setting("theme").after(seen))
