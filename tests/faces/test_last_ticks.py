"""What ticks while a screen is left: its widgets are gone before its timers."""

from collections.abc import Callable

import pytest
from kibako.events import Event
from kibako.tui.app import KibakoApp
from kibako.workbench.commands import OpenPack
from kibako.workbench.core import Workbench
from textual.widget import Widget

from .helpers import screen_of


@pytest.mark.parametrize("pack_id", ["", "first-light"])
async def test_a_tick_after_the_last_widget_does_nothing(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, pack_id: str
) -> None:
    if pack_id:
        workbench.send(OpenPack(pack_id))
    prune: Callable[..., object] = KibakoApp._prune
    ticked: list[object] = []

    async def pruned(app: KibakoApp, *nodes: Widget, **options: Widget) -> None:
        await prune(app, *nodes, **options)  # pyright: ignore[reportGeneralTypeIssues]
        app.pump.put(Event(0, "settings", "reading", "kana"))
        for timer in tuple(app._timers):
            assert timer._callback is not None
            timer._callback()
            ticked.append(timer)

    async with screen_of(workbench) as screen:
        monkeypatch.setattr(KibakoApp, "_prune", pruned)
        assert screen.app.is_running
    assert ticked
