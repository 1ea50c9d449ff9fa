"""The serial link on a pseudo-terminal: locking, loss, and errors that name the real cause."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from kibako.errors import LinkError, LinkLost
from kibako.links import serial as serial_links
from kibako.links.serial import SerialLink, find_ports
from kibako.usb import UsbPort

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")


@pytest.fixture
def pty_ends() -> Iterator[tuple[SerialLink, int, str]]:
    import tty

    master, slave = os.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    link = SerialLink(name)
    link.open()
    try:
        yield link, master, name
    finally:
        link.close()
        os.close(slave)
        try:
            os.close(master)
        except OSError:
            pass


def test_bytes_go_both_ways(pty_ends: tuple[SerialLink, int, str]) -> None:
    link, master, _ = pty_ends
    link.write("にほん".encode())
    assert os.read(master, 100) == "にほん".encode()
    os.write(master, b"\x00\x03answer")
    assert link.read(3, 5.0) == b"\x00\x03a"
    assert link.read(100, 5.0) == b"nswer"
    assert link.read(100, 0.0) == b""


def test_the_cable_is_pulled(pty_ends: tuple[SerialLink, int, str]) -> None:
    link, master, _ = pty_ends
    os.close(master)
    with pytest.raises(LinkLost) as raised:
        link.read(100, 5.0)
    assert raised.value.code == "link_lost"
    with pytest.raises(LinkLost):
        link.write(b"x")


def test_in_use_names_the_program(pty_ends: tuple[SerialLink, int, str]) -> None:
    link, _, name = pty_ends
    link.close()
    code = (
        "import serial, sys\n"
        "port = serial.Serial(sys.argv[1], exclusive=True)\n"
        "print('open', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(LinkError) as raised:
            link.open()
        assert raised.value.code == "link_busy"
        if sys.platform == "linux":
            assert raised.value.fields["pid"] == other.pid
            assert "python" in raised.value.what
        other.communicate(timeout=60)
    link.open()


def test_no_such_port(tmp_path: Path) -> None:
    with pytest.raises(LinkError) as raised:
        SerialLink(str(tmp_path / "ttyACM9")).open()
    assert raised.value.code == "link_missing"


def test_no_serial_port(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    for port in (path, tmp_path):
        with pytest.raises(LinkError) as raised:
            SerialLink(str(port)).open()
        assert raised.value.code == "link_unusable"


@pytest.mark.parametrize(
    ("members", "code"), [([], "link_permission"), (["hana"], "link_permission_login")]
)
def test_permission_names_the_real_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: list[str], code: str
) -> None:
    import grp
    import pwd

    def group(_gid: int) -> SimpleNamespace:
        return SimpleNamespace(gr_name="dialout", gr_mem=members)

    def user(_uid: int) -> SimpleNamespace:
        return SimpleNamespace(pw_name="hana")

    def refuse(_path: object, _mode: int) -> bool:
        return False

    monkeypatch.setattr(grp, "getgrgid", group)
    monkeypatch.setattr(pwd, "getpwuid", user)
    monkeypatch.setattr(os, "access", refuse)
    path = tmp_path / "ttyACM0"
    path.write_text("")
    with pytest.raises(LinkError) as raised:
        SerialLink(str(path)).open()
    assert raised.value.code == code
    assert "dialout" in str(raised.value)


def usb(
    device: str, vid: int | None, pid: int | None, serial: str | None, location: str | None = None
) -> SimpleNamespace:
    return SimpleNamespace(
        device=device, vid=vid, pid=pid, serial_number=serial, interface=None, location=location
    )


def test_known_boards_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from serial.tools import list_ports

    ports = [
        usb("/dev/ttyS0", None, None, None),
        usb("/dev/ttyUSB0", 0x1A86, 0x7523, None),
        usb("/dev/ttyACM1", 0x2E8A, 0x0005, None),
        usb("/dev/ttyACM0", 0x0D28, 0x0204, "9904360b", "1-1.4:1.1"),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: ports)
    assert find_ports() == [
        UsbPort("/dev/ttyACM0", 0x0D28, 0x0204, "9904360b", socket="1-1.4"),
        UsbPort("/dev/ttyACM1", 0x2E8A, 0x0005, ""),
    ]


@pytest.mark.parametrize(
    ("ports", "code"), [([], "link_no_board"), (["/dev/a", "/dev/b"], "link_many_boards")]
)
def test_auto_needs_one_board(monkeypatch: pytest.MonkeyPatch, ports: list[str], code: str) -> None:
    found = [UsbPort(port, 1, 2, "") for port in ports]
    monkeypatch.setattr(serial_links, "find_ports", lambda: found)
    with pytest.raises(LinkError) as raised:
        SerialLink("auto").open()
    assert raised.value.code == code
    for port in ports:
        assert port in str(raised.value)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_the_one_with_the_lock_is_named_not_the_one_who_made_the_pty(
    pty_ends: tuple[SerialLink, int, str],
) -> None:
    link, _, name = pty_ends
    link.close()
    code = (
        "import os, sys\nos.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)\nprint()\nsys.stdin.read()"
    )
    locking = code.replace("os.open(", "import fcntl; fd = os.open(").replace(
        "print()", "fcntl.flock(fd, fcntl.LOCK_EX)\nprint()"
    )
    started: list[subprocess.Popen[bytes]] = []
    try:
        for each in (code, locking):
            words = [sys.executable, "-u", "-c", each, name]
            started.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            out = started[-1].stdout
            assert out is not None
            assert out.readline() == b"\n"
        owner = serial_links.owner_of(name)
        assert owner is not None
        assert owner.pid == started[1].pid
    finally:
        for process in started:
            process.communicate(timeout=60)
