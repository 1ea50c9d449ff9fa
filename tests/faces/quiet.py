"""Waiting for a screen until it has done all that it can do, and no moment longer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App
from textual.pilot import Pilot

MOST_S = 60.0


@asynccontextmanager
async def run_quietly(app: App[int], width: int, height: int) -> AsyncIterator[Pilot[int]]:
    """Run an app whose pilot waits for what goes on in it, not for a process that is idle.

    Textual looks whether the process has used the processor within 20 ms, for a second at most.
    That costs 40 ms a key. And on a busy computer, where the process has to wait for its turn, it
    takes the waiting for idleness and goes on too early.

    Args:
        app: The app.
        width: Of its terminal, in columns.
        height: Of its terminal, in rows.

    Yields:
        The pilot.
    """

    async def until_quiet(*_: float) -> None:
        loop = asyncio.get_running_loop()
        limit_s = time.monotonic() + MOST_S
        quiet = 0
        while quiet < 2:
            assert time.monotonic() < limit_s, "the screen does not come to rest"
            await asyncio.sleep(0)
            # Nothing else waits for its turn: every message was taken, what it caused too. A new
            # size of the terminal waits for a moment by the clock.
            quiet = 0 if loop._ready or app._resize_event is not None else quiet + 1
            if quiet == 1 and app.screen_stack:
                app.screen._on_timer_update()  # paint now what the next sixtieth of a second would

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", until_quiet)
        patch.setattr("textual.pilot.wait_for_idle", until_quiet)
        async with app.run_test(size=(width, height), notifications=True) as pilot:
            yield pilot
