"""Who has a board over Bluetooth, and who left one behind."""

import os
from pathlib import Path

import pytest
from kibako.errors import LinkBusy
from kibako.links.ble_hold import BleHold

ADDRESS = "28:CD:C1:00:00:01"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    return tmp_path


def test_one_program_at_a_time() -> None:
    hold = BleHold("ble:tanuki", ADDRESS)
    with pytest.raises(LinkBusy) as raised:
        BleHold("ble:tanuki", ADDRESS)
    assert raised.value.fields["pid"] == os.getpid()
    BleHold("ble:neko", "28:CD:C1:00:00:02").release()
    hold.release()
    hold.release()
    again = BleHold("ble:tanuki", ADDRESS)
    assert not again.left
    again.release()


def test_what_a_killed_program_left_is_noted_until_it_is_dealt_with(home: Path) -> None:
    BleHold("ble:tanuki", ADDRESS).release()
    (note,) = (home / "data" / "ble").iterdir()
    note.write_text("1 gone\n", encoding="utf-8")
    for _ in range(2):
        hold = BleHold("ble:tanuki", ADDRESS)
        assert hold.left
        hold.release()
    hold = BleHold("ble:tanuki", ADDRESS)
    hold.left = False
    hold.release()
    hold = BleHold("ble:tanuki", ADDRESS)
    assert not hold.left
    hold.release()


def test_where_nothing_can_be_noted_boards_are_used_all_the_same(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "ble").write_bytes(b"a file is in the way")
    for _ in range(2):
        hold = BleHold("ble:tanuki", ADDRESS)
        assert not hold.left
    hold.release()
