"""A board over Bluetooth on Linux: every answer that BlueZ may give, and every name of the air."""

from pathlib import Path

import pytest
from kibako.errors import LinkError, LinkLost
from kibako.links import ble, ble_finding
from kibako.links.ble import BleLink
from kibako.links.ble_finding import find_boards, find_micro_bits
from kibako.protocol.keys import RAW_BANNER

from .echo import Echo
from .fake_bluez import FakeBluez
from .peers import Peer, advertisement
from .private_bus import PrivateBus, need_dbus

ADDRESS = "28:CD:C1:00:00:01"
FAILED = "org.bluez.Error.Failed"
LISTEN_S = 0.2
CROWD_S = 0.5


def device(name: str = "tanuki", port: Echo | None = None, address: str = ADDRESS) -> Peer:
    return Peer(address, port or Echo(), lambda: advertisement(name.encode()))


def hear(link: BleLink, count: int) -> bytes:
    said = b""
    while len(said) < count:
        piece = link.read(1000, 5)
        assert piece, said
        said += piece
    return said


def code_of_opening(name: str = "tanuki") -> str:
    with pytest.raises(LinkError) as raised:
        BleLink(name).open()
    assert str(raised.value)
    return raised.value.code


@pytest.mark.parametrize("mtu", [None, 23, 517])
def test_bytes_go_both_ways(bus: str, mtu: int | None) -> None:
    peer = device()
    peer.mtu = mtu
    with FakeBluez(bus, peer) as bluez:
        link = BleLink("tanuki")
        link.open()
        link.write(b"hello " * 20)
        assert hear(link, 120) == b"HELLO " * 20
        link.close()
        link.close()
        assert not peer.connected
        # Not known as firmware of ours: 20 bytes, whatever was agreed on.
        assert max(len(data) for _, data in bluez.writes) == 20


@pytest.mark.parametrize("takes", ["request", "command"])
def test_only_the_kind_of_write_that_is_taken(bus: str, takes: str) -> None:
    """The other kind BlueZ reports as a success too, and the board never sees it."""
    with FakeBluez(bus, device(port=Echo({"command": 4, "request": 8}[takes]))) as bluez:
        link = BleLink("tanuki")
        link.open()
        link.write(b"x" * 100)
        assert hear(link, 100) == b"X" * 100
        link.close()
        assert {kind for kind, _ in bluez.writes} == {takes}


def test_bluetooth_is_off(bus: str) -> None:
    with FakeBluez(bus, device(), powered=False):
        assert code_of_opening() == "ble_off"
        with pytest.raises(LinkError) as raised:
            find_boards(LISTEN_S)
        assert raised.value.code == "ble_off"


def test_there_is_no_adapter(bus: str) -> None:
    with FakeBluez(bus, powered=None):
        assert code_of_opening() == "ble_absent"


def test_there_is_no_bluez(bus: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert code_of_opening() == "ble_no_bluez"
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nowhere")
    assert code_of_opening() == "ble_no_bluez"


def test_it_is_not_permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    need_dbus()
    with PrivateBus(denies=True) as bus, FakeBluez(bus.address, device()):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        assert code_of_opening() == "ble_denied_linux"


def test_nobody_is_there(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("SCAN_S", "_MICRO_BIT_S"):
        monkeypatch.setattr(ble_finding, limit, LISTEN_S)
    with FakeBluez(bus):
        assert code_of_opening() == "ble_not_found"
        assert code_of_opening("auto") == "ble_none"
        assert find_boards(LISTEN_S) == []


def test_a_connection_that_ends_at_once_is_tried_again(bus: str) -> None:
    peer = device()
    peer.refusals = [(FAILED, "le-connection-abort-by-local")] * 2
    with FakeBluez(bus, peer) as bluez:
        link = BleLink("tanuki")
        link.open()
        link.write(b"hello")
        assert hear(link, 5) == b"HELLO"
        link.close()
        assert bluez.connects == 3


def test_a_board_that_cannot_be_reached(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ble, "CONNECT_S", 0.3)
    peer = device()
    with FakeBluez(bus, peer):
        peer.refusals = [(FAILED, "le-connection-abort-by-local")] * 1000
        assert code_of_opening() == "ble_no_answer"
        peer.refusals = [(FAILED, "br-connection-unknown")]
        with pytest.raises(LinkError) as raised:
            BleLink("tanuki").open()
        assert raised.value.code == "ble_unusable"
        assert "br-connection-unknown" in str(raised.value)


def test_a_board_with_a_host_that_bluez_has_known_free(bus: str) -> None:
    """BlueZ adds up what is advertised: that it has a host now shows when it cannot be reached."""
    said = [advertisement(b"tanuki"), advertisement(b"tanuki", ble_finding.TAKEN)]
    peer = Peer(ADDRESS, Echo(), lambda: said[0])
    with FakeBluez(bus, peer):
        assert [board.taken for board in find_boards(LISTEN_S)] == [False]
        said.pop(0)
        peer.refusals = [(FAILED, "le-connection-create-timeout")]
        assert code_of_opening() == "ble_taken"


def test_a_device_without_the_service(bus: str) -> None:
    peer = device(port=Echo(serves=False))
    with FakeBluez(bus, peer):
        assert code_of_opening() == "ble_no_repl"
        assert not peer.connected


def test_a_loss_in_the_middle_of_sending_and_after_it(bus: str) -> None:
    peer = device()
    with FakeBluez(bus, peer) as bluez:
        link = BleLink("tanuki")
        for _ in range(2):
            link.open()
            peer.drop_after = 250
            with pytest.raises(LinkLost) as raised:
                link.write(b"x" * 1000)
            assert raised.value.code == "ble_lost"
            with pytest.raises(LinkLost):
                while True:
                    assert link.read(1000, 5)
            link.close()
        link.open()
        bluez.drop(peer)
        with pytest.raises(LinkLost):
            link.read(1000, 5)
        link.close()


REBOOT = b"\r\nMPY: soft reboot\r\n"


@pytest.mark.parametrize(("prompt", "said"), [(b"\x02", b"\x02"), (b"\x01", RAW_BANNER)])
def test_a_soft_reset_is_outlived(bus: str, prompt: bytes, said: bytes) -> None:
    """It switches the board's Bluetooth off; in the raw REPL the banner is heard, and once.

    Else the board is asked for its prompt, which this one gives back as it came.
    """
    peer = device(port=Echo(ours=True, returns_after=2))
    with FakeBluez(bus, peer) as bluez:
        link = BleLink("tanuki")
        link.open()
        link.write(prompt)
        assert hear(link, 1) == prompt
        link.write(b"\x04")
        assert hear(link, len(REBOOT + said)) == REBOOT + said
        link.write(b"hello")
        assert hear(link, 5) == b"HELLO"
        assert bluez.connects == 4
        # A Ctrl-D that ends a program is none; what ends the connection then is a loss.
        link.write(b"\x01print(1)\x04" if said == RAW_BANNER else b"print(1)\x04")
        with pytest.raises(LinkLost):
            while True:
                assert link.read(1000, 5)
        link.close()


def test_a_board_that_does_not_come_back(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ble, "_RETURN_S", 0.3)
    for port in (Echo(ours=True, returns_after=1000), Echo(returns_after=0)):
        with FakeBluez(bus, device(port=port)):
            link = BleLink("tanuki")
            link.open()
            link.write(b"\x04")
            with pytest.raises(LinkLost):
                while True:
                    assert link.read(1000, 5)
            with pytest.raises(LinkLost):
                link.write(b"x")
            link.close()


def test_bluez_dies(bus: str) -> None:
    peer = device()
    link = BleLink("tanuki")
    with FakeBluez(bus, peer):
        link.open()
    with pytest.raises(LinkLost):
        for _ in range(100):
            link.write(b"x")
    link.close()


@pytest.mark.parametrize("name", ["zuvip", "auto", ADDRESS])
def test_a_micro_bit_is_told_for_what_it_is(
    bus: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(ble_finding, "SCAN_S", 0.05)
    micro_bit = Peer(ADDRESS, None, lambda: advertisement(b"BBC micro:bit [zuvip]", service=None))
    with FakeBluez(bus, micro_bit):
        assert code_of_opening(name) == "ble_micro_bit"
        if name == "auto":
            assert find_micro_bits(LISTEN_S) == ["BBC micro:bit [zuvip]"]


def test_the_bus_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    need_dbus()
    link = BleLink("tanuki")
    with PrivateBus() as bus, FakeBluez(bus.address, device()):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        link.open()
        bus.stop()
        with pytest.raises(LinkLost):
            assert link.read(10, 5)
        link.close()


BIDI, ZERO = "\u202e", "\u200b"
HOSTILE = [
    b"x" * 200,
    "ながい".encode() * 20,
    b"\x1b[2J\x1b]0;owned\x07",
    f"a{BIDI}b{ZERO}".encode(),
    b"\xff\xfe\xf0\x9f",
    b"one\ntwo\r\tthree",
    b"nul\0nul",
    b"",
    b"tanuki\x00",
    "が\u3099\u3099\u3099\u3099\u3099\u3099".encode(),
]


def test_names_from_anybody(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ble_finding, "_SETTLE_S", CROWD_S)
    hostile = [
        Peer(f"66:66:66:00:00:{at:02X}", None, lambda name=name: advertisement(name))
        for at, name in enumerate(HOSTILE)
    ]
    crowd = [device(f"b{at}", address=f"77:77:77:00:00:{at:02X}") for at in range(100)]
    other = Peer("55:55:55:00:00:01", None, lambda: advertisement(b"tanuki", service=None))
    panda = device("🐼🍙")
    with FakeBluez(bus, *hostile, other, *crowd, panda) as bluez:
        found = find_boards(CROWD_S)
        assert len(found) == len(hostile) + len(crowd) + 1
        assert other.address not in {board.address for board in found}
        for board in found:
            assert len(board.shown) <= 16
            assert not any(letter < " " or letter in BIDI + ZERO for letter in board.shown)
            assert board.moniker.isprintable()
        link = BleLink("🐼🍙")
        link.open()
        link.write(b"hello")
        assert hear(link, 5) == b"HELLO"
        link.close()
        # Two of one name: both addresses are named, and either can be chosen.
        bluez.peers.append(device("🐼🍙", address="28:CD:C1:00:00:02"))
        with pytest.raises(LinkError) as raised:
            BleLink("🐼🍙").open()
        assert raised.value.code == "ble_same_name"
        assert ADDRESS in str(raised.value) and "28:CD:C1:00:00:02" in str(raised.value)
        assert code_of_opening("auto") == "ble_many"
        monkeypatch.setattr(ble_finding, "_SETTLE_S", 0.1)
        link = BleLink(ADDRESS)
        link.open()
        link.close()
