"""The TCP link against a socket of our own."""

import socket
from collections.abc import Iterator

import pytest
from kibako.errors import LinkError, LinkLost
from kibako.links.tcp import TcpLink


@pytest.fixture
def ends() -> Iterator[tuple[TcpLink, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = TcpLink("127.0.0.1", server.getsockname()[1])
        link.open()
        peer, _ = server.accept()
        with peer:
            yield link, peer
        link.close()


def test_bytes_go_both_ways(ends: tuple[TcpLink, socket.socket]) -> None:
    link, peer = ends
    link.write(b"hello")
    assert peer.recv(10) == b"hello"
    peer.sendall(b"answer")
    assert link.read(3, 5.0) == b"ans"
    assert link.read(100, 5.0) == b"wer"
    assert link.read(100, 0.0) == b""


def test_small_packets_are_not_held_back(ends: tuple[TcpLink, socket.socket]) -> None:
    link, _ = ends
    opened = link._socket
    assert opened is not None
    assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_other_side_leaves(ends: tuple[TcpLink, socket.socket]) -> None:
    link, peer = ends
    peer.sendall(b"last")
    peer.close()
    assert link.read(100, 5.0) == b"last"
    with pytest.raises(LinkLost):
        link.read(100, 5.0)
    with pytest.raises(LinkLost):
        for _ in range(100):
            link.write(b"x" * 10000)


def test_a_side_that_takes_nothing(ends: tuple[TcpLink, socket.socket]) -> None:
    link, _ = ends
    with pytest.raises(LinkLost) as raised:
        link.write(b"x" * (64 << 20), timeout_s=0.1)
    assert raised.value.code == "link_stuck"


def test_closed_means_lost(ends: tuple[TcpLink, socket.socket]) -> None:
    link, _ = ends
    link.close()
    link.close()
    with pytest.raises(LinkLost):
        link.read(1, 0.0)
    with pytest.raises(LinkLost):
        link.write(b"x")


def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        with pytest.raises(LinkError) as raised:
            TcpLink("127.0.0.1", port).open()
    assert raised.value.code == "link_refused"
    assert f"tcp:127.0.0.1:{port}" in str(raised.value)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 300])
def test_no_such_host(host: str) -> None:
    with pytest.raises(LinkError) as raised:
        TcpLink(host, 1).open()
    assert raised.value.code in ("link_no_host", "link_refused")
