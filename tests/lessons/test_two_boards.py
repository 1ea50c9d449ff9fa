"""What a check cannot see: the programs of a pack on two boards that hear each other."""

from pathlib import Path

import pytest
from kibako import resources
from kibako.events import Event
from kibako.workbench.world_run import WorldRun

KUMA = resources.data_root() / "lessons" / "kuma-alert"
WORLD = """
for_s = 9
[[boards]]
name = "trap"
board = "virtual:{board}"
program = "trap.py"
circuit = "bear-trap"
[[boards]]
name = "house"
board = "virtual:{board}"
program = "house.py"
circuit = "bear-trap"
x_m = 20
[[steps]]
board = "trap"
at_s = 2
press = "door"
hold_s = 0.2
[[steps]]
board = "trap"
at_s = 5
press = "door"
hold_s = 3
"""


@pytest.mark.parametrize("board", ["microbit", "microbit-v1"])
@pytest.mark.parametrize(("trap", "house"), [("wind", "house"), ("both", "both")])
def test_the_bear_rings_in_the_house_within_a_second_and_the_wind_does_not(
    board: str, trap: str, house: str, tmp_path: Path
) -> None:
    for name, step in (("trap", trap), ("house", house)):
        code = (KUMA / step / "solution.py").read_text(encoding="utf-8")
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
    path = tmp_path / "world.toml"
    path.write_text(WORLD.format(board=board), encoding="utf-8")
    events: list[Event] = []
    WorldRun(path, on_event=events.append).run()
    heard = [e.t_ms for e in events if (e.source, e.what) == ("house/alarm", "tone")]
    assert heard
    assert 5000 < heard[0] <= 6000
    assert not [e for e in events if (e.source, e.what) == ("trap/alarm", "tone")]
