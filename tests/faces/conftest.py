"""What the tests of the faces share: a workbench with the bundled packs and a place of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako import strings
from kibako.workbench.completing import Completer
from kibako.workbench.core import Workbench

from .helpers import Record


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep everything of a test in its folder, and speak Japanese."""
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KIBAKO_LANG", "ja")
    # Reading the stubs takes a second of the processor; test_completing asks for real.
    monkeypatch.setattr(Completer, "ask", lambda self, question: None)  # pyright: ignore
    before = strings.language()
    strings.set_language("ja")
    yield
    strings.set_language(before)


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    """A workbench over a virtual micro:bit, closed at the end."""
    bench = Workbench(board="virtual:microbit/faces", work_dir=tmp_path / "work")
    yield bench
    bench.close()


@pytest.fixture
def record(workbench: Workbench) -> Record:
    """The events of the workbench from the start."""
    return Record(workbench)
