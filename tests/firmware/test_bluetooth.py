"""A Pico W's Bluetooth, met by a central: sizes, silent cuts, events."""

from kibako.virtual.board import VirtualBoard

SERVER = """
import bluetooth, time
from bluetooth import FLAG_NOTIFY, FLAG_INDICATE, FLAG_WRITE, FLAG_WRITE_NO_RESPONSE, UUID
ble = bluetooth.BLE()
try:
    ble.gap_advertise(100000, b'x')
except OSError as e:
    print('off', e.errno)
ble.active(True)
seen = []
def irq(event, data):
    seen.append((event,) + tuple(bytes(d) if type(d) is memoryview else d for d in data))
    if event == 3:
        got = ble.gatts_read(data[1])
        ble.gatts_notify(data[0], tx, got * 3)
        ble.gatts_indicate(data[0], tx, got)
ble.irq(irq)
((tx, rx),) = ble.gatts_register_services(((UUID(0x180D), (
    (UUID('6E400003-B5A3-F393-E0A9-E50E24DCCA9E'), FLAG_NOTIFY | FLAG_INDICATE),
    (UUID(0x2A00), FLAG_WRITE | FLAG_WRITE_NO_RESPONSE),
)),))
print(tx, rx, UUID(0x180D), UUID('6E400003-B5A3-F393-E0A9-E50E24DCCA9E'))
if BUFFER:
    ble.gatts_set_buffer(rx, BUFFER, True)
ble.gap_advertise(100000, b'\\x02\\x01\\x06', resp_data=b'\\x02\\x09k')
print('ready')
"""


def serve(board, buffer):
    board.feed(b"\x01")
    said = b""
    while not said.endswith(b"exit\r\n>"):
        said += board.read(65536, 30)
    board.feed(SERVER.replace("BUFFER", str(buffer)).encode() + b"\x04")
    assert board.wait_idle(30)
    return board.drain().decode()


def ask(board, code):
    board.feed(code.encode() + b"\x04")
    assert board.wait_idle(30)
    return board.drain().decode().removeprefix(">OK").removeprefix("OK").split("\x04")[0].strip()


def test_a_central_meets_the_board(tmp_path):
    heard = []
    with VirtualBoard("pico-w", flash_dir=tmp_path / "flash", pace="fast") as board:
        port = board.world.bluetooth
        assert port.advertisement() is None
        assert not port.connect(23, print)
        said = serve(board, 0)
        assert "off 19" in said
        assert "9 12 UUID(0x180d) UUID('6e400003-b5a3-f393-e0a9-e50e24dcca9e')" in said
        sent_out = port.advertisement()
        assert (sent_out.data, sent_out.response) == (b"\x02\x01\x06", b"\x02\x09k")
        assert [handle for handle in port.characteristics()] == [9, 10, 12]
        assert port.connect(185, lambda *message: heard.append(message))
        assert port.advertisement() is None  # as on the real board, a connection ends it
        assert not port.connect(23, print)
        # The default room is 20 bytes: the rest is lost, and nobody is told.
        assert port.write(12, bytes(range(30)))
        assert ask(board, "time.sleep_ms(50)\nprint(seen)") == (
            "[(1, 64, 0, b'\\x02\\x00\\x00\\x00\\x00\\x01'), (21, 64, 185), (3, 64, 12), "
            "(20, 64, 9, 0)]"
        )
        assert heard == [(9, bytes(range(20)) * 3), (9, bytes(range(20)))]
        drop = "print(ble.gap_disconnect(64), ble.gap_disconnect(64))"
        assert ask(board, drop) == "True True"  # BTstack says so of any handle
        assert not port.connected()
        assert not port.write(12, b"late")


def test_a_small_mtu_cuts_without_a_word(tmp_path):
    heard = []
    with VirtualBoard("pico-w", flash_dir=tmp_path / "flash", pace="fast") as board:
        serve(board, 100)
        port = board.world.bluetooth
        assert port.connect(23, lambda *message: heard.append(message))
        assert port.write(12, b"0123456789")
        assert ask(board, "time.sleep_ms(50)\nprint(seen[1:], ble.gatts_read(rx))") == (
            "[(3, 64, 12), (20, 64, 9, 0)] b''"
        )
        assert heard == [(9, b"01234567890123456789"), (9, b"0123456789")]
        # Of two indications the second goes out when the first is answered.
        heard.clear()
        twice = "ble.gatts_indicate(64, tx, b'a'); ble.gatts_indicate(64, tx, b'b')\n"
        assert ask(board, twice + "time.sleep_ms(5)\nprint(len(seen))") == "3"
        assert heard == [(9, b"a")]
        assert (
            ask(board, "time.sleep_ms(20)\nprint(seen[3:])") == "[(20, 64, 9, 0), (20, 64, 9, 0)]"
        )
        assert heard == [(9, b"a"), (9, b"b")]
        assert port.write(10, b"\1\0")  # who subscribes is not told of
        port.disconnect()
        gone = "[(2, 64, 255, b'\\x00\\x00\\x00\\x00\\x00\\x00')]"
        assert ask(board, "time.sleep_ms(50)\nprint(seen[5:])") == gone
        assert ask(board, "ble.gap_advertise(100000)\nprint(1)") == "1"
        assert port.advertisement().data == b"\x02\x01\x06"  # None: as before


def test_a_handler_that_raises_is_gone(tmp_path):
    with VirtualBoard("pico-w", flash_dir=tmp_path / "flash", pace="fast") as board:
        serve(board, 0)
        port = board.world.bluetooth
        ask(board, "def irq(event, data):\n    if event == 3:\n        1 / 0\nble.irq(irq)")
        assert port.connect(23, print)
        assert port.write(12, b"1")
        ask(board, "time.sleep_ms(50)")
        assert ask(board, "print(ble._f)") == "None"
        calls = "calls = []\nble.irq(lambda e, d: calls.append(e))\n"
        assert ask(board, calls + "time.sleep_ms(50)\nprint(calls)") == "[]"
        assert port.write(12, b"2")
        assert ask(board, "time.sleep_ms(50)\nprint(calls)") == "[3]"
