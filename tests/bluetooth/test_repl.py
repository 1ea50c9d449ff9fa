"""The REPL over Bluetooth on bad days: a file sent by half, a board that falls silent."""

import os
import random
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.cli.main import main
from kibako.errors import BoardError, KibakoError, LinkLost
from kibako.links import ble
from kibako.links.ble import BleLink
from kibako.links.ble_finding import find_boards

from .air import Air
from .backend import backend_of
from .peripherals import ADDRESS, PicoInTheAir

OLD = b"old = 1\n"
NEW = random.Random(5).randbytes(3000)


def connected(air: Air) -> Board:
    board = Board(BleLink(ADDRESS, backend_of(air)))
    board.connect()
    return board


def packets_of(air: Air, action: Callable[[], object]) -> int:
    """Return how many packets something takes."""
    before = sum(air.radio.packets.values())
    action()
    return sum(air.radio.packets.values()) - before


def after_packets(air: Air, count: int, action: Callable[[], None]) -> None:
    """Do something in the air, once, when so many more packets went through it."""
    radio, ends_at = air.radio, sum(air.radio.packets.values()) + count
    send = radio.send_acl_data

    def sent(*values) -> None:
        send(*values)
        if sum(radio.packets.values()) >= ends_at:
            # A packet for a link that is gone is not counted: what comes after a drop
            # would see the same number, and drop the next link too.
            radio.send_acl_data = send
            action()

    radio.send_acl_data = sent


@pytest.mark.parametrize("mtu", [23, 185, 517])
def test_a_drop_in_the_midst_of_a_file_leaves_the_old_one_or_the_new(
    air: Air, repl: PicoInTheAir, mtu: int
) -> None:
    air.mtu = mtu
    board = connected(air)
    board.write_file("/a.bin", OLD)
    packets = packets_of(air, lambda: board.write_file("/b.bin", NEW))
    for part in (0.3, 0.7):
        after_packets(air, int(packets * part), lambda: air.loop.create_task(air._drop()))
        with pytest.raises(LinkLost) as lost:
            board.write_file("/a.bin", NEW)
        assert lost.value.code in ("ble_lost", "link_lost_writing")
        board.close()
        board.connect()
        assert board.read_file("/a.bin") == OLD
    # And on the way back.
    packets = packets_of(air, lambda: board.read_file("/b.bin"))
    after_packets(air, int(packets * 0.5), lambda: air.loop.create_task(air._drop()))
    with pytest.raises(LinkLost):
        board.read_file("/b.bin")
    board.close()
    board.connect()
    assert board.read_file("/b.bin") == NEW
    board.write_file("/a.bin", NEW)
    assert board.read_file("/a.bin") == NEW
    board.close()


def test_a_board_that_falls_silent_in_the_midst_of_a_file_holds_nobody_up(
    air: Air, repl: PicoInTheAir, monkeypatch
) -> None:
    monkeypatch.setattr("kibako.protocol.rawrepl.HANDSHAKE_S", 0.5)
    monkeypatch.setattr(BleLink.write, "__defaults__", (0.5,))  # in place of 10 s
    board = connected(air)
    after_packets(air, 20, lambda: setattr(air.radio, "silent", True))
    failed: list[KibakoError] = []

    def write() -> None:
        try:
            board.write_file("/c.bin", NEW)
        except KibakoError as error:
            failed.append(error)

    writing = threading.Thread(target=write)
    writing.start()
    writing.join(20)
    assert not writing.is_alive()
    assert failed
    assert failed[0].what
    air.radio.silent = False
    board.close()
    board.connect()
    assert board.exec("print(1)") == b"1\r\n"
    board.close()


def test_ctrl_c_reaches_a_program_that_reads_nothing(air: Air, repl: PicoInTheAir) -> None:
    board = connected(air)
    seen = bytearray()

    def take(data: bytes) -> None:
        seen.extend(data)
        if b"go" in seen:
            board.stop()

    result = board.run("print('go')\nwhile True:\n    pass\n", on_output=take)
    assert result.stopped
    board.close()


def test_a_program_that_starts_the_board_anew_is_told_as_that(air: Air, repl: PicoInTheAir) -> None:
    board = connected(air)
    with pytest.raises(BoardError) as restarted:
        board.run("import machine\nprint('bye')\nmachine.reset()\n")
    assert restarted.value.code == "board_restarted"
    assert board.run("print('alive')").output == b"alive\r\n"
    board.close()


def test_a_board_that_was_out_of_reach_did_not_start_anew(air: Air, repl: PicoInTheAir) -> None:
    board = connected(air)

    def take(data: bytes) -> None:
        air.loop.call_soon_threadsafe(lambda: air.loop.create_task(air._drop()))

    with pytest.raises(LinkLost) as lost:
        board.run("print('go')\nwhile True:\n    pass\n", on_output=take)
    assert lost.value.code == "ble_lost"
    board.close()
    board.connect()
    assert board.exec("print(1)") == b"1\r\n"
    board.close()


def test_a_ctrl_d_shows_the_new_prompt(air: Air, repl: PicoInTheAir) -> None:
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    said = b""

    def until(text: bytes) -> None:
        nonlocal said
        while text not in said:
            heard = link.read(4096, 10.0)
            assert heard, said
            said += heard
        said = said.partition(text)[2]

    link.write(b"\x03\x02")
    until(b">>> ")
    link.write(b"\x04")
    until(b"soft reboot")
    until(b">>> ")
    link.close()


def test_the_commands_work_on_it(
    air: Air, repl: PicoInTheAir, monkeypatch, capfd, tmp_path: Path
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(ble, "BleLink", partial(BleLink, backend=backend_of(air)))
    (heard,) = find_boards(1.0, backend_of(air))
    board = ["--board", heard.moniker, "--lang", "en"]
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "こんにちは.py").write_text("print('やあ')\n", "utf-8")
    (tmp_path / "led.py").write_text("import sys\nprint(sys.platform)\n")

    def do(*words: str) -> str:
        assert main([*words, *board]) == 0, capfd.readouterr().err
        return capfd.readouterr().out

    assert do("exec", "print(6 * 7)") == "42\n"
    do("put", str(tmp_path / "led.py"), "led.py")
    do("sync", str(tmp_path / "folder"))
    assert "こんにちは.py" in do("ls")
    assert do("get", "led.py", "-") == "import sys\nprint(sys.platform)\n"
    assert do("run", str(tmp_path / "led.py")) == "rp2\n"
    (tmp_path / "ask.py").write_text("print('a')\nprint(input('who? '))\n")
    with Path(os.devnull).open() as nothing, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", nothing)
        assert main(["run", str(tmp_path / "ask.py"), *board]) == 1
    assert "EOFError" in capfd.readouterr().err
    do("rm", "led.py", "こんにちは.py")
    monkeypatch.setattr("kibako.links.ble_finding.SCAN_S", 0.5)
    assert main(["exec", "1", "--board", "ble:nobody", "--lang", "en"]) == 3
    assert "No board called “nobody”" in capfd.readouterr().err


def test_what_waits_goes_out_though_a_ctrl_c_took_the_timers_call(
    air: Air, repl: PicoInTheAir
) -> None:
    board = connected(air)
    board.write_file("/b.bin", NEW)
    # What is left when Ctrl-C meets the timer's call before the handler's own `try`.
    board.exec("from ble_repl import _now\n_now[0]._timer.deinit()\n_now[0]._timed = True")
    assert board.read_file("/b.bin") == NEW
    board.close()
