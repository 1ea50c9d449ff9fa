"""The last step of a rescue on the practice bench: firmware anew, through the board's own drive."""

from collections.abc import Callable
from pathlib import Path

import pytest
from kibako.boards.bench_room import BenchRoom
from kibako.boards.rescue import Rung
from kibako.events import Event
from kibako.flash.practice import practice_image
from kibako.images.targets import targets
from kibako.virtual.faults import Fault
from kibako.virtual.usb import VirtualBench
from kibako.virtual.usb_board import Firmware
from kibako.workbench.rescue import rescue_board

from tests.unhurried import unhurried
from tests.unit.images.making import hex_file

HANG = Fault("hang")


class Mentor:
    """Hears the events, and does what they ask a hand to do."""

    def __init__(self, bench: VirtualBench, deed: Callable[[str], None]) -> None:
        self.bench = bench
        self.deed = deed
        self.results: dict[str, str] = {}
        self.state = ""
        self.error = ""

    def __call__(self, event: Event) -> None:
        assert isinstance(event.value, dict)
        if event.what == "rung":
            self.deed(str(event.value["hand"]))
        elif event.what == "result":
            self.results[str(event.value["rung"])] = str(event.value["result"])
            if isinstance(error := event.value.get("error"), dict):
                self.error = str(error["code"])
        elif event.what == "end":
            self.state = str(event.value["state"])


def agreed(rung: Rung, files: tuple[str, ...]) -> bool:
    return True


@pytest.fixture(autouse=True)
def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    unhurried(monkeypatch, "stop", "restart", "replug")


def test_a_micro_bit_that_says_nothing_gets_its_firmware_anew(tmp_path: Path) -> None:
    with VirtualBench(tmp_path, ["microbit-v1", "microbit-v1"], bytes_s=10**7) as bench:
        room = BenchRoom(bench)
        port = next(p for p in room.ports() if p.serial == bench.boards[0].serial)
        mentor = Mentor(bench, lambda hand: None)
        mark = targets()["microbit-v1"].image.mark
        says = f"MicroPython v1.27.0 on 2025-12-09\0{mark}\0".encode()
        named = [("small.hex", hex_file([(0, says)]).encode())]
        moniker = f"serial:{port.device}"
        outcome = rescue_board(moniker, mentor, agreed, room=room, images=named)
        assert (outcome.ok, mentor.state) == (True, "reflashed")
        assert mentor.results["stop"] == "not_freed"
        assert mentor.results["reflash"] == "freed"
        assert bench.boards[0].firmware is not None
        assert bench.boards[1].firmware is None


def test_a_pico_is_led_into_its_boot_rom_and_its_neighbour_left_alone(tmp_path: Path) -> None:
    old = Firmware("1.20.0")
    with VirtualBench(tmp_path, ["pico", "pico"], firmware=old, bytes_s=10**7) as bench:
        bench.press_bootsel(1)
        room = BenchRoom(bench)
        port = room.ports()[0]
        machine = room.open_port(port.device)
        machine.open()
        machine.machine.trouble.begin(HANG)
        machine.close()

        def deed(hand: str) -> None:
            if hand == "bootsel":
                bench.press_bootsel(0)

        mentor = Mentor(bench, deed)
        image = practice_image("pico")
        named = [("practice", image)]
        moniker = f"serial:{port.device}"
        outcome = rescue_board(moniker, mentor, agreed, room=room, images=named)
        assert (outcome.ok, mentor.state) == (True, "reflashed")
        assert bench.boards[0].firmware == Firmware("1.27.0", "2025-12-09")
        assert bench.boards[1].firmware == old


def test_without_an_image_or_a_yes_nothing_is_written(tmp_path: Path) -> None:
    with VirtualBench(tmp_path, ["pico"], bytes_s=10**7) as bench:
        mentor = Mentor(bench, lambda hand: None)
        outcome = rescue_board("serial:auto", mentor, agreed, room=BenchRoom(bench))
        assert (outcome.ok, mentor.state, mentor.error) == (False, "absent", "rescue_no_image")
        mentor = Mentor(bench, lambda hand: None)
        rescue_board("serial:auto", mentor, lambda rung, files: False, room=BenchRoom(bench))
        assert mentor.results["reflash"] == "declined"
        assert bench.boards[0].firmware is None
