"""The plotter in both faces: seen as curves, told in words, written to a file."""

from pathlib import Path

import pytest
from kibako.errors import UsageError
from kibako.events import Event
from kibako.tui.braille_curve import curve
from kibako.tui.plot_window import PlotWindow
from kibako.workbench.actions import action
from kibako.workbench.commands import EditCode, OpenPack, Run, SavePlot
from kibako.workbench.core import Workbench

from .helpers import WAIT_S, Record, Screen, screen_of
from .test_line import talk

MEASURES = "for i in range(20):\n    print((i, i % 2))\n"


def measured(bench: Workbench) -> None:
    bench.send(OpenPack("first-light"))
    bench.send(EditCode(MEASURES))
    bench.send(Run())
    assert bench.wait_idle(WAIT_S)


def window(screen: Screen) -> PlotWindow:
    found = screen.app.screen
    assert isinstance(found, PlotWindow)
    return found


def test_a_curve_goes_from_the_lowest_left_to_the_highest_right() -> None:
    assert curve([0, 1, 2, 3], 2, 1) == ["⡠⠊"]
    assert curve([3, 2, 1, 0], 2, 1) == ["⠑⢄"]
    assert curve([5], 3, 1) == ["⠂⠀⠀"]
    assert curve([0, 0, 9, 9], 2, 2) == ["⠀⡏", "⣀⠇"]
    assert curve([-1e308, 1e308], 4, 2)[0][-1] != "⠀"
    assert all(len(row) == 30 for row in curve(list(range(5000)), 30, 5))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 18)])
async def test_the_screen_draws_and_writes(
    workbench: Workbench, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with screen_of(workbench, *size) as screen:
        await screen.press("enter", "ctrl+k")
        assert "まだ" in screen.text
        await screen.write(MEASURES)
        await screen.press("f5")
        await screen.settle()
        window(screen).paint()
        await screen.paint()
        assert "1ばんめ：20こ" in screen.text
        assert any("⠀" < letter <= "⣿" for letter in screen.text)
        await screen.press("s", *"temp", "enter")
        await screen.settle()
        assert "temp.csv" in screen.text
        assert screen.app.screen is screen.app.lesson
        assert (tmp_path / "temp.csv").read_bytes().count(b"\r\n") == 21
        await screen.press("ctrl+k", "s", *"temp", "enter")
        await screen.settle()
        assert "もう" in screen.text
        await screen.press("ctrl+k", "escape")
        assert screen.app.screen is screen.app.lesson


def test_the_line_mode_tells_and_writes(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    measured(workbench)
    said = talk(
        workbench,
        "グラフ",
        "plot csv Temp.csv",
        "グラフ csv Temp",
        "plot csv",
        "plot up",
        "plot csv no/t.csv",
        "quit",
    )
    told = "\n".join(said)
    figures = "1ばんめ：20こ。いちばん ひくい 0、いちばん たかい 19、さいご 19。"
    assert f"{figures}だんだん あがっています。" in told
    assert "いちばん たかい 1、さいご 1。あがったり さがったりです。" in told
    assert "20ぎょうを ファイル「Temp.csv」に かきました。" in told
    assert sum(line.startswith("こまったこと") for line in said) == 4
    assert [each.name for each in tmp_path.glob("*.csv")] == ["Temp.csv"]


def test_before_a_run_there_is_nothing_to_write(workbench: Workbench, record: Record) -> None:
    workbench.send(SavePlot("t.csv"))
    assert record.events[-1].what == "raised"
    assert not Path("t.csv").exists()
    with pytest.raises(UsageError):
        action("plot").command(workbench.view, "")


async def test_a_picture_stands_still_while_a_flood_comes_in(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        await screen.press("ctrl+k")
        found = window(screen)
        found.paint()
        for at in range(1000):
            workbench.plot.take(Event(at, "program", "print", f"({at}, 1)\n"))
            screen.app.drain()
        await screen.pilot.pause()
        assert "まだ" in screen.text, "it is drawn at its own pace, not at that of the lines"
        found.paint()
        await screen.pilot.pause()
        assert "1000こ" in screen.text
