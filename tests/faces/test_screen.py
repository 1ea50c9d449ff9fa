"""The screen as a child uses it: keys, mouse, layouts, floods, questions, quitting."""

import asyncio
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from kibako.tui.base import MIN_HEIGHT, MIN_WIDTH
from kibako.tui.board_view import LARGE, SMALL
from kibako.tui.output import MAX_LINES
from kibako.tui.pump import MAX_TEXT
from kibako.workbench.core import Workbench
from textual.widgets import Static

from .helpers import HEART, HEART_FRAME, Record, Wait, screen_of

SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_the_first_screen(workbench: Workbench, width: int, height: int) -> None:
    async with screen_of(workbench, width, height) as screen:
        text = screen.text
        assert "はじめの ひかり" in text
        assert "ステップ 0/5" in text
        assert "やく 40ぷん" in text
        assert "Ctrl+Q おわる" in text


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_lesson_fits_the_terminal(workbench: Workbench, width: int, height: int) -> None:
    async with screen_of(workbench, width, height) as screen:
        await screen.press("enter")
        text = screen.text
        for wanted in (
            "ハートを 光(ひか)らせよう",
            "from microbit import *",
            "F5 うごかす",
            "F1 たすけ",
        ):
            assert wanted in text
        lesson = screen.app.lesson
        assert screen.app.focused is lesson.editor
        wide = width > 100
        assert lesson.query_one("#board").size.width == (LARGE if wide else SMALL).width
        for part in ("#text-box", "#editor", "#board-box", "#output"):
            region = lesson.query_one(part).region
            assert region.right <= width
            assert region.bottom <= height - 1
            assert region.height >= 5


async def test_a_window_that_is_too_small_says_so_once(workbench: Workbench) -> None:
    async with screen_of(workbench, MIN_WIDTH - 1, MIN_HEIGHT - 1) as screen:
        said = screen.text
        assert "《" not in said
        assert f"{MIN_WIDTH}×{MIN_HEIGHT}" in said
        assert "はじめの" not in said
        await screen.pilot.resize_terminal(80, 24)
        await screen.paint()
        assert "はじめの ひかり" in screen.text
        assert not screen.app.screen.query_one("#too-small", Static).display


async def test_a_program_lights_the_drawn_board(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write(HEART)
        lit = Wait(workbench, "display", "frame", HEART_FRAME)
        await screen.press("f5")
        await screen.wait(lit)
        await screen.settle()
        assert screen.app.lesson.query_one("#board").rows == tuple(HEART_FRAME.split(":"))
        assert "おわりました。" in screen.text


async def test_typing_keeps_the_indentation_and_is_saved(
    workbench: Workbench, record: Record, tmp_path: Path
) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        editor = screen.app.lesson.editor
        await screen.press("ctrl+a", "f7")  # no key of an action types anything
        await screen.write("")
        typed = [*"if x:", "enter", *"a", "enter", "backspace", *"b", "enter", "tab", *"c"]
        await screen.press(*[{" ": "space", ":": "colon"}.get(key, key) for key in typed])
        assert editor.text == "if x:\n    a\nb\n    c"
        await screen.press("shift+tab")
        assert editor.text == "if x:\n    a\nb\nc"
        await screen.press("ctrl+q")
    workbench.close()
    assert (tmp_path / "work/first-light/heart.py").read_text("utf-8") == "if x:\n    a\nb\nc"


async def test_it_opens_where_it_was_left(workbench: Workbench, tmp_path: Path) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write(HEART)
        await screen.press("f7")
        await screen.settle()
        assert "★" in screen.text
        await screen.press("f8")
        await screen.write("# もうすこし\n")
        await screen.press("ctrl+q")
    workbench.close()
    again = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "work")
    try:
        async with screen_of(again) as screen:
            assert "ステップ 1/5" in screen.text
            await screen.press("enter")
            assert "ステップ 2/5" in screen.text
            assert screen.app.lesson.editor.text == "# もうすこし\n"
    finally:
        again.close()


async def test_a_failed_check_says_what_was_seen_and_expected(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.press("f7")
        await screen.settle()
        text = screen.text
        assert "みえたもの" in text
        assert "ほしいもの" in text
        await screen.press("x")
        assert "みえたもの" not in screen.text


async def test_a_mistake_names_its_line_and_the_cursor_goes_there(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write("a = 1\nb = nothing\nc = 3\n")
        await screen.press("f5")
        await screen.settle()
        assert "2ぎょうめ" in screen.text
        assert "NameError" in screen.text
        assert screen.app.lesson.editor.cursor_location[0] == 1


async def test_a_question_can_be_answered(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write('print("やあ", input("なまえは？ "))\n')
        asked = Wait(workbench, "program", "print", "なまえは？ ")
        await screen.press("f5")
        await screen.wait(asked)
        assert screen.app.focused is screen.app.lesson.output.answer
        await screen.press("は", "る", "enter")
        await screen.settle()
        assert "やあ はる" in screen.app.lesson.output.text
        assert screen.app.focused is screen.app.lesson.editor


async def test_the_mouse_holds_a_button_of_the_drawn_board(
    workbench: Workbench, record: Record
) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write(
            "from microbit import *\nprint(1)\nwhile not button_b.is_pressed():\n    pass\n"
        )
        ready = Wait(workbench, "program", "print", "1\n")
        await screen.press("f5")
        await screen.wait(ready)
        x, y = SMALL.button_b
        await screen.pilot.mouse_down("#board", offset=(x + 2, y // 2 + 1))
        await screen.settle()
        board = screen.app.lesson.query_one("#board")
        assert board.held == {"button_b"}
        assert ">B<" in screen.text
        await screen.pilot.mouse_up("#board", offset=(x + 2, y // 2 + 1))
        await screen.paint()
        assert board.held == frozenset()
        pressed = [(e.source, e.what) for e in record.events if e.source == "button_b"]
        assert pressed == [("button_b", "pressed"), ("button_b", "released")]


async def test_a_click_on_the_bar_of_keys_does_the_action(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.pilot.click("#keys", offset=(1, 0))
        await screen.settle()
        assert "おわりました。" in screen.text


async def test_a_tick_after_the_end_finds_no_screen_and_needs_none(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
    screen.app.drain()


async def test_a_flood_of_text_is_bounded_and_stop_works(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write("i = 0\nwhile True:\n    print(i)\n    i += 1\n")
        flood = Wait(workbench, "program", "print", when=lambda text: len(str(text)) > 1000)
        await screen.press("f5")
        await asyncio.to_thread(flood.now)
        for _ in range(3):
            await screen.press("f2")  # keys are answered all the while
            output = screen.app.lesson.output
            assert len(output.text) <= MAX_LINES * 20
            assert output.log_view.row_count <= MAX_LINES
        assert len(screen.app.pump.take()[2]) <= MAX_TEXT
        await screen.press("f6")
        await screen.settle()
        assert not workbench.view.running
        assert "とめました" in screen.app.lesson.output.text


async def test_printed_lines_fold_and_scroll(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        output = screen.app.lesson.output
        output.feed("".join(f"{number}\n" for number in range(40)) + "あ" * 30 + "\n")
        await screen.paint()
        assert output.log_view.row_count == 43  # 30 wide letters are three rows of 24 cells
        assert "39" in screen.text
        output.log_view.scroll_home(animate=False)
        await screen.paint()
        output.feed("new\n")
        await screen.paint()
        assert "new" not in screen.text, "whoever has scrolled up is left there"
        await screen.pilot.resize_terminal(120, 40)
        await screen.paint()
        assert output.log_view.row_count == 43
        assert "あ" * 20 in screen.text


async def test_no_escape_sequence_of_a_program_reaches_the_terminal(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.write("print('a\\x1b[2Jb\\x07c')\n")
        await screen.press("f5")
        await screen.settle()
        assert "\x1b" not in screen.text
        assert "a\ufffd[2Jb\ufffdc" in screen.text


async def test_reading_and_language_change_what_is_shown(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        assert "光(ひか)らせよう" in screen.text
        await screen.press("f2")
        assert "ひからせよう" in screen.text
        await screen.press("f2")
        assert "光らせよう" in screen.text
        await screen.press("f3")
        assert "F5 Run" in screen.text


async def test_help_lists_every_key_and_closes(workbench: Workbench) -> None:
    async with screen_of(workbench, 120, 220) as screen:
        await screen.press("enter")
        await screen.press("f1")
        for wanted in ("F5 / Ctrl+R", "うごかす", "Alt+C", "Shift+Tab"):
            assert wanted in screen.text
        await screen.press("escape")
        assert workbench.view.pack is not None
        assert "F5 / Ctrl+R" not in screen.text


async def test_the_text_scrolls_while_the_cursor_stays_in_the_program(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        assert "大文字" not in screen.text
        await screen.press("ctrl+down", "ctrl+down", "ctrl+down", "ctrl+down")
        assert "大文字" in screen.text
        assert screen.app.focused is screen.app.lesson.editor
        await screen.press("ctrl+up", "ctrl+up", "ctrl+up", "ctrl+up")
        assert "ハートを 光" in screen.text


async def test_the_hardware_cursor_is_on_what_has_the_focus(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        packs = screen.app.home.packs
        assert screen.app.cursor_position in packs.region
        row = screen.text.splitlines()[screen.app.cursor_position.y]
        assert "はじめの ひかり" in row
        await screen.press("enter")
        editor = screen.app.lesson.editor
        assert screen.app.cursor_position == editor.cursor_screen_offset
        await screen.press("shift+tab")
        assert screen.app.focused is not None
        assert screen.app.focused is not editor
        assert screen.app.cursor_position in screen.app.focused.region


def test_nothing_of_a_board_is_imported_before_the_first_screen(tmp_path: Path) -> None:
    code = """
        import asyncio, sys
        from pathlib import Path
        from kibako.tui.app import KibakoApp
        from kibako.workbench import board_watch
        from kibako.workbench.core import Workbench
        board_watch.FIRST_LOOK_S = 3600.0
        async def main():
            bench = Workbench(work_dir=Path(sys.argv[1]))
            app = KibakoApp(bench)
            async with app.run_test(size=(80, 24)) as pilot:
                app.drain()
                await pilot.pause()
                heavy = {"wasmtime", "serial", "mpremote"} & set(sys.modules)
                assert not heavy, heavy
            bench.close()
        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "w")],
        env=os.environ | {"KIBAKO_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
