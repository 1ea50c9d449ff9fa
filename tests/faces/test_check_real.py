"""A check on the real board in use: both faces say what is asked, and the verdict is the same.

A virtual micro:bit behind a TCP port stands in the real one's place.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.events import Event
from kibako.line.main import run as run_line
from kibako.links.bridge import Bridge
from kibako.virtual.board import VirtualBoard
from kibako.workbench import commands
from kibako.workbench.core import Workbench

from .helpers import WAIT_S, Record, Wait, screen_of

BUTTON = 2


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[VirtualBoard]:
    """The board at the other end of the cable."""
    found = VirtualBoard("microbit-v2", flash_dir=tmp_path / "flash")
    found.start()
    yield found
    found.close()


@pytest.fixture
def bench(machine: VirtualBoard, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench whose board is a real one, as far as it knows."""
    bridge = Bridge(machine)
    bridge.start()
    moniker = "tcp:" + bridge.address.removeprefix("socket://")
    found = Workbench(board=moniker, work_dir=tmp_path / "work")
    yield found
    found.close()
    bridge.stop()


def _help(bench: Workbench, machine: VirtualBoard) -> None:
    """Let a person do what is asked."""

    def do(event: Event) -> None:
        if (event.source, event.what) == ("check", "request") and isinstance(event.value, dict):
            hold = event.value["deed"] == "hold"
            (machine.world.press if hold else machine.world.release)(str(event.value["name"]))

    bench.subscribe(do)


def _open_button(bench: Workbench) -> None:
    """Open the step with the button, with its solution in the editor."""
    bench.send(commands.OpenPack("first-light"))
    work = bench._desk.work
    for index in range(BUTTON):
        work.mark_passed(index)
    bench.send(commands.OpenStep(BUTTON))
    bench.send(commands.EditCode(work.step.solution, BUTTON))


def test_a_person_is_asked_and_the_step_is_passed(bench: Workbench, machine: VirtualBoard) -> None:
    _help(bench, machine)
    record = Record(bench)
    _open_button(bench)
    bench.send(commands.Check(real=True))
    assert bench.wait_idle(WAIT_S)
    told = [what for source, what, _ in record.without_time() if source == "check"]
    assert told == ["start", "request", "request", "passed"]
    assert bench.view.passed[BUTTON]
    assert (bench.view.request, bench.view.checking) == ("", False)


def test_the_line_mode_says_what_is_asked(bench: Workbench, machine: VirtualBoard) -> None:
    _help(bench, machine)
    _open_button(bench)
    out = io.StringIO()
    assert run_line(bench, io.StringIO("ほんもの\nおわる\n"), out) == 0
    said = out.getvalue()
    assert said.index("ボタンAを おしたままに してね") < said.index("できました")


async def test_the_screen_shows_what_is_asked_until_it_is_stopped(bench: Workbench) -> None:
    _open_button(bench)
    async with screen_of(bench) as screen:
        asked, stopped = Wait(bench, "check", "request"), Wait(bench, "check", "stopped")
        await screen.press("ctrl+p")
        await screen.wait(asked)
        assert "おしたままに してね" in screen.text
        await screen.press("f6")
        await screen.wait(stopped)
        await screen.settle()
        assert "おしたままに してね" not in screen.text


def test_a_virtual_board_is_no_real_one(tmp_path: Path) -> None:
    bench = Workbench(work_dir=tmp_path / "work")
    record = Record(bench)
    try:
        bench.send(commands.OpenPack("first-light"))
        bench.send(commands.Check(real=True))
        assert bench.wait_idle(WAIT_S)
    finally:
        bench.close()
    errors = [value for source, _, value in record.without_time() if source == "error"]
    assert [error["code"] for error in errors if isinstance(error, dict)] == ["check_real_virtual"]
    assert not bench.view.checking
