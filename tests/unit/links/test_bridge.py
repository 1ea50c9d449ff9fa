"""The bridge: a board on a port or a pseudo-terminal, for one program at a time."""

import os
import queue
import select
import socket
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.boards.board import Board
from kibako.errors import LinkBusy, LinkError, LinkLost, UsageError
from kibako.links import bridge as bridge_module
from kibako.links.bridge import Bridge, PtyBridge
from kibako.links.taken import busy_line, read_busy
from kibako.links.tcp import TcpLink

WAIT_S = 10.0


class Echo:
    """A board that answers each run of bytes in capitals, and knows what it was given."""

    def __init__(self) -> None:
        self.given: queue.Queue[bytes] = queue.Queue()
        self._said: queue.Queue[bytes] = queue.Queue()
        self.lost = threading.Event()
        self.full = threading.Event()
        self._heard = threading.Event()

    def feed(self, data: bytes, timeout_s: float = 10.0) -> None:
        if self.full.is_set():
            raise LinkLost("virtual_stuck")
        self.given.put(data)
        self._said.put(data.upper())

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        if self.lost.is_set():
            raise LinkLost("bridge_no_pty")
        try:
            return self._said.get(timeout=timeout_s)
        except queue.Empty:
            self._heard.set()
            return b""

    def wait_heard(self) -> None:
        """Wait until all that was said has been taken, and carried to where it went."""
        self._heard.clear()
        assert self._heard.wait(WAIT_S)

    def say(self, data: bytes) -> None:
        self._said.put(data)


@pytest.fixture
def board() -> Echo:
    return Echo()


@pytest.fixture
def bridge(board: Echo) -> Iterator[Bridge]:
    with Bridge(board) as bridge:
        yield bridge


def connected(bridge: Bridge) -> socket.socket:
    return socket.create_connection(("127.0.0.1", bridge.port), WAIT_S)


def taken(client: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (more := client.recv(count - len(data))):
        data += more
    return data


def test_bytes_go_both_ways(bridge: Bridge, board: Echo) -> None:
    assert bridge.address == f"socket://127.0.0.1:{bridge.port}"
    with connected(bridge) as client:
        client.sendall(b"hello")
        assert taken(client, 5) == b"HELLO"
    assert board.given.get_nowait() == b"hello"


def test_clients_come_one_after_another(bridge: Bridge) -> None:
    for n in range(20):
        with connected(bridge) as client:
            client.sendall(b"a%02d" % n)
            assert taken(client, 3) == b"A%02d" % n


def test_a_client_that_leaves_in_the_middle_does_no_harm(bridge: Bridge) -> None:
    with connected(bridge) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        client.sendall(b"x" * 100_000)
    with connected(bridge) as client:
        client.sendall(b"#")
        while taken(client, 1) != b"#":
            pass


def test_a_second_client_is_told_and_closed(bridge: Bridge) -> None:
    with connected(bridge) as first:
        first.sendall(b"a")
        assert taken(first, 1) == b"A"
        with connected(bridge) as second:
            told = taken(second, 1000).decode()
            second.sendall(b"\x03")
        assert told.splitlines()[1].strip()
        first.sendall(b"b")
        assert taken(first, 1) == b"B"


@given(st.binary(max_size=300), st.booleans())
def test_only_a_bridges_own_words_mean_busy(rest: bytes, ours: bool) -> None:
    error = read_busy((b"kibako-busy 7 " if ours else b"") + rest + b"\r\n", "tcp:x:1")
    if error is not None:
        assert ours
        assert error.what.isprintable()


def test_the_second_program_is_told_who_has_the_board(bridge: Bridge) -> None:
    with connected(bridge) as first:
        first.sendall(b"a")
        assert taken(first, 1) == b"A"
        link = TcpLink("127.0.0.1", bridge.port)
        with pytest.raises(LinkBusy) as raised:
            Board(link).connect(1.0)
        assert raised.value.fields.get("pid") in (os.getpid(), None)
        if sys.platform == "linux":
            assert raised.value.code == "link_busy"
            assert str(os.getpid()) in raised.value.what
    assert read_busy(busy_line(None), "x").code == "link_busy_unnamed"


def test_what_is_said_to_nobody_is_gone(bridge: Bridge, board: Echo) -> None:
    for _ in range(50):
        board.say(b"lost")
    board.wait_heard()
    with connected(bridge) as client:
        client.sendall(b"new")
        assert taken(client, 3) == b"NEW"


def test_a_large_answer_waits_for_a_slow_client(bridge: Bridge, board: Echo) -> None:
    flood = bytes(range(256)) * 20_000
    with connected(bridge) as client:
        client.sendall(b"!")
        assert taken(client, 1) == b"!"
        board.say(flood)
        assert taken(client, len(flood)) == flood


def test_the_end_of_the_board_ends_the_bridge(board: Echo) -> None:
    with Bridge(board) as bridge:
        assert not bridge.wait(0)
        board.lost.set()
        assert bridge.wait(WAIT_S)
    assert isinstance(bridge.failure, LinkLost)


def test_a_board_that_reads_nothing_costs_the_client_only(bridge: Bridge, board: Echo) -> None:
    board.full.set()
    with connected(bridge) as client:
        client.sendall(b"too much")
        assert taken(client, 1) == b""
    board.full.clear()
    with connected(bridge) as client:
        client.sendall(b"a")
        assert taken(client, 1) == b"A"
    assert bridge.failure is None


def test_stopping_twice_and_a_free_port_after(board: Echo) -> None:
    bridge = Bridge(board)
    bridge.start()
    with connected(bridge):
        bridge.stop()
        bridge.stop()
    with Bridge(board, bridge.port):
        pass


def test_a_port_in_use(bridge: Bridge, board: Echo) -> None:
    with pytest.raises(LinkError) as caught:
        Bridge(board, bridge.port).start()
    assert str(bridge.port) in str(caught.value)


def test_no_port_number(board: Echo) -> None:
    with pytest.raises(UsageError):
        Bridge(board, 70_000).start()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
class TestPty:
    def test_bytes_go_both_ways_for_one_client_after_another(self, board: Echo) -> None:
        with PtyBridge(board) as bridge:
            for data in (b"ab\r\n\x03\x04\x1a", b"\x11\x13\x7f"):
                handle = os.open(bridge.address, os.O_RDWR | os.O_NOCTTY)
                os.write(handle, data)
                answer = b""
                while len(answer) < len(data):
                    answer += os.read(handle, 100)
                assert answer == data.upper()
                os.close(handle)

    def test_nobody_listens(self, board: Echo, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bridge_module, "_STALL_S", 0.1)
        with PtyBridge(board) as bridge:
            for _ in range(8):
                board.say(b"x" * 4096)
            board.wait_heard()
            handle = os.open(bridge.address, os.O_RDWR | os.O_NOCTTY)
            while select.select([handle], [], [], 1.0)[0]:
                os.read(handle, 65536)
            os.write(handle, b"end")
            answer = b""
            while not answer.endswith(b"END"):
                answer = answer[-2:] + os.read(handle, 1)
            os.close(handle)
