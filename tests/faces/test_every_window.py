"""Every screen and window: F1 gives its own help, and the hardware cursor is where the focus is."""

import asyncio
import importlib
import pkgutil
import sys
from pathlib import Path
from typing import Any

import kibako.tui
import pytest
from kibako import strings
from kibako.tui.base import KitScreen, LiveWindow
from kibako.tui.editor_help import NamesWindow
from kibako.tui.help import HelpScreen, help_lines, page_of
from kibako.workbench.commands import ClosePack, EditCode, OpenPack, ResetCode, SetLanguage
from kibako.workbench.completing import Name
from kibako.workbench.core import Workbench
from textual.screen import Screen as TextualScreen

from .helpers import Screen, screen_of
from .test_hangup import terminal

WINDOWS: dict[str, tuple[str, ...]] = {
    "list": (),
    "lesson": ("enter",),
    "settings": ("ctrl+o",),
    "boards": ("f12",),
    "ask": ("enter", "alt+s"),
    "sure": ("enter", "alt+r"),
    "history": ("enter", "ctrl+b"),
    "plot": ("enter", "ctrl+k"),
    "page": ("ctrl+e",),
    "names": ("enter",),
}
"""Which keys lead to each screen and window from the first screen."""
ROWS = {
    "list": "ひかり",
    "settings": "ことば",
    "boards": "virtual:microbit",
    "sure": "やめる",
    "history": "ぎょう",
    "names": "show",
    "page": "きょうは",
}
"""What stands in the row of the cursor; of the others, only that it is within the widget."""


async def opened(screen: Screen, page: str) -> None:
    """Go to a screen or window, with something to see in each."""
    screen.bench.send(OpenPack("first-light"))
    screen.bench.send(EditCode("x = 1\n"))
    screen.bench.send(ResetCode())
    screen.bench.send(ClosePack())
    await screen.paint()
    for key in WINDOWS[page]:
        await screen.press(key)
    if page == "names":
        screen.app.push_screen(NamesWindow((Name("show", "show(image)"), Name("scroll", ""))))
        await screen.paint()


def windows() -> set[str]:
    """The page of help of every screen and window that there is."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(kibako.tui.__path__):
        for each in vars(importlib.import_module(f"kibako.tui.{module.name}")).values():
            ours = isinstance(each, type) and each.__module__.startswith("kibako.tui")
            if ours and issubclass(each, TextualScreen) and each not in (KitScreen, LiveWindow):
                page = vars(each).get("HELP_PAGE")
                assert page, f"{each.__name__} has no page of help"
                found.add(page)
    return found


def test_every_window_that_there_is_has_a_page_and_is_looked_at() -> None:
    assert windows() == {*WINDOWS, "bench", "help"}


@pytest.mark.parametrize("page", WINDOWS)
async def test_f1_tells_of_the_window_that_is_open(workbench: Workbench, page: str) -> None:
    async with screen_of(workbench) as screen:
        await opened(screen, page)
        under: TextualScreen[Any] = screen.app.screen
        assert page_of(under) == page
        await screen.press("f1")
        assert isinstance(screen.app.screen, HelpScreen)
        assert strings.text(f"help_{page}.title").split("《")[0] in screen.text
        await screen.press("f1")
        assert screen.app.screen is under


@pytest.mark.parametrize("page", WINDOWS)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_hardware_cursor_is_where_the_focus_is(
    workbench: Workbench, page: str, size: tuple[int, int]
) -> None:
    async with screen_of(workbench, *size) as screen:
        await opened(screen, page)
        app = screen.app
        for turn in range(6):
            focused = app.focused
            assert focused is not None
            app.drain()
            assert app.cursor_position in focused.region, focused
            if page in ROWS and turn == 0:
                assert ROWS[page] in screen.text.splitlines()[app.cursor_position.y]
            await screen.press("shift+tab")


async def test_the_cursor_goes_with_the_chosen_thing_around_the_board(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        await screen.press("f11")
        panel = screen.app.lesson.around
        assert screen.app.focused is panel
        seen: set[int] = set()
        for _ in range(12):
            screen.app.drain()
            row = screen.text.splitlines()[screen.app.cursor_position.y]
            assert "▸" in row
            seen.add(screen.app.cursor_position.y)
            await screen.press("down")
        assert len(seen) > 1


@pytest.mark.parametrize("page", sorted({*WINDOWS, "bench", "help"}))
@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_a_page_says_what_the_window_is_for(
    page: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strings, "_current", [lang])
    lines = ["".join(run.text for run in line) for line in help_lines("kana", 66, (), page)]
    assert len(lines) > 3
    assert len(strings.text(f"help_{page}.about")) > 20


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
async def test_a_real_terminal_is_told_the_same_places(
    tmp_path: Path, workbench: Workbench
) -> None:
    """What a braille display and an input method look at: the terminal's own cursor."""
    workbench.send(SetLanguage("en"))
    keys = (("down", "\x1b[B"), ("f1", "\x1bOP"), ("f1", "\x1bOP"), ("ctrl+f", "\x06"))
    settings = tmp_path / "data" / "work" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text("{}", encoding="utf-8")  # not the first start, which asks for them
    async with screen_of(workbench) as screen:
        with terminal(tmp_path) as real:
            real.until("\x1b[?25h")
            real.until("First Light")
            for key, sent in keys:
                await screen.press(key)
                screen.app.drain()
                x, y = screen.app.cursor_position
                real.type(sent)
                await asyncio.to_thread(real.until, f"\x1b[{y + 1};{x + 1}H")
