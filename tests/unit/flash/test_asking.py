"""Boards are asked who they are: old firmware, too little voltage, or something else entirely."""

from pathlib import Path

import pytest
from kibako.boards.bench_room import BenchRoom
from kibako.boards.identity import BoardIdentity
from kibako.boards.labels import name_board
from kibako.cli.doctor_boards import line
from kibako.flash import bundled
from kibako.flash.asking import ask_boards, firmware_age, release_of
from kibako.flash.shelf import Firmware as OnShelf
from kibako.flash.shelf import Slip, slip_of
from kibako.virtual.usb import VirtualBench
from kibako.virtual.usb_board import Firmware
from kibako.virtual.usb_faults import parse_usb_fault


def slip(name: str, *firmware: OnShelf) -> Slip:
    return Slip(name, "uf2", list(firmware), "a test", "", "0" * 64, 1)


NEW = slip("rpi_pico", OnShelf(["pico"], "1.28.0", "2026-04-06", ""))


def identity(profile_id: str, release: str, version: tuple[int, ...] = (1, 20, 0)) -> BoardIdentity:
    return BoardIdentity("micropython", version, release, "a board", "", profile_id, 1, 1)


@pytest.mark.parametrize(
    ("profile_id", "told", "shelf", "code", "newest"),
    [
        ("pico", "v1.20.0 on 2023-04-26", [NEW], "firmware_older_than_shelf", "1.28.0"),
        ("pico", "v1.20.0 on 2023-04-26", [], "firmware_old", "1.29.0"),
        ("pico", "v1.28.0 on 2026-04-06", [NEW], "firmware_old", "1.29.0"),
        ("pico", "v1.29.0 on 2026-08-24", [NEW], None, ""),
        ("pico", "v2.0.0-preview on 2027-01-01", [NEW], None, ""),
        ("pico-w", "v1.20.0 on 2023-04-26", [NEW], "firmware_old", "1.29.0"),
        ("microbit-v2", "micro:bit v2.1.2+0697c6d on 2023-10-30; MicroPython v1.18", [], None, ""),
        ("microbit-v2", "micro:bit v2.0.0 on 2021-06-30", [], "firmware_old", "2.1.2"),
        ("microbit-v1", "micro:bit v1.0.1+b0bf4a9 on 2018-12-13", [], "firmware_old", "1.1.1"),
        ("other", "v1.0 on 2015", [], None, ""),
        ("pico", "no version at all", [], "firmware_old", "1.29.0"),
    ],
)
def test_the_age_of_firmware(
    profile_id: str, told: str, shelf: list[Slip], code: str | None, newest: str
) -> None:
    error = firmware_age(identity(profile_id, told), shelf)
    assert (None if error is None else error.code) == code
    if error is not None:
        assert error.fields["newest"] == newest
        assert newest in error.what
        assert error.next_step


def test_a_beta_is_older_than_its_release() -> None:
    image = slip_of(bundled.bundled_image(), "microbit", "PyPI", "")
    seen = identity(
        "microbit-v2", "micro:bit v2.0.0-beta.5+b51a405 on 2021-03-16; MicroPython v1.13"
    )
    assert release_of(seen) == "2.0.0-beta.5"
    assert firmware_age(seen, [image]).code == "firmware_old"
    old = identity("microbit-v2", "micro:bit v1.9.0 on 2020-01-01")
    assert firmware_age(old, [image]).code == "firmware_older_than_shelf"


def test_every_board_of_a_bench_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("kibako.flash.asking.PROMPT_S", 0.5)
    kinds = ("pico", "pico", "microbit-v2", "pico", "pico")
    with VirtualBench(tmp_path, kinds, firmware=Firmware("1.20.0"), pace="fast") as bench:
        room = BenchRoom(bench)
        first, second, third, *_ = sorted(room.ports(), key=lambda port: port.socket)
        name_board(second.serial, "まど", room)
        link = room.open_port(second.device)
        link.open()
        machine = bench.board_at(second.device).machine
        assert machine is not None
        machine.world.set("vsys_v", 3.7)
        link.close()
        bench.fault(3, parse_usb_fault("arduino"))
        bench.fault(4, parse_usb_fault("circuitpython"))
        strange = sorted(room.ports(), key=lambda port: port.socket)[3:]
        asked = {each.port.removeprefix("serial:"): each for each in ask_boards(room, [NEW])}
    pico, low = asked[first.device], asked[second.device]
    assert (pico.firmware, low.label) == ("1.20.0", "まど")
    assert [each.code for each in pico.findings] == ["firmware_older_than_shelf"]
    assert pico.vsys_v == pytest.approx(5.0, abs=0.05)
    assert [each.code for each in low.findings] == ["firmware_older_than_shelf", "vsys_low"]
    assert "3.7 V" in low.findings[1].what
    assert asked[third.device].vsys_v is None
    said = [[each.code for each in asked[port.device].findings] for port in strange]
    assert said == [["board_other_program"], ["board_runs_circuitpython"]]
    assert line(low).startswith(f"serial:{second.device}  まど  Raspberry Pi Pico  1.20.0")
