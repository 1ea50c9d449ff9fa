"""The bench of many boards in its faces: what is shown, said and done by a key or a word."""

import io
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from kibako import strings
from kibako.events import Event
from kibako.flash.bench import Tally
from kibako.line.bench import BenchLines
from kibako.tui.bench import KEYS, BenchApp
from kibako.tui.help import help_lines
from kibako.tui.keybar import key_name
from kibako.tui.screenshot import painted
from kibako.workbench.action import Action
from kibako.workbench.actions import BENCH_ACTIONS, by_words
from textual.pilot import Pilot

from .quiet import run_quietly
from .test_contrast import MEASURED, too_weak

IDS = [found.id for found in BENCH_ACTIONS]
PROBLEM = {"code": "x", "what": "ボードが ありません。", "next": "さしなおしてください。"}


def row(number: int, phase: str, **more: Any) -> dict[str, Any]:
    told = {
        "number": number,
        "label": f"きつね-{number}",
        "name": "Raspberry Pi Pico",
        "kind": "pico",
    }
    rest = {"phase": phase, "tries": 1, "seconds": 4.5, "version": "", "files": 0, "kept": ""}
    return {**told, "serial": "e6\x1b[2J", "socket": "", **rest, **more}


class Told:
    """A run of the bench that says and does what a test wants."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        self.deeds: list[str] = []
        self.over = threading.Event()

    def start(self) -> None:
        self.deeds.append("start")

    def stop(self) -> None:
        self.deeds.append("stop")
        self.over.set()

    def left_s(self) -> int:
        return 290

    def retry(self) -> int:
        self.deeds.append("retry")
        return 1

    def wait(self, timeout_s: float) -> bool:
        return self.over.wait(timeout_s)

    def rows(self) -> list[dict[str, Any]]:
        return self._rows

    def tally(self) -> Tally:
        phases = [each["phase"] for each in self._rows]
        return Tally(phases.count("done"), 0, phases.count("failed"), 0, 12.0)

    def close(self) -> None:
        self.deeds.append("close")


@pytest.mark.parametrize("found", BENCH_ACTIONS, ids=IDS)
def test_every_deed_has_a_key_a_word_and_a_help(found: Action) -> None:
    bound = {getattr(each, "key", ""): getattr(each, "action", "") for each in BenchApp.BINDINGS}
    for key in found.keys:
        assert bound[key] == f"act('{found.id}')"
    on_screen = [
        "".join(run.text for run in line) for line in help_lines("kana", 66, BENCH_ACTIONS, "bench")
    ]
    assert any(key_name(found.keys[0]) in line and found.label in line for line in on_screen)
    assert found.id in KEYS
    for words in found.words:
        assert words
        for word in words:
            assert by_words(word, BENCH_ACTIONS) == (found, "")


async def looked_at(app: BenchApp, pilot: Pilot[int]) -> None:
    """Have the screen look how the run is going, as it does by itself by the clock."""
    await pilot.pause()
    app.look()
    await pilot.pause()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
async def test_the_table_tells_all_without_colours(width: int, height: int) -> None:
    rows = [row(n, "done" if n % 5 else "failed") for n in range(1, 21)]
    rows[4]["problem"] = PROBLEM
    run: Any = Told(rows)
    app = BenchApp(lambda take: run)

    def text() -> str:
        return "\n".join(strip.text for strip in painted(app))

    async with run_quietly(app, width, height) as pilot:
        await looked_at(app, pilot)
        assert run.deeds == ["start"]
        for wanted in (
            "きつね-1",
            "● できました",
            "! できません",
            "4.5",
            "できた：16台",
            "F7 もういちど",
        ):
            assert wanted in text()
        await pilot.press("f8")
        assert PROBLEM["what"] in text()
        assert PROBLEM["next"] in text()
        rows[4] = row(5, "retrying")
        await pilot.press("f7")
        assert "? もういちど します" in text()
        await pilot.press("f1")
        assert "できなかった ボードを もういちど します。" in text()
        await pilot.press("escape", "f6")
        assert run.deeds == ["start", "retry", "stop"]
        await pilot.press("f5")
        assert run.deeds[3:] == ["close", "start"]
        await pilot.press("ctrl+q")
    assert app.return_code == 0


@pytest.mark.parametrize("theme", MEASURED)
async def test_the_table_can_be_read_in_every_theme(theme: str) -> None:
    run: Any = Told([row(1, "done"), row(2, "failed", problem=PROBLEM), row(3, "writing")])
    app = BenchApp(lambda take: run)
    async with run_quietly(app, 120, 40) as pilot:
        app.theme = theme
        await looked_at(app, pilot)
        screen: Any = SimpleNamespace(app=app)
        assert too_weak(screen, theme) == set()
        await pilot.press("f8")
        assert too_weak(screen, theme) == set()


def spoken(stdin: str, events: list[Event], act: Callable[[Told], None]) -> tuple[list[str], Told]:
    """Return what the line mode says, and the run it followed."""
    out = io.StringIO()
    run: Any = Told([row(1, "failed", problem=PROBLEM)])
    lines = BenchLines(io.StringIO(stdin) if stdin else None, out)
    for event in events:
        lines.take(event)
    act(run)
    lines.follow(run)
    return out.getvalue().splitlines(), run


def test_lines_come_one_a_record_without_what_harms_a_terminal() -> None:
    image = {"board": "Raspberry Pi Pico", "image": "new\x1b[2J", "version": "1.27.0"}
    plan: Any = {"images": {"pico": image, "pico-w": None}, "files": 2, "at_once": 1, "count": None}
    hard: Any = row(2, "failed", problem=PROBLEM)
    events = [
        Event(0, "bench", "plan", plan),
        *(Event(1, "bench", "board", row(1, phase)) for phase in ("found", "writing", "done")),
        Event(2, "bench", "board", hard),
        Event(3, "bench", "plugged", {"serial": "x"}),
    ]
    said, _ = spoken("", events, lambda run: run.over.set())
    assert len([line for line in said if line.startswith("1番")]) == 2
    assert said[-1] == f"2番：{PROBLEM['what']} {PROBLEM['next']}"
    assert "Raspberry Pi Pico W：たなに ファームウェアが ありません" in said
    assert all(letter.isprintable() for line in said for letter in line)


def test_words_are_done_while_boards_are_written() -> None:
    said, run = spoken("もういちど\nみる\nなに\nたすけ\nとめる\n", [], lambda run: None)
    assert run.deeds == ["start", "retry", "stop"]
    assert "1台を もういちど します。" in said
    assert f"1番：{PROBLEM['what']} {PROBLEM['next']}" in said
    assert strings.text("bench_said.stopping", seconds=290) in said
    assert [line for line in said if "「なに」は わかりません" in line]
    assert len([line for line in said if "とめる, stop" in line]) == 1
    assert not any("《" in line for line in said)
