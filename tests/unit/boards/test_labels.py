"""Labels stay with the board, whatever port it is on."""

import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kibako.boards import labels
from kibako.boards.blink import blink
from kibako.boards.labelled import LabelledLink
from kibako.boards.labels import name_board, read_labels, resolve
from kibako.boards.opening import open_board
from kibako.errors import FileError, LinkError, LinkLost, UsageError
from kibako.links.base import Link
from kibako.links.open import open_link
from kibako.locks import ProgramLock
from kibako.usb import UsbPort
from kibako.virtual.options import VirtualOptions

from .plugged import BIT, PICO, Plugged


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    return tmp_path


def test_a_label_follows_its_board_to_another_port(home: Path) -> None:
    room = Plugged(PICO, BIT)
    assert name_board("serial:/dev/ttyACM1", " まどがわ  3👩‍🚀 ", room) == "9904"
    moved = Plugged(UsbPort("/dev/ttyACM7", 0x0D28, 0x0204, "9904"))
    assert resolve("board:まどがわ 3👩‍🚀", moved) == "serial:/dev/ttyACM7"
    assert resolve("board:9904", moved) == "serial:/dev/ttyACM7"
    assert resolve("serial:auto", moved) == "serial:auto"
    assert stat.S_IMODE((home / "data/labels.toml").stat().st_mode) == 0o600
    with pytest.raises(LinkError, match="まどがわ"):
        resolve("board:まどがわ 3👩‍🚀", Plugged(PICO))
    with pytest.raises(UsageError) as taken:
        name_board("e660", "まどがわ 3👩‍🚀", room)
    assert taken.value.code == "label_taken"
    name_board("board:まどがわ 3👩‍🚀", "", Plugged())
    assert read_labels() == {}


@pytest.mark.usefixtures("home")
def test_two_programs_that_name_boards_at_one_moment_both_are_heard() -> None:
    room = Plugged(*(UsbPort(f"/dev/t{at}", 0x2E8A, 5, f"e66{at}") for at in range(8)))
    start = threading.Barrier(8)

    def name(at: int) -> None:
        start.wait(10)
        name_board(f"e66{at}", f"seat {at}", room)

    threads = [threading.Thread(target=name, args=(at,)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert read_labels() == {f"e66{at}": f"seat {at}" for at in range(8)}


def test_a_program_that_never_lets_the_labels_go_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "_PATIENCE_S", 0.02)
    (home / "data").mkdir()
    other = ProgramLock(home / "data/labels.toml.lock")
    with pytest.raises(FileError) as raised:
        name_board("e660", "1", Plugged(PICO))
    assert raised.value.code == "labels_busy"
    other.release()
    name_board("e660", "1", Plugged(PICO))


@pytest.mark.usefixtures("home")
def test_a_labelled_board_is_looked_for_each_time_it_is_opened() -> None:
    name_board("e660", "window", Plugged(PICO))
    room = Plugged(PICO)
    reached: list[str] = []

    def reach(port: str) -> Link:
        reached.append(port)
        return open_link("virtual:pico/labelled")

    link = LabelledLink("board:window", reach, room)
    with pytest.raises(LinkLost):
        link.read(1, 0.0)
    link.open()
    link.open()
    room.there = [UsbPort("/dev/ttyACM9", 0x2E8A, 5, "e660")]
    link.close()
    link.open()
    assert reached == ["serial:/dev/ttyACM0", "serial:/dev/ttyACM0", "serial:/dev/ttyACM9"]
    link.write(b"\x03")
    room.there = []
    with pytest.raises(LinkError, match="window"):
        link.open()
    link.close()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("label", ["x" * 31, "a\x1b[31m", "\u202eabc", "\u200d"])
def test_what_cannot_stand_on_a_sticker_is_refused(label: str) -> None:
    with pytest.raises(UsageError):
        name_board("e660", label, Plugged(PICO))
    assert read_labels() == {}


@pytest.mark.usefixtures("home")
def test_a_board_without_a_serial_number_cannot_be_named() -> None:
    with pytest.raises(LinkError) as raised:
        name_board("serial:/dev/x", "1", Plugged(UsbPort("/dev/x", 0x2E8A, 5, "")))
    assert raised.value.code == "label_no_serial"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=80) | st.just(b'[boards]\n"a" = "x"\n"b" = "x"\n'))
def test_a_broken_file_is_one_error_and_is_not_lost(home: Path, raw: bytes) -> None:
    path = home / "data/labels.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    with pytest.raises(FileError):
        name_board("e660", "1", Plugged(PICO))
    assert path.read_bytes() == raw


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("moniker", "bright"),
    [("virtual:microbit", "display 00900:09090:90009:09090:00900"), ("virtual:pico", "GP25 1")],
)
def test_blink_lights_the_board_up_six_times(moniker: str, bright: str) -> None:
    seen: list[str] = []
    options = VirtualOptions(
        on_event=lambda event: seen.append(f"{event.source} {event.value}"), pace="fast"
    )
    board = open_board(moniker, virtual=options)
    try:
        blink(board)
    finally:
        board.close()
    assert seen.count(bright) == 6
