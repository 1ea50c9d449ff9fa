"""What is typed fast comes in its order, and what is to be read is in sight."""

import pytest
from kibako.tui.app import KibakoApp
from kibako.tui.base import MIN_HEIGHT, MIN_WIDTH
from kibako.workbench.core import Workbench
from textual import events

from .helpers import HEART, Screen, Wait, screen_of

NAMED = {"\b": "backspace", "\n": "enter", "\x05": "end", "\x01": "f5"}


async def burst(screen: Screen, typed: str) -> None:
    """Give all keys at once, as an input method or a fast typist on a slow machine does."""
    app: KibakoApp = screen.app
    for letter in typed:
        name = NAMED.get(letter)
        app.post_message(events.Key(name or letter, None if name else letter))
    await screen.paint()


async def test_a_backspace_does_not_come_after_the_letters_behind_it(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write("")
        await burst(screen, "ab\bcd\b\bef\n\bg")
        assert screen.app.lesson.editor.text == "aefg"


async def test_a_run_takes_all_that_was_typed_before_it(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write("")
        printed = Wait(workbench, "program", "print", "12345\n")
        await burst(screen, "print(12345)\x01")
        await screen.wait(printed)
        await screen.settle()


async def test_the_answer_to_a_question_is_seen_while_it_is_typed(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write('print("やあ", input("なまえは？ "))\n')
        asked = Wait(workbench, "program", "print", "なまえは？ ")
        await screen.press("f5")
        await screen.wait(asked)
        assert screen.app.focused is screen.app.lesson.output.answer
        await burst(screen, "はなx\bこ")
        assert "はなこ" in screen.text
        await screen.press("enter")
        await screen.settle()
        assert "やあ はなこ" in screen.app.lesson.output.text


async def test_the_number_of_a_step_is_seen_while_it_is_typed(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter", "alt+s", "3")
        assert any(line.strip("╭╮│╰╯─ ").endswith("3") for line in screen.text.splitlines())


async def test_the_frame_names_the_key_while_there_is_more_to_read(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        assert "Ctrl+Down つづき" in screen.text
        await screen.press(*["ctrl+down"] * 8)
        assert "大文字" in screen.text
        assert "つづき" not in screen.text


async def test_the_keys_of_every_editor(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write(HEART)
        editor = screen.app.lesson.editor
        await screen.press("ctrl+home")
        assert editor.cursor_location == (0, 0)
        await screen.press("ctrl+end")
        assert editor.cursor_location == editor.document.end
        await screen.press("ctrl+a", "backspace")
        assert editor.text == ""
        await screen.press("ctrl+z")
        assert editor.text == HEART


async def test_a_window_made_small_and_large_again_shows_all_as_before(
    workbench: Workbench,
) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write('print("これは ながい ぎょう")\n')
        await screen.pilot.resize_terminal(40, 10)
        await screen.press("f5")
        await screen.settle()
        await screen.pilot.resize_terminal(80, 24)
        await screen.paint()
        assert "これは ながい ぎょう" in screen.text
        await screen.press("ctrl+home", "x")
        assert screen.app.lesson.editor.text.startswith("x")


async def test_a_wide_bracket_is_named(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write("from microbit import *\n\ndisplay.show（Image.HEART）\n")
        await screen.press("f5")
        await screen.settle()
        assert "全角(ぜんかく)の「（」" in screen.text


@pytest.mark.parametrize(("width", "height"), [(MIN_WIDTH, MIN_HEIGHT), (80, 24), (120, 40)])
async def test_the_program_and_what_the_check_says_are_both_in_sight(
    workbench: Workbench, width: int, height: int
) -> None:
    async with screen_of(workbench, width, height) as screen:
        await screen.press("enter")
        await screen.write("from microbit import *\ndisplay.show（Image.HEART）\n")
        await screen.press("f7")
        await screen.settle()
        lesson = screen.app.lesson
        assert lesson.editor.size.height >= 3
        result = lesson.query_one("#result")
        assert result.region.bottom <= height - 1
        assert "みえたもの" in screen.text
        assert "display.show（" in screen.text
        if width >= 80:
            assert "できあがりです。" in screen.text
