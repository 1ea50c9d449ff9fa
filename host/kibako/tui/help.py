"""The page of help for the screen or window that is open: what it is for, and its keys."""

from collections.abc import Sequence
from typing import Any

from kibako_access import ruby
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from kibako import strings
from kibako.tui.base import app_of
from kibako.tui.keybar import key_name
from kibako.tui.markup import sentence, to_content
from kibako.tui.page import PAGE_KEY
from kibako.tui.wrap import Line, Run
from kibako.workbench.action import Action
from kibako.workbench.actions import ACTIONS, BENCH_ACTIONS

HELP_WIDTH = 66
KEY_COLUMN = 14
THEME_KEY = "alt+c"
UP_KEY, DOWN_KEY = "ctrl+up", "ctrl+down"
EVERYWHERE = ("quit",)
"""The actions that can be done in every small window."""


def actions_of(screen: Screen[Any]) -> tuple[Action, ...]:
    """Return what can be done by its own key on a screen or in a window."""
    page = page_of(screen)
    if page == "bench":
        return BENCH_ACTIONS
    if page in ("list", "lesson"):
        return tuple(found for found in ACTIONS if found.where in (page, "anywhere"))
    passed = (*getattr(screen, "PASSES", ()), *EVERYWHERE)
    return tuple(found for found in ACTIONS if found.id in passed)


def page_of(screen: Screen[Any]) -> str:
    """Return the name of a screen's page of help: its messages are ``help_<name>``."""
    return str(getattr(screen, "HELP_PAGE", ""))


def help_lines(
    mode: ruby.Mode, width: int, actions: Sequence[Action] = ACTIONS, page: str = "lesson"
) -> list[Line]:
    """Return what a screen is for, its actions with their keys, then what only it has.

    Args:
        mode: How kanji are shown.
        width: How many cells a line has.
        actions: What can be done there.
        page: The name of the page.
    """
    rows = [
        (" / ".join(key_name(key) for key in found.keys), found.label, found.help)
        for found in actions
    ]
    theme = strings.text("tui_help.theme"), strings.text("tui_help.theme_help")
    scroll = strings.text("tui_help.scroll"), strings.text("tui_help.scroll_help")
    tab = strings.text("tui_help.tab"), strings.text("tui_help.tab_help")
    as_text = strings.text("tui_page.title"), strings.text("tui_page.help")
    if page == "lesson":
        rows += [(f"{key_name(UP_KEY)}/Down", *scroll), (key_name("tab"), *tab)]
    if page in ("lesson", "list"):
        rows.append((key_name(PAGE_KEY), *as_text))
    rows.append((key_name(THEME_KEY), *theme))
    lines: list[Line] = [
        *sentence(strings.text(f"help_{page}.title"), width, mode, "bold $accent"),
        *sentence(strings.text(f"help_{page}.about"), width, mode),
        [Run("")],
    ]
    for keys, label, said in rows:
        lines.append([Run(keys.ljust(KEY_COLUMN), "bold $accent"), Run(label, "bold")])
        lines += [
            [Run(" " * KEY_COLUMN), *line] for line in sentence(said, width - KEY_COLUMN, mode)
        ]
    return lines


class HelpScreen(ModalScreen[None]):
    """The page of help for another screen or window.

    Args:
        of: Which one.
        mode: How kanji are shown.
    """

    HELP_PAGE = "help"

    def __init__(self, of: Screen[Any], mode: ruby.Mode) -> None:
        super().__init__()
        self._page = page_of(of)
        self._actions = actions_of(of)
        self._mode: ruby.Mode = mode

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="help", classes="dialog") as box:
            box.border_title = strings.text("tui_help.title")
            box.border_subtitle = strings.text("tui_help.close")
            width = min(app_of(self).size.width - 12, HELP_WIDTH)
            yield Static(to_content(help_lines(self._mode, width, self._actions, self._page)))
