"""The host's link over Bluetooth, by bleak and Bumble, to the firmware on a virtual Pico W."""

import json
import sys
import threading
import time
from functools import partial

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)
from bumble.gatt import Characteristic
from kibako.cli.main import main
from kibako.errors import KibakoError, LinkError, LinkLost
from kibako.links import ble, ble_finding
from kibako.links.ble import BleLink
from kibako.links.ble_finding import find_boards, open_error
from kibako.virtual.board import VirtualBoard

from .air import OWN_ADDRESS, Air
from .backend import backend_of
from .conftest import echoing
from .peripherals import ADDRESS, MadeUpBoard, PicoInTheAir

SECOND = "E0:00:00:00:00:02"
Kinds = Characteristic.Properties


def read_all(link: BleLink, size: int) -> bytes:
    got = b""
    while len(got) < size:
        heard = link.read(65536, 5)
        assert heard, f"{len(got)} of {size} bytes came"
        got += heard
    return got


def code_of(error: pytest.ExceptionInfo[KibakoError]) -> str:
    assert error.value.what and error.value.next_step
    return error.value.code


@pytest.mark.parametrize("mtu", [23, 185, 517])
def test_everything_arrives_both_ways(air: Air, pico: PicoInTheAir, mtu: int) -> None:
    air.mtu = mtu
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    before = air.radio.packets[OWN_ADDRESS]
    sent = bytes(range(256)) * 4
    got = b""
    for at in range(0, len(sent), 512):
        link.write(sent[at : at + 512])
        got += read_all(link, 512)
    assert got == sent
    # As much as a packet holds, and 512 at most: 1024 bytes in so many packets, and few answers.
    each = min(mtu - 3, 512)
    writes = 2 * -(-512 // each)
    assert writes <= air.radio.packets[OWN_ADDRESS] - before <= writes + 24
    link.close()


def test_a_connection_that_ends_is_lost_in_reading_and_writing(
    air: Air, pico: PicoInTheAir
) -> None:
    link = BleLink(ADDRESS, backend_of(air))
    for _ in range(2):
        link.open()
        link.write(b"hello")
        assert read_all(link, 5) == b"hello"
        air.drop()
        with pytest.raises(LinkLost) as lost:
            link.read(1, 5)
        assert code_of(lost) == "ble_lost"
        with pytest.raises(LinkLost):
            link.write(b"x")
        link.close()
    link.close()
    with pytest.raises(LinkLost):
        link.read(1, 0)


def test_a_drop_in_the_midst_of_a_write_ends_it(air: Air) -> None:
    board = MadeUpBoard(air)
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    air.radio.silent = True
    dropping = threading.Timer(0.1, board.hang_up)
    dropping.start()
    with pytest.raises(LinkLost) as lost:
        link.write(b"x" * 1000)
    assert code_of(lost) == "ble_lost"
    dropping.join(5)
    link.close()


def test_a_board_that_falls_silent_holds_nobody_up(air: Air, monkeypatch) -> None:
    MadeUpBoard(air)
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    air.radio.silent = True
    assert link.read(1, 0.05) == b""
    with pytest.raises(LinkLost) as stuck:
        link.write(b"x" * 100, timeout_s=0.1)
    assert code_of(stuck) == "link_stuck"

    async def for_ever(client: object) -> None:
        await ble.asyncio.sleep(60)

    monkeypatch.setattr(ble, "_CLOSE_S", 0.1)
    monkeypatch.setattr("bleak.BleakClient.disconnect", for_ever)
    began = time.monotonic()
    link.close()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("kinds", "answered"),
    [
        (Kinds.WRITE, True),
        (Kinds.WRITE_WITHOUT_RESPONSE, False),
        (Kinds.WRITE | Kinds.WRITE_WITHOUT_RESPONSE, True),
    ],
)
def test_a_firmware_that_is_not_ours_gets_small_writes_of_its_kind(
    air: Air, kinds: Kinds, answered: bool
) -> None:
    board = MadeUpBoard(air, kinds=kinds)
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    link.write(b"x" * 50)
    board.say(b"they came")
    assert read_all(link, 9) == b"they came"
    assert board.written == [(b"x" * 20, answered)] * 2 + [(b"x" * 10, answered)]
    link.close()


def test_a_board_with_a_buffer_of_100_bytes_loses_none(air: Air, tmp_path) -> None:
    begin = """
import bluetooth
ble = bluetooth.BLE()
ble.active(True)
service, to_board, to_host = [
    bluetooth.UUID('6E40000%d-B5A3-F393-E0A9-E50E24DCCA9E' % n) for n in (1, 2, 3)]
((tx, rx),) = ble.gatts_register_services(((service, ((to_host, 16), (to_board, 8))),))
ble.gatts_set_buffer(rx, 100, True)
class Link:
    came = b''
    to = None
    def irq(self, event, data):
        if event == 1:
            self.to = data[0]
        if event == 3:
            self.came += ble.gatts_read(rx)
    def readinto(self, buf):
        n = min(20, len(self.came))
        buf[:n] = self.came[:n]
        self.came = self.came[n:]
        return n
    def write(self, data):
        ble.gatts_notify(self.to, tx, data)
link = Link()
ble.irq(link.irq)
ble.gap_advertise(100000, b'\\x11\\x07' + service._b)
"""
    board = echoing(tmp_path, begin)
    pico = PicoInTheAir(air, board, keeps_up=True)
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    sent = bytes(range(250)) * 4
    link.write(sent)
    assert read_all(link, 1000) == sent
    link.close()
    pico.close()
    board.close()


def test_what_nobody_reads_does_not_grow_without_end(air: Air, monkeypatch) -> None:
    monkeypatch.setattr(ble, "_KEPT_BYTES", 100)
    board = MadeUpBoard(air)
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    for number in range(20):
        board.say(bytes((number,)) * 10)
    got = b""
    while bytes((19,)) * 10 not in got:
        got = read_all(link, 1)
    assert len(got) <= 100
    link.close()


@pytest.mark.parametrize("name", ["tanuki", "はな", "🐼🍙", "か\u3099"])
def test_a_board_is_found_by_its_name(air: Air, name: str) -> None:
    MadeUpBoard(air, "other", SECOND)
    MadeUpBoard(air, name)
    link = BleLink("が" if name.startswith("か") else name, backend_of(air))
    link.open()
    assert link.description == f"ble:{link._name}"
    link.close()


def test_two_boards_of_one_name_are_refused_with_their_addresses(air: Air) -> None:
    MadeUpBoard(air)
    auto = BleLink("auto", backend_of(air))
    auto.open()
    auto.close()
    MadeUpBoard(air, address=SECOND)
    for name, code in (("tanuki", "ble_same_name"), ("auto", "ble_many")):
        with pytest.raises(LinkError) as refused:
            BleLink(name, backend_of(air)).open()
        assert code_of(refused) == code
        assert refused.value.fields["boards"] == f"ble:{ADDRESS}, ble:{SECOND}"
    found = find_boards(1.0, backend_of(air))
    assert [board.moniker for board in found] == [f"ble:{ADDRESS}", f"ble:{SECOND}"]


def test_who_is_not_there_is_not_waited_for(air: Air, impatient: None) -> None:
    for name, code in (
        ("tanuki", "ble_not_found"),
        (ADDRESS, "ble_not_found"),
        ("auto", "ble_none"),
    ):
        with pytest.raises(LinkError) as refused:
            BleLink(name, backend_of(air)).open()
        assert code_of(refused) == code


def test_a_board_without_the_service_is_no_board(air: Air) -> None:
    board = MadeUpBoard(air)
    board.device.gatt_server.services.clear()
    board.device.gatt_server.attributes.clear()
    with pytest.raises(LinkError) as refused:
        BleLink(ADDRESS, backend_of(air)).open()
    assert code_of(refused) == "ble_no_repl"


SERVICE = b"\x11\x07" + bytes.fromhex("9ecadc240ee5a9e093f3a3b50100406e")


def test_a_hostile_advertisement_shows_nothing_of_its_own(air: Air) -> None:
    evil = ["\x1b[2J\x07", "\u202eunat", "a\r\nb", "\u200b\ufeff", ""]
    for number, name in enumerate([name.encode() for name in evil] + [b"\xff\xfe"]):
        data = SERVICE + bytes((len(name) + 1, 9)) + name
        MadeUpBoard(air, address=f"E0:00:00:00:00:1{number}", advertised=data)
    # No service, a length beyond the end, nothing at all: they are no boards.
    for number, data in enumerate((b"\x05\x09evil", SERVICE[:10], b"", b"\x00\x00\xff")):
        MadeUpBoard(air, address=f"E0:00:00:00:00:2{number}", advertised=data)
    found = find_boards(1.0, backend_of(air))
    assert {board.address for board in found} == {f"E0:00:00:00:00:1{n}" for n in range(6)}
    for board in found:
        assert board.shown.isprintable()
        assert board.moniker == f"ble:{board.address}"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("NO_BLUETOOTH", "ble_absent"),
        ("NO_BLE_CENTRAL_ROLE", "ble_too_old"),
        ("POWERED_OFF", "ble_off"),
        ("DENIED_BY_USER", "ble_denied"),
        ("DENIED_BY_SYSTEM", "ble_denied"),
        ("UNKNOWN", "ble_unusable"),
    ],
)
def test_each_reason_has_its_sentence(reason: str, code: str, monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    raised = BleakBluetoothNotAvailableError("no", BleakBluetoothNotAvailableReason[reason])
    error = open_error("ble:tanuki", raised)
    assert error.code == code
    assert error.what and error.next_step


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["no"]), "ble_no_bluez"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["no"]), "ble_denied_linux"),
        (FileNotFoundError(2, "no"), "ble_no_bluez"),
        (TimeoutError(), "ble_no_answer"),
        (BleakError("x" * 1000), "ble_unusable"),
    ],
)
def test_reasons_on_linux(raised: Exception, code: str, monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    error = open_error("ble:tanuki", raised)
    assert error.code == code
    assert len(error.what) < 400


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux'")
def test_a_computer_without_d_bus_has_no_bluetooth(monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")
    with pytest.raises(LinkError) as refused:
        BleLink("tanuki").open()
    assert code_of(refused) == "ble_no_bluez"
    with pytest.raises(LinkError):
        find_boards(0.1)


def test_the_board_hangs_up(air: Air, pico: PicoInTheAir, echo: VirtualBoard) -> None:
    link = BleLink(ADDRESS, backend_of(air))
    link.open()
    assert echo.world.bluetooth is not None
    echo.world.bluetooth.disconnect()
    with pytest.raises(LinkLost):
        link.read(1, 5)
    link.close()


def test_a_board_that_has_a_host_says_so(air: Air, pico: PicoInTheAir, monkeypatch, capsys) -> None:
    first = BleLink("tanuki", backend_of(air))
    first.open()
    monkeypatch.setattr(ble_finding, "SCAN_S", 1.0)
    for name in (ADDRESS, "tanuki"):
        with pytest.raises(LinkError) as refused:
            BleLink(name, backend_of(air)).open()
        assert code_of(refused) == "ble_taken"
        assert refused.value.fields["name"] == "tanuki"
    find = partial(find_boards, 0.5, backend_of(air))
    monkeypatch.setattr(ble_finding, "find_boards", find)
    micro_bits = partial(ble_finding.find_micro_bits, 0.1, backend_of(air))
    monkeypatch.setattr(ble_finding, "find_micro_bits", micro_bits)
    assert main(["boards", "--ble", "--lang", "en"]) == 0
    row = capsys.readouterr().out.rstrip("\n").split("\t")
    assert (row[0], row[1], row[3]) == ("ble:tanuki", "tanuki", "(connected to a computer)")
    first.close()
    for _ in range(20):  # until it has noticed
        assert main(["boards", "--ble", "--json"]) == 0
        (told,) = json.loads(capsys.readouterr().out)
        if not told["taken"]:
            break
    assert (told["moniker"], told["address"], told["taken"]) == ("ble:tanuki", ADDRESS, False)
    pico.close()
    assert main(["boards", "--ble", "--lang", "en"]) == 0
    assert "No board was heard" in capsys.readouterr().err
    assert main(["boards", "--ble", "--watch", "--lang", "en"]) == 2
    assert "do not go together" in capsys.readouterr().err
