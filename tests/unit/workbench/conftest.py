"""A workbench with a small pack and a place of its own."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako import strings
from kibako.events import Event, JsonValue
from kibako.workbench import commands
from kibako.workbench.core import Workbench
from kibako.workbench.view import View

WAIT_S = 60.0


class Bench:
    """A workbench, its events, and ways to wait for them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.changed = threading.Condition()
        self.events: list[Event] = []
        self.core = self._new()

    def _new(self) -> Workbench:
        core = Workbench(work_dir=self.home / "work")
        core.subscribe(self._take)
        return core

    def _take(self, event: Event) -> None:
        with self.changed:
            self.events.append(event)
            self.changed.notify_all()

    @property
    def view(self) -> View:
        return self.core.view

    def send(self, *sent: commands.Command) -> None:
        for command in sent:
            self.core.send(command)

    def do(self, *sent: commands.Command) -> list[tuple[str, str, JsonValue]]:
        """Send commands, wait until nothing goes on, return what was told but board events."""
        start = len(self.events)
        for command in sent:
            self.core.send(command)
            self.idle()
        return self.told(start)

    def told(self, start: int = 0) -> list[tuple[str, str, JsonValue]]:
        rooms = ("lesson", "program", "check", "error", "settings")
        return [(e.source, e.what, e.value) for e in self.events[start:] if e.source in rooms]

    def errors(self) -> list[str]:
        return [e.value["code"] for e in self.events if (e.source, e.what) == ("error", "raised")]

    def idle(self) -> None:
        assert self.core.wait_idle(WAIT_S)

    def wait(self, source: str, what: str, value: JsonValue = None, count: int = 1) -> None:
        """Wait until an event was told that many times."""

        def seen() -> bool:
            found = [e for e in self.events if (e.source, e.what) == (source, what)]
            return len([e for e in found if value in (None, e.value)]) >= count

        with self.changed:
            assert self.changed.wait_for(seen, WAIT_S), (source, what, value)

    def restart(self) -> None:
        """Quit, and start again in the same place."""
        self.core.close()
        self.events.clear()
        self.core = self._new()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(strings, "_current", ["en"])
    bench = Bench(tmp_path / "home")
    yield bench
    bench.core.close()
