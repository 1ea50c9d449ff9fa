"""What answers at the port is no board of ours: named in time, and nothing but our errors."""

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kibako.boards import talk
from kibako.boards.board import Board
from kibako.boards.opening import open_board
from kibako.errors import KibakoError
from kibako.links import open as links
from kibako.links.base import Link
from kibako.usb import UsbDrive

from .plugged import Plugged

RAW = b"\r\n>>> \r\nraw REPL; CTRL-B to exit\r\n>"


class Clock:
    """Seconds that pass only where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class Stranger:
    """A peer that answers each read with the next of some bytes, over and over."""

    description = "serial:stranger"

    def __init__(self, clock: Clock, says: list[bytes], pause_s: float) -> None:
        self.clock = clock
        self.says = says
        self.pause_s = pause_s
        self.reads = 0
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        said = self.says[self.reads % len(self.says)] if self.says else b""
        self.reads += 1
        self.clock.now += min(self.pause_s, timeout_s) if said else timeout_s
        return said[:max_bytes]

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        self.clock.now += 0.0001


words = st.sampled_from([b"\r\n>>> ", RAW, b"OK", b"\x04\x04>", b"R\x01", b"R\x00", b"\x01", b""])


@settings(max_examples=80, deadline=None)
@given(st.lists(words | st.binary(max_size=60), max_size=8), st.sampled_from([0.002, 0.02, 0.3]))
@example([RAW, b"OK\x04\x04>"], 0.3)
@example([b"\r\n>>> ", RAW, b"R\x01\x08\x00\x01", b"\x04", b"x" * 60], 0.002)
@example([b"\r\n>>> ", b"", RAW, b"OKx\x04\x04>"], 0.02)
def test_any_peer_ends_in_time_and_in_our_own_errors(says: list[bytes], pause_s: float) -> None:
    clock = Clock()
    link = Stranger(clock, says, pause_s)
    with patch.object(talk, "time", clock), patch("kibako.boards.contact.time", clock):
        try:
            Board(link).connect(2.0)
        except KibakoError as error:
            assert error.what
            assert error.next_step
            assert not link.is_open
    assert clock.now < 2.0 + 10.0 + 1.0


class Circuit:
    """A virtual Pico that answers as CircuitPython does, whose files the computer alone writes."""

    description = "serial:circuit"

    def __init__(self) -> None:
        self.link: Link = links.open_link("virtual:pico/circuit")

    def open(self) -> None:
        self.link.open()

    def close(self) -> None:
        self.link.close()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        said = self.link.read(max_bytes, timeout_s)
        return said.replace(
            b"('micropython', (1, 27, 0), 'rp2'", b"('circuitpython', (9, 2, 1), 'RP2040'"
        )

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        self.link.write(data, timeout_s)


def test_circuitpython_runs_programs_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    monkeypatch.setattr("kibako.boards.opening.open_link", lambda *_, **__: Circuit())
    board = open_board("serial:circuit")
    try:
        assert board.profile.id == "other"
        warning = board.identity.warning
        assert warning is not None
        assert "CircuitPython 9.2.1" in warning.what
        assert board.exec("print(6 * 7)").strip() == b"42"
        readonly = "raise OSError(30)"
        with pytest.raises(KibakoError, match="CIRCUITPY"):
            board.file_program(readonly, "main.py")
    finally:
        board.close()


BOOTING = UsbDrive(Path("/media/RPI-RP2"), "RPI-RP2", 0x2E8A, 3)


@pytest.mark.parametrize("moniker", ["serial:auto", "serial:/dev/none", "board:e660"])
def test_a_board_that_waits_for_firmware_is_found_by_its_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moniker: str
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/labels.toml").write_text('[boards]\n"e660" = "e660"\n')
    room = Plugged(drives=[BOOTING])
    with pytest.raises(KibakoError) as raised:
        open_board(moniker, usb=room)
    assert raised.value.code == "board_waits_for_firmware"
    assert "RPI-RP2" in raised.value.what
    room.disks.clear()
    with pytest.raises(KibakoError) as raised:
        open_board(moniker, usb=room)
    assert raised.value.code in ("link_no_board", "link_missing", "label_absent")
