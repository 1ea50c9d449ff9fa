"""A board is found whatever it is doing, and says who it is."""

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.boards.profile import profiles
from kibako.errors import BoardError, LinkBusy
from kibako.flash.bundled import bundled_image
from kibako.flash.verifying import verify_version, words_of
from kibako.images.image import read_image
from kibako.links.snoop import SnoopLink

from .conftest import ReferenceRig, Rig

LOOP = b"n = 0\nwhile True:\n    n += 1\n    if n % 1000 == 0:\n        print(n)\n"


def test_who_it_is(rig: Rig, board: Board) -> None:
    who = board.identity
    profile = profiles()[rig.profile_id]
    assert who.implementation == "micropython"
    assert who.version >= (1, 9, 2)
    assert (who.profile_id, who.name) == (profile.id, profile.name)
    assert "MicroPython" in who.release or profile.family == "pico"
    assert 4000 < who.heap_free_bytes
    assert board.profile is profile
    if profile.family == "pico":
        assert who.flash_free_bytes is not None
        assert 0 < who.flash_free_bytes <= profile.files_bytes


def test_what_the_profile_promises(board: Board) -> None:
    """Modules, folders and renaming are as hardware/boards/ says."""
    import_all = "for n in %r:\n try:\n  __import__(n)\n  print(n)\n except ImportError:pass\n"
    asked = ["json", "select", "binascii", "socket", "dataclasses", "struct", "micropython"]
    got = board.exec(import_all % asked).decode().split()
    assert got == [name for name in asked if name in board.profile.modules]
    functions = board.exec("import os\nprint(hasattr(os,'mkdir'),hasattr(os,'rename'))").split()
    assert functions == [str(board.profile.folders).encode(), str(board.profile.rename).encode()]


def test_firmware_is_proven_by_what_the_board_says(rig: Rig, board: Board) -> None:
    part = read_image(bundled_image()).part_for(board.profile.id)
    if part is None:
        return  # a Pico: no package has its firmware
    if isinstance(rig, ReferenceRig):  # it runs the very image
        assert verify_version(board.identity, part, part.boards) == words_of(part)
        return
    with pytest.raises(BoardError) as raised:
        verify_version(board.identity, part, part.boards)
    assert raised.value.code == "flash_wrong_version"


def test_connect_twice(rig: Rig) -> None:
    for _ in range(2):
        board = rig.connect()
        assert board.exec("print(6 * 7)") == b"42\r\n"
        board.close()


def test_connect_while_main_py_runs(rig: Rig, board: Board) -> None:
    board.write_file("main.py", LOOP)
    board.soft_reset()
    board.link.close()
    again = rig.connect()
    try:
        assert again.exec("print(6 * 7)") == b"42\r\n"
        assert again.read_file("main.py") == LOOP
        again.remove("main.py")
    finally:
        again.close()


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(b"print('half a li", id="half-a-line"),
        pytest.param(b"for i in range(3):\r", id="open-block"),
        pytest.param("にほんご \x7f\x1b[A)]}".encode(), id="noise"),
        pytest.param(b"\x05print(1)\r", id="paste-mode"),
        pytest.param(b"\x01print(1)", id="raw-repl"),
        pytest.param(b"\x01\x05A\x01print(", id="raw-paste"),
        pytest.param(b"while True: print('>>> ', end='')\r\r\r", id="fake-prompts"),
        pytest.param(b"x = input('> ')\r", id="asks"),
    ],
)
def test_connect_after(dirty: Callable[[bytes], Board], typed: bytes) -> None:
    board = dirty(typed)
    assert board.exec("print(6 * 7)") == b"42\r\n"
    assert board.run("print('ok')").output == b"ok\r\n"


def test_soft_reset_forgets(board: Board) -> None:
    board.exec("kept = 5")
    assert board.exec("print(kept)") == b"5\r\n"
    board.soft_reset()
    assert board.exec("print('kept' in globals())") == b"False\r\n"


def test_soft_reset_runs_main_py(board: Board) -> None:
    board.write_file("main.py", b"started = 1\n")
    board.soft_reset()
    assert board.exec("print(started)") == b"1\r\n"


def test_a_second_program_does_no_harm(rig: Rig, board: Board) -> None:
    """It is turned away, or kept waiting; the first goes on."""
    second = rig.new_link()
    try:
        if rig.exclusive:
            with pytest.raises(LinkBusy):
                second.open()
        else:
            second.open()
        assert board.exec("print(1)") == b"1\r\n"
    finally:
        second.close()
    assert board.exec("print(2)") == b"2\r\n"


def test_wire_log(rig: Rig, tmp_path: Path) -> None:
    log = tmp_path / "wire.jsonl"
    board = Board(SnoopLink(rig.new_link(), log))
    board.connect()
    board.exec("print('にほん', 6 * 7)")
    board.close()
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert (lines[0]["way"], lines[-1]["way"]) == ("open", "close")
    sent = b"".join(bytes.fromhex(x["hex"]) for x in lines if x["way"] == "to_board")
    came = b"".join(bytes.fromhex(x["hex"]) for x in lines if x["way"] == "from_board")
    assert b"6 * 7" in sent
    assert "にほん 42\r\n".encode() in came
    assert sent.index(b"\x03") < sent.index(b"\x01"), "Ctrl-A before a prompt was seen"
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
