"""A board that hangs is freed, on the real firmware too."""

from collections.abc import Callable
from pathlib import Path

import pytest
from kibako.boards import launcher
from kibako.boards.board import Board
from kibako.boards.rescue import Outcome, Rescue
from kibako.links.base import Link

from ..reference.microbit_v2 import MicrobitV2
from ..unhurried import unhurried
from .conftest import QEMU, V2, ReferenceRig, Rig

SWALLOWS = b"print('on')\nwhile True:\n try:\n  x = 1\n except: pass\n"
NEVER_STOPS = b"import micropython\nmicropython.kbd_intr(-1)\nprint('on')\nwhile True: pass\n"
RESETS = b"from machine import reset\nprint('on')\nreset()\n"


class RigWay:
    """The way to the board of a rig; its reset button, where the rig has one."""

    hand = ""

    def __init__(self, rig: Rig, restart: Callable[[], None] | None = None) -> None:
        self.name = rig.profile_id
        self.rig = rig
        self.press = restart
        self.restarts = restart is not None

    def open(self) -> Link:
        link = self.rig.new_link()
        link.open()
        return link

    def restart(self, link: Link) -> Link:
        assert self.press is not None
        self.press()
        return link


def starting(rig: Rig, **files: bytes) -> None:
    """Put files on a board, start it anew, and leave it once its program says so."""
    board = Board(rig.new_link())
    board.connect(30.0)
    for name, content in files.items():
        board.write_file(f"{name}.py", content)
    board._talk.ready()
    board._talk.leave()
    board._talk.write(b"\x04")
    try:
        seen = board._await_text(b"reboot\r\n", 30)
        board._await_text(b"on\r\n", 30, seen)
    finally:
        board.link.close()


def rescued(way: RigWay) -> tuple[Outcome, dict[str, str]]:
    results: dict[str, str] = {}

    def tell(what: str, value: dict[str, object]) -> None:
        if what == "result":
            results[str(value["rung"])] = str(value["result"])

    return Rescue(way, tell, lambda rung, files: True).climb("wipe"), results


def files(rig: Rig) -> list[str]:
    board = Board(rig.new_link())
    board.connect(30.0)
    try:
        return [info.name for info in board.list_files()]
    finally:
        board.close()


@pytest.mark.parametrize("kind", [QEMU])
def test_the_first_micro_bit_is_freed(new_rig, kind: str, tmp_path: Path) -> None:
    rig = new_rig(kind)
    for main in (SWALLOWS, RESETS):
        starting(rig, main=main)
        outcome, results = rescued(RigWay(rig))
        assert outcome == Outcome(True, "wiped", ("main.py",))
        assert results == {"stop": "freed", "copy": "done", "wipe": "done"}
        assert files(rig) == []
    kept = (tmp_path / "home" / "data" / "from-boards").rglob("main.py*")
    assert {path.read_bytes() for path in kept} == {SWALLOWS, RESETS}


@pytest.mark.parametrize("kind", [V2])
def test_the_launcher_lets_a_deaf_program_be_caught_at_the_reset_button(
    new_rig, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unhurried(monkeypatch, "stop")
    rig = new_rig(kind)
    assert isinstance(rig, ReferenceRig)
    assert isinstance(rig.reference, MicrobitV2)
    starting(rig, program=NEVER_STOPS, main=launcher.launcher())
    outcome, results = rescued(RigWay(rig, rig.reference.press_reset))
    assert outcome == Outcome(True, "wiped", ("program.py",))
    assert results == {"stop": "not_freed", "restart": "freed", "copy": "done", "wipe": "done"}
    assert files(rig) == ["main.py"]
