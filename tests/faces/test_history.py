"""The earlier programs of a step: compared and put back, in both faces."""

import pytest
from kibako.errors import UsageError
from kibako.workbench.actions import action
from kibako.workbench.commands import EditCode, OpenPack, ResetCode, Restore
from kibako.workbench.core import Workbench
from kibako.workbench.history import Change, changes

from .helpers import Record, screen_of
from .test_line import talk

FIRST, SECOND = "x = 1\ny = 2\n", "x = 1\ny = 3\nz = 4\n"


def kept(bench: Workbench) -> None:
    """Leave the first program behind, and have the second one."""
    bench.send(OpenPack("first-light"))
    bench.send(EditCode(FIRST))
    bench.send(ResetCode())
    bench.send(EditCode(SECOND))


def test_what_putting_back_would_change() -> None:
    assert changes(SECOND, FIRST) == (
        Change("-", 2, "y = 3"),
        Change("-", 3, "z = 4"),
        Change("+", 2, "y = 2"),
    )
    assert changes(FIRST, FIRST) == ()


def test_putting_back_keeps_what_there_was(workbench: Workbench, record: Record) -> None:
    kept(workbench)
    [run] = workbench.earlier()
    assert run.text == FIRST
    workbench.send(Restore(run.number))
    assert workbench.view.code == FIRST
    assert [each.text for each in workbench.earlier()] == [SECOND, FIRST]
    workbench.send(Restore(99))
    assert ("error", "raised") in [(e.source, e.what) for e in record.events]
    assert workbench.view.code == FIRST
    with pytest.raises(UsageError):
        action("history").command(workbench.view, "one")


@pytest.mark.parametrize("size", [(80, 24), (60, 18)])
async def test_the_screen_compares_and_puts_back(
    workbench: Workbench, size: tuple[int, int]
) -> None:
    kept(workbench)
    async with screen_of(workbench, *size) as screen:
        await screen.press("ctrl+b")
        assert "+1ぎょう -2ぎょう" in screen.text
        assert "-   3  z = 4" in screen.text
        await screen.press("enter")
        assert screen.app.lesson.editor.text == FIRST


async def test_no_history_is_said(workbench: Workbench) -> None:
    workbench.send(OpenPack("first-light"))
    async with screen_of(workbench) as screen:
        await screen.press("ctrl+b")
        assert "まだ ありません" in screen.text
        await screen.press("escape")
        assert screen.app.screen is screen.app.lesson


def test_the_line_mode_compares_and_puts_back(workbench: Workbench) -> None:
    kept(workbench)
    said = talk(workbench, "history", "1", "1", "history", "0", "quit")
    assert workbench.view.code == FIRST
    assert any("z = 4" in line and line.startswith("へる 3") for line in said)
    assert any("もどしました" in line for line in said)
