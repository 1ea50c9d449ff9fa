"""The settings: one registry, a page on the screen, a word in the line mode."""

from pathlib import Path

import msgspec
import pytest
from kibako import strings
from kibako.club.progress import Settings
from kibako.errors import UsageError
from kibako.tui.app import KibakoApp
from kibako.tui.board_view import BoardView
from kibako.tui.home import CHOSEN
from kibako.tui.theme import THEMES
from kibako.workbench.actions import action
from kibako.workbench.commands import Choose
from kibako.workbench.core import Workbench
from kibako.workbench.settings import SETTINGS
from kibako_access import ruby

from .helpers import Record, Screen, screen_of
from .quiet import run_quietly
from .test_line import talk

FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}


@pytest.mark.parametrize("each", SETTINGS, ids=[each.id for each in SETTINGS])
@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_every_setting_is_kept_and_named(each: object, lang: str) -> None:
    strings.set_language(lang)
    found = next(one for one in SETTINGS if one is each)
    assert found.id in FIELDS
    assert found.label
    assert found.help
    for value in found.values:
        assert found.value_name(value)
        msgspec.convert({found.id: value}, Settings)


def test_a_word_sets_by_labels_and_ids(workbench: Workbench) -> None:
    words = action("settings")
    for each in SETTINGS:
        for value in each.values:
            for typed in (
                f"{each.id} {value}",
                f"{strings.text(f'setting_{each.id}.label', 'en')} "
                f"{each.value_name(value, 'en').title()}",
                f"{ruby.render(each.label, 'kana')} {ruby.render(each.value_name(value), 'kana')}",
            ):
                assert words.command(workbench.view, typed) == Choose(each.id, value)
    assert words.command(workbench.view, "calm") == Choose("calm", "on")
    for wrong in ("", "nothing on", "calm loud"):
        with pytest.raises(UsageError):
            words.command(workbench.view, wrong)


def test_settings_are_kept_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    first = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "work")
    assert first.view.first_start
    told = Record(first)
    first.send(Choose("theme", "light"))
    first.send(Choose("theme", "loud"))
    first.send(Choose("nothing", "on"))
    assert [(e.source, e.what) for e in told.events].count(("error", "raised")) == 2
    first.close()
    again = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "work")
    assert again.view.setting("theme") == "light"
    assert not again.view.first_start
    again.close()


def test_a_broken_file_is_kept_aside_and_told(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "settings.json").write_text('{"theme": "mauve"}')
    bench = Workbench(board="virtual:microbit/faces", work_dir=work)
    told = Record(bench)
    assert bench.view.setting("theme") == "wood"
    assert any(event.source == "error" for event in told.events)
    assert [path.name for path in work.iterdir() if path.name.startswith("settings")]
    assert any('"mauve"' in path.read_text() for path in work.iterdir() if path.is_file())
    bench.close()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_the_page_changes_what_is_seen_at_once(
    workbench: Workbench, size: tuple[int, int]
) -> None:
    async with screen_of(workbench, *size) as screen:
        await screen.press("ctrl+o")
        assert "せってい" in screen.text
        cursor = screen.app.cursor_position
        await screen.press("down", "down", "down", "right")
        moved = screen.app.cursor_position.y - cursor.y
        assert moved == 3 or (moved > 0 and size[1] == 18)  # a longer help moves it up
        assert screen.app.theme == THEMES[1].name
        await screen.press("left")
        assert screen.app.theme == THEMES[0].name
        await screen.press("up", "up", "up", "right")
        assert "Settings" in screen.text
        await screen.press("end")
        assert f"{CHOSEN} Close" in screen.text
        assert "Enter goes to the lessons" in screen.text
        await screen.press("escape")
        assert "What shall we do" in screen.text or "steps" in screen.text.lower()


async def test_the_first_start_asks_and_then_never_again(workbench: Workbench) -> None:
    app = KibakoApp(workbench, asks_first=True)
    async with run_quietly(app, 80, 24) as pilot:
        screen = Screen(app, pilot)
        await screen.paint()
        assert "はじめまして" in screen.text
        await screen.press("right")
        assert "Hello" in screen.text
        await screen.press("end", "enter")
        assert app.screen is app.home
    assert not workbench.view.first_start


async def test_alt_c_keeps_the_theme(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("alt+c")
        assert screen.app.theme == THEMES[1].name
        assert workbench.view.setting("theme") == "contrast"


async def test_a_large_size_shows_less_and_the_board_while_it_runs(workbench: Workbench) -> None:
    workbench.send(Choose("size", "large"))
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        await screen.paint()
        right = screen.app.lesson.query_one("#right")
        assert not right.display
        await screen.press("f11")
        assert right.display
        await screen.press("f11")


async def test_the_calm_mode_holds_each_picture(workbench: Workbench) -> None:
    async with screen_of(workbench) as screen:
        await screen.press("enter")
        board = screen.app.lesson.query_one(BoardView)
        board.calm = True
        lit, other = ("90000", *["00000"] * 4), ("00009", *["00000"] * 4)
        board.light(lit)
        board.light(other)
        assert board.rows == lit
        board._rested()  # pyright: ignore[reportPrivateUsage]
        assert board.rows == other


def test_the_line_mode_sets_by_word_and_by_number(workbench: Workbench) -> None:
    said = talk(workbench, "settings theme light", "settings", "5", "2", "settings", "0", "quit")
    assert workbench.view.setting("theme") == "light"
    assert workbench.view.setting("calm") == "on"
    assert any("しろい" in line for line in said)
