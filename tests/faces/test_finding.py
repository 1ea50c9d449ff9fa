"""Lessons are found by typing, on the first screen and in the line mode."""

from kibako.tui.home import FindLine
from kibako.workbench.core import Workbench
from textual import events

from .helpers import Screen, Wait, screen_of
from .test_line import talk


def listed(screen: Screen) -> list[str]:
    return [option.id or "" for option in screen.app.home.packs.options]


async def test_typing_shows_what_fits_and_enter_opens_it(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        home = screen.app.home
        for letter in "しょうてんがい":  # as an input method sends them: all at once
            screen.app.post_message(events.Key(letter, letter))
        await screen.paint()
        await screen.paint()
        assert home.query_one(FindLine).value == "しょうてんがい"
        assert listed(screen) == ["shop-rally"]
        assert "1こ みつかりました" in screen.text
        opened = Wait(workbench, "lesson", "opened")
        await screen.press("enter")
        await screen.wait(opened)
        assert workbench.view.pack is not None
        assert workbench.view.pack.id == "shop-rally"
        await screen.press("escape")
        assert len(listed(screen)) == 10
        assert home.focused is home.packs


async def test_the_keys_go_between_the_line_and_the_list(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        home = screen.app.home
        await screen.press("ctrl+f")
        assert home.focused is home.query_one(FindLine)
        await screen.press(*"light", "down", "x")
        assert listed(screen) == []
        assert "「lightx」の パックは ありません" in screen.text
        await screen.press("enter")
        assert workbench.view.pack is None
        await screen.press("up", "backspace")
        assert "first-light" in listed(screen)
        assert "ありません" not in screen.text
        await screen.press("escape")
        assert len(listed(screen)) == 10
        assert home.focused is home.packs


def test_the_line_mode_says_what_fits_by_its_number(workbench: Workbench) -> None:
    number = [pack.id for pack in workbench.view.packs].index("sound-maze") + 1
    said = talk(workbench, "さがす めいろ", "find zebra", "search", "", "find", "maze", "quit")
    lines = [line for line in said if line.startswith(f"{number}: ")]
    assert len(lines) >= 3, "once in the list, and twice found"
    assert any("zebra" in line for line in said)
