"""A pack brings what hangs on the virtual board, and the files for the board in use."""

from pathlib import Path

import pytest
from kibako import strings
from kibako.events import Event
from kibako.virtual.options import VirtualOptions
from kibako.workbench.commands import ClosePack, OpenPack
from kibako.workbench.core import Workbench

MANIFEST = """schema = 1
id = "both"
version = "1.0.0"
title = { ja = "りょうほう", en = "Both" }
minutes = 5
level = "小1+"
boards = ["microbit", "pico"]
licence = "CC-BY-4.0"
circuit = { microbit = "traffic-light" }

[[steps]]
id = "one"
title = { ja = "ひとつめ", en = "One" }
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    step = folder / "both" / "one"
    step.mkdir(parents=True)
    (folder / "both" / "pack.toml").write_text(MANIFEST, encoding="utf-8")
    for name in ("text.ja.md", "text.en.md", "starter.py", "solution.py", "check.py"):
        (step / name).write_text("# plain\n")
    (step / "starter.pico.py").write_text("# pico\n")
    (step / "text.pico.en.md").write_text("For a Pico\n")
    return folder


@pytest.mark.parametrize(
    ("board", "code", "parts"),
    [
        ("virtual:microbit/lesson", "# plain\n", True),
        ("virtual:microbit-v1/other", "# plain\n", True),
        ("virtual:pico-w/lesson", "# pico\n", False),
    ],
)
def test_the_board_in_use_gets_its_files_and_its_circuit(
    tmp_path, packs, monkeypatch, board, code, parts
):
    monkeypatch.setattr(strings, "_current", ["en"])
    bench = Workbench(
        board=board, work_dir=tmp_path, packs=[packs], virtual=VirtualOptions(pace="fast")
    )
    told: list[Event] = []
    bench.subscribe(told.append)
    try:
        assert bench.around().parts == ()
        bench.send(OpenPack("both"))
        assert bench.view.code == code
        assert ("Pico" in bench.view.text) == ("pico" in board)
        assert bool(bench.around().parts) == parts
        bench.send(ClosePack())
        assert bench.around().parts == ()
    finally:
        bench.close()
    assert [event for event in told if event.source == "error"] == []
