"""The whole screen as text."""

from kibako.workbench.commands import OpenPack
from kibako.workbench.core import Workbench
from textual.widgets import TextArea

from .helpers import HEART, screen_of


async def test_the_screen_is_read_as_text(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("ctrl+e")
        text = screen.app.screen.query_one(TextArea)
        assert "はじめの ひかり: ステップ 0/5" in text.text
        assert screen.app.focused is text
        assert screen.app.cursor_position == text.cursor_screen_offset
        await screen.press("escape")
        assert screen.app.screen is screen.app.home


async def test_a_lesson_as_text_has_all_of_it(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        await screen.write(HEART + "print('hello')\nx = y\n")
        await screen.press("f5")
        await screen.settle()
        await screen.press("ctrl+e")
        text = screen.app.screen.query_one(TextArea).text
        for wanted in ("4: print('hello')", "○●○●○", "hello", "5ぎょうめ", "光(ひか)らせよう"):
            assert wanted in text
        assert "《" not in text
