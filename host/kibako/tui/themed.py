"""Which theme the screen has: what both of our apps do about it."""

import os
from collections.abc import Callable, Sequence

from textual.app import App
from textual.events import DescendantFocus
from textual.filter import LineFilter

from kibako.tui.cursor import place
from kibako.tui.terminal_colours import TerminalColours
from kibako.tui.theme import TERMINAL, THEMES, WOOD

THEME_VARIABLE = "KIBAKO_THEME"
"""The theme to start with: ``contrast``, ``light``, ``okabe-ito`` or ``terminal``."""
PREFIX = "kibako-"
SHOW_CURSOR = "\x1b[?25h"


def first_theme() -> str:
    """Return the name of the theme that the environment asks for, else of the wooden one."""
    asked = PREFIX + os.environ.get(THEME_VARIABLE, "").strip().lower()
    return asked if asked in {theme.name for theme in THEMES} else WOOD.name


class ThemedApp(App[int]):
    """An app in our themes."""

    def __init__(self) -> None:
        super().__init__()
        self._terminal_colours = TerminalColours()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = first_theme()

    def every(self, period_s: float, do: Callable[[], object]) -> None:
        """Do something again and again, until the app ends: its widgets go before its timers.

        Args:
            period_s: How long to wait in between.
            do: What to do.
        """
        self.set_interval(period_s, lambda: do() if self.is_running else None)

    def show_cursor(self) -> None:
        """Show the hardware cursor: a braille display and an input method look where it is."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(SHOW_CURSOR)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Put the hardware cursor on what has the focus."""
        self.follow_focus()

    def follow_focus(self) -> None:
        """Keep the hardware cursor where the focus is, also after the layout has changed."""
        widget = self.focused
        if widget is None:
            return
        wanted = place(widget)
        if wanted != self.cursor_position:
            self.cursor_position = wanted
            widget.refresh()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what changes the colours of each row last, before it is painted."""
        filters = super().get_line_filters()
        if self.theme != TERMINAL.name:
            return filters
        return [*filters, self._terminal_colours]

    def action_next_theme(self) -> None:
        """Take the next of our themes."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
