"""Boards come, go and are chosen, on the screen and by typing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.boards import blink
from kibako.boards.labels import name_board, read_labels
from kibako.events import Event
from kibako.usb import UsbDrive, UsbPort
from kibako.workbench import board_watch
from kibako.workbench.commands import Blink, UseBoard
from kibako.workbench.core import Workbench
from textual.widgets import OptionList

from tests.unit.boards.plugged import Plugged

from .helpers import Wait, screen_of
from .test_line import talk

BIT = UsbPort("/dev/none1", 0x0D28, 0x0204, "9904")


@pytest.fixture
def usb() -> Plugged:
    return Plugged()


@pytest.fixture
def bench(tmp_path: Path, usb: Plugged, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    monkeypatch.setattr(board_watch, "FIRST_LOOK_S", 0.0)
    bench = Workbench(work_dir=tmp_path / "work", usb=usb)
    yield bench
    bench.close()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_on_the_screen(bench: Workbench, usb: Plugged, size: tuple[int, int]) -> None:
    usb.there = [BIT]
    name_board("9904", "まど 3", usb)
    usb.there = []
    async with screen_of(bench, *size) as screen:
        came = Wait(bench, "board", "plugged")
        usb.there = [BIT]
        await screen.wait(came)
        assert "ボード 「まど 3」（BBC micro:bit V2） が つながりました" in screen.text
        await screen.press("f12")
        text = screen.text
        assert "virtual:microbit ← いま つかっています" in text
        assert "virtual:pico" in text
        assert "「まど 3」（BBC micro:bit V2）" in text
        waiting = Wait(bench, "board", "plugged")
        usb.disks = [UsbDrive(Path("/media/RPI-RP2"), "RPI-RP2")]
        usb.there = [BIT, UsbPort("/dev/none2", 0x0D28, 0x0204, "9905")]
        await screen.wait(waiting)
        found = screen.app.screen.query_one(OptionList)
        assert (found.option_count, found.highlighted) == (5, 0)
        chosen = Wait(bench, "board", "chosen", "board:まど 3")
        await screen.press("down", "down", "enter")
        await screen.wait(chosen)
        assert bench.view.board == "board:まど 3"
        assert "これから board:まど 3 を つかいます" in screen.text
        await screen.press("enter")
        box = screen.app.lesson.query_one("#board-box")
        assert box.border_subtitle != "ケーブルが ぬけています"
        bench._shown.change(cable_out=True)
        await screen.paint()
        assert box.border_subtitle == "ケーブルが ぬけています"
        bench._shown.change(board="ble:tanuki")
        await screen.paint()
        assert box.border_subtitle == "つながりが きれています"


def test_by_typing(bench: Workbench, usb: Plugged) -> None:
    came = Wait(bench, "board", "plugged")
    usb.there = [BIT]
    came.now()
    said = talk(
        bench, "ボード", "2", "board 9", "board picoo", "ボード", "", "board serial:/dev/none1"
    )
    for wanted in (
        "1: virtual:microbit ← いま つかっています",
        "2: virtual:pico",
        "3: BBC micro:bit V2（serial:/dev/none1）",
        "4: Bluetooth",
        "これから virtual:pico を つかいます。",
        "これから serial:/dev/none1 を つかいます。",
    ):
        assert wanted in said, said
    assert any("4" in line and "9" in line for line in said)
    assert not any("つながりました" in line for line in said), "told before anybody listened"
    assert any("picoo" in line and "virtual:pico" in line for line in said)
    assert bench.view.board == "serial:/dev/none1"


def test_a_board_is_named_and_shows_itself(bench: Workbench, usb: Plugged) -> None:
    came = Wait(bench, "board", "plugged")
    usb.there = [BIT]
    came.now()
    said = talk(bench, "なまえ まど", "board 3", "name", "まど 4", "なまえ", "", "name \x1b[1m")
    assert read_labels() == {"9904": "まど 4"}
    assert "この ボードは これから「まど 4」です。どの くちに さしても おなじです。" in said
    assert any("virtual:microbit" in line and "つないだ ボードだけです" in line for line in said), (
        said
    )


def test_a_board_shows_itself(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blink, "HALF_MS", 30)
    bench.send(UseBoard("virtual:microbit"))
    seen: list[Event] = []
    bench.subscribe(seen.append)
    blinked = Wait(bench, "board", "blinked", "virtual:microbit")
    bench.send(Blink())
    blinked.now()
    frames = [str(event.value) for event in seen if event.what == "frame"]
    assert sum("9" in frame for frame in frames) == blink.BLINKS
    assert bench.view.connected


async def test_a_board_is_named_on_the_screen(bench: Workbench, usb: Plugged) -> None:
    usb.there = [BIT]
    async with screen_of(bench, 80, 24) as screen:
        chosen = Wait(bench, "board", "chosen")
        bench.send(UseBoard("serial:/dev/none1"))
        await screen.wait(chosen)
        named = Wait(bench, "board", "named", "まど 5")
        await screen.press("alt+m")
        assert "serial:/dev/none1 の シールの なまえ" in screen.text
        await screen.press(*"まど 5".replace(" ", "").replace("5", ""), "space", "5")
        await screen.press("enter")
        await screen.wait(named)
        assert "この ボードは これから「まど 5」です" in screen.text
    assert read_labels() == {"9904": "まど 5"}
