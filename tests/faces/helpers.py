"""Helpers of the tests of the faces."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable

from kibako.events import Event
from kibako.tui.app import KibakoApp
from kibako.tui.screenshot import painted
from kibako.workbench.core import Workbench
from textual.pilot import Pilot

from .quiet import run_quietly

WAIT_S = 60.0
"""How long a test waits for anything at most."""


class Record:
    """Every event of a workbench, in order."""

    def __init__(self, bench: Workbench) -> None:
        self.events: list[Event] = []
        bench.subscribe(self.events.append)

    def without_time(self) -> list[tuple[str, str, object]]:
        """The events without their times, and without what a board says of itself."""
        return [(e.source, e.what, e.value) for e in self.events if e.source != "board"]


class Wait:
    """Waits for an event of a workbench; made before the thing that causes it."""

    def __init__(
        self,
        bench: Workbench,
        source: str,
        what: str,
        value: object = None,
        *,
        when: Callable[[object], bool] = lambda value: True,
    ) -> None:
        self._when = when
        self._wanted = (source, what, value)
        self._seen = threading.Event()
        bench.subscribe(self._take)

    def _take(self, event: Event) -> None:
        source, what, value = self._wanted
        if (event.source, event.what) != (source, what) or value not in (None, event.value):
            return
        if self._when(event.value):
            self._seen.set()

    def now(self) -> None:
        """Wait here."""
        assert self._seen.wait(WAIT_S), self._wanted


HEART = "from microbit import *\n\ndisplay.show(Image.HEART)\n"
HEART_FRAME = "09090:99999:99999:09990:00900"


class Screen:
    """The screen face without a terminal, with what a test does on it."""

    def __init__(self, app: KibakoApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self.bench = app.workbench

    async def settle(self) -> None:
        """Wait until nothing goes on and all is painted."""
        assert await asyncio.to_thread(self.bench.wait_idle, WAIT_S)
        await self.paint()

    async def paint(self) -> None:
        """Let the screen take what has happened, and paint it."""
        self.app.drain()
        if self.bench.view.pack is not None:
            limit = time.monotonic() + WAIT_S
            while not self.app.lesson.ready:
                assert time.monotonic() < limit
                await self.pilot.pause()
        self.app.drain()
        await self.pilot.pause()
        self.app.follow_focus()  # as the next tick does: only now has everything its place

    async def press(self, *keys: str) -> None:
        """Press keys and let the screen take them."""
        await self.pilot.press(*keys)
        await self.paint()

    async def wait(self, event: Wait) -> None:
        """Wait for an event, then paint."""
        await asyncio.to_thread(event.now)
        await self.paint()

    async def write(self, code: str) -> None:
        """Put a program into the editor."""
        self.app.lesson.editor.load_text(code)
        await self.paint()

    @property
    def text(self) -> str:
        """Everything that is painted, row by row."""
        return "\n".join(strip.text for strip in painted(self.app))


@contextlib.asynccontextmanager
async def screen_of(bench: Workbench, width: int = 80, height: int = 24) -> AsyncIterator[Screen]:
    """The screen face over a workbench, in a terminal of a size."""
    app = KibakoApp(bench)
    async with run_quietly(app, width, height) as pilot:
        screen = Screen(app, pilot)
        await screen.paint()
        yield screen
