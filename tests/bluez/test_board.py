"""The virtual Pico W with our own firmware, over bleak's BlueZ backend: as a person uses it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kibako.boards.board import Board
from kibako.boards.opening import open_board
from kibako.errors import LinkBusy, LinkLost
from kibako.virtual.board import VirtualBoard

from .fake_bluez import FakeBluez
from .peers import Peer

FIRMWARE = Path(__file__).parents[2] / "firmware" / "pico"
NAME = "🐼🍙"
LIMIT_S = 60.0


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualBoard]:
    flash = tmp_path_factory.mktemp("pico") / "flash"
    flash.mkdir()
    for name in ("ble_link.py", "ble_repl.py"):
        (flash / name).write_bytes((FIRMWARE / name).read_bytes())
    (flash / "boot.py").write_text("import ble_repl\nble_repl.start()\n", encoding="utf-8")
    (flash / "radio.txt").write_text(f"on {NAME}\n", encoding="utf-8")
    with VirtualBoard("pico-w", flash_dir=flash) as board:
        yield board


@pytest.fixture
def peer(machine: VirtualBoard) -> Peer:
    port = machine.world.bluetooth

    def advertised() -> bytes | None:
        said = port.advertisement()
        return said.data if said is not None else None

    return Peer("28:CD:C1:00:00:01", port, advertised)


@pytest.fixture
def bluez(bus: str, peer: Peer) -> Iterator[FakeBluez]:
    with FakeBluez(bus, peer) as fake:
        yield fake


@contextmanager
def opened() -> Iterator[Board]:
    board = open_board(f"ble:{NAME}")
    try:
        yield board
    finally:
        board.close()


def test_programs_and_files(bluez: FakeBluez) -> None:
    data = bytes(range(256)) * 12
    with opened() as board:
        assert board.profile.id == "pico-w"
        assert board.exec("print('木箱' * 200)").decode() == "木箱" * 200 + "\r\n"
        board.write_file("/data.bin", data)
        assert board.read_file("/data.bin") == data
        # A program begins with a soft reset: the connection ends, and is there again.
        before = bluez.connects
        result = board.run("a = 1\nfor i in range(200): print(i, 'x' * 40)")
        assert result.ok and result.output.endswith(b"199 " + b"x" * 40 + b"\r\n")
        assert bluez.connects > before
        assert not board.run("print(a)").ok
    assert max(len(written) for _, written in bluez.writes) == 182
    assert {kind for kind, _ in bluez.writes} == {"command", "request"}


def test_a_program_is_stopped(bluez: FakeBluez) -> None:
    with opened() as board:
        said = bytearray()

        def stop(data: bytes) -> None:
            said.extend(data)
            if b"going" in said:
                board.stop()

        result = board.run("print('going')\nwhile True: pass", on_output=stop)
        assert result.stopped
        assert board.exec("print(1)") == b"1\r\n"


def test_a_loss_in_the_middle_of_an_upload(bluez: FakeBluez, peer: Peer) -> None:
    with opened() as board:
        board.write_file("/keep.py", b"old")
        peer.drop_after = 2000
        with pytest.raises(LinkLost) as raised:
            board.write_file("/keep.py", os.urandom(8000))
        assert raised.value.code == "ble_lost"
    with opened() as board:
        assert board.read_file("/keep.py") == b"old"
        board.write_file("/keep.py", b"new")
        assert board.read_file("/keep.py") == b"new"


def test_mpremote_uses_it_through_the_bridge(
    bluez: FakeBluez, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    environment = os.environ | {"KIBAKO_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    source = "print('木箱')\n" + "# a line of text\n" * 300
    (tmp_path / "here.py").write_text(source, encoding="utf-8")
    bridge = subprocess.Popen(
        [sys.executable, "-P", "-m", "kibako", "bridge", "--board", f"ble:{NAME}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with bridge:
        try:
            assert bridge.stdout is not None
            address = bridge.stdout.readline().strip()
            assert address.startswith("socket://127.0.0.1:"), bridge.communicate(timeout=LIMIT_S)

            def mpremote(*words: str) -> str:
                command = [sys.executable, "-m", "mpremote", "connect", address, *words]
                done = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=LIMIT_S,
                    env=environment,
                    cwd=tmp_path,
                    check=False,
                )
                said = done.stdout.decode().replace("\r\n", "\n")
                assert done.returncode == 0, said
                return said

            # Each of them begins with a soft reset.
            mpremote("cp", "here.py", ":there.py")
            assert f"{len(source.encode())} there.py" in mpremote("ls")
            assert mpremote("exec", "import there; print(1 + 1)") == "木箱\n2\n"
            mpremote("resume", "cp", ":there.py", "back.py")
            assert (tmp_path / "back.py").read_text(encoding="utf-8") == source
            # Another program is told who has the board.
            for name in (NAME, "auto"):
                with pytest.raises(LinkBusy) as raised:
                    open_board(f"ble:{name}")
                assert raised.value.fields["pid"] == bridge.pid
        finally:
            bridge.kill()
    # BlueZ keeps the connection of a program that was killed: it is ended, and the board free.
    assert bluez.peers[0].connected
    with opened() as board:
        assert board.exec("print(1)") == b"1\r\n"
