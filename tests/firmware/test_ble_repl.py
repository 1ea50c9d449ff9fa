"""The Pico W's REPL over Bluetooth: the very files for the board, met by a central.

Each of the eight defects of the usual example has its test here, or in test_ble_link.py
(the buffer, the cut messages, the paced notifications).
"""

import re
import threading
from pathlib import Path

import pytest
from kibako.virtual.board import VirtualBoard

FIRMWARE = Path(__file__).parents[2] / "firmware" / "pico"
BOOT = b"import ble_repl\nble_repl.start()\n"
ADVERTISED = threading.Event()
READY = b"raw REPL; CTRL-B to exit\r\n>"


def advertisement(board):
    """What the board sends out when no host is there any more."""
    while not (told := board.world.bluetooth.advertisement()) or not told.connectable:
        ADVERTISED.clear()
        assert ADVERTISED.wait(20)
    return told


class Host:
    """A central that keeps what it hears."""

    def __init__(self, board, mtu=185):
        self.port = board.world.bluetooth
        self.mtu = mtu
        self.messages = []
        self._came = bytearray()
        self._changed = threading.Condition()
        advertisement(board)
        assert self.port.connect(mtu, self._heard)
        uuids = {uuid[24:28]: at for at, (uuid, _) in self.port.characteristics().items()}
        self._handle = uuids["0200"]

    def _heard(self, handle, data):
        with self._changed:
            self.messages.append(data)
            self._came += data
            self._changed.notify_all()

    def say(self, data):
        for at in range(0, len(data), self.mtu - 3):
            assert self.port.write(self._handle, data[at : at + self.mtu - 3])

    def until(self, end, timeout_s=20):
        with self._changed:
            self._changed.wait_for(lambda: end in self._came, timeout_s)
            head, found, rest = bytes(self._came).partition(end)
            assert found, head[-300:]
            self._came[:] = rest
            return head + found

    def raw(self):
        self.say(b"\r\x03\x03\r\x01")
        self.until(READY)

    def ask(self, code):
        self.say(code + b"\x04")
        said = self.until(b"\x04>")
        assert said.startswith(b"OK"), said
        return said[2:]


READ_ALL = b"""import machine, select, sys, time
while not machine.Pin(2).value():
    time.sleep_ms(1)
time.sleep_ms(50)
n, p = 0, select.poll()
p.register(sys.stdin, select.POLLIN)
p.poll(0)
while p.poll(0):
    n += len(sys.stdin.read(1))
print(n)
\x04"""


def noticed(event):
    if (event.source, event.what) == ("bluetooth", "advertised"):
        ADVERTISED.set()


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    flash = tmp_path_factory.mktemp("flash")
    for name in ("ble_link.py", "ble_repl.py"):
        (flash / name).write_bytes((FIRMWARE / name).read_bytes())
    (flash / "boot.py").write_bytes(BOOT)
    with VirtualBoard("pico-w", flash_dir=flash, pace="fast", on_event=noticed) as board:
        yield board


@pytest.fixture
def host(board):
    host = Host(board)
    host.raw()
    yield host
    host.port.disconnect()
    assert b"dupterm" not in board.drain(0.0)


def test_every_way_to_talk_to_a_repl_works(host):
    assert host.ask("print('こ' * 3, 6 * 7)".encode()) == "こここ 42\r\n\x04\x04>".encode()
    assert b"ZeroDivisionError" in host.ask(b"1/0")
    host.say(b"\x05A\x01")
    assert host.until(b"R\x01") + host.until(b"\x00\x01") == b"R\x01\x80\x00\x01"
    program = b"x = 1 # " + b"-" * 80 + b"\n"
    for _ in range(10):
        # Defect 1: a large write must not hang the upload. The window is 128 bytes, twice.
        host.say(program)
        host.say(program[:39])
        host.until(b"\x01")
        host.say(b"\n")
    host.say(b"print(x + 1)\x04")
    assert b"\x042\r\n\x04\x04>" in host.until(b"\x04\x04>")
    host.say(b"\x02")
    host.until(b">>> ")
    host.say(b"6*7\r")
    assert host.until(b">>> ") == b"6*7\r\n42\r\n>>> "
    host.say(b"\x05print(1)\rprint(2)\r\x04")
    assert b"=== \r\n1\r\n2\r\n>>> " in host.until(b"2\r\n>>> ")
    host.say(b"input('?')\r")
    host.until(b"\r\n?")
    host.say(b"yes\r")
    assert b"'yes'" in host.until(b">>> ")


def test_ctrl_c_reaches_each_program_and_no_handler(host):
    """Defect 3: the KeyboardInterrupt of the usual example is raised in the handler, which is
    gone from then on."""
    for program in (b"while True: pass", b"import time\nwhile True: time.sleep(9)"):
        host.say(program + b"\x04")
        host.until(b"OK")
        host.say(b"\x03")
        assert host.until(b"\x04>").endswith(b"KeyboardInterrupt: \r\n\x04>")
    # What was typed just before it is there, what was typed long before it is not.
    host.say(b"while True: pass\x04")
    host.until(b"OK")
    host.say(b"x = 1\n" * 100 + b"#" * 250 + b"\nx=2\n\x03")
    host.until(b"\x04>")
    assert host.ask(b"print(x)") == b"2\r\n\x04\x04>"


def test_ctrl_c_in_the_midst_of_output_leaves_the_terminal(host):
    """Defect 4: a KeyboardInterrupt inside write() takes the terminal off the stream."""
    for _ in range(4):
        host.say(b"while True: print('spam')\x04")
        host.until(b"spam\r\nspam")
        host.say(b"\x03")
        assert b"KeyboardInterrupt" in host.until(b"\x04>")
    assert host.ask(b"print('here')") == b"here\r\n\x04\x04>"


def test_ctrl_c_over_the_cable_in_the_midst_of_output(host, board):
    host.say(b"while True: print('spam')\x04")
    host.until(b"spam\r\nspam")
    board.feed(b"\x03")
    assert b"KeyboardInterrupt" in host.until(b"\x04>")
    assert host.ask(b"print('here')") == b"here\r\n\x04\x04>"


def test_a_program_that_does_not_read_loses_nothing(host, board):
    """Defect 5: dupterm_notify for each message puts all into a ring of 512 bytes."""
    host.say(READ_ALL)
    host.until(b"OK")
    host.say(b"z" * 1500)
    board.world.set("GP2", 1)
    assert host.until(b"\x04>") == b"1500\r\n\x04\x04>"
    board.world.set("GP2", None)


def test_prints_go_together(host):
    """Defect 8: a print makes a message of each of its pieces."""
    host.messages.clear()
    host.ask(b"for i in range(40): print(i, i, i)")
    assert len(host.messages) <= 24  # of 242 pieces
    assert max(map(len, host.messages)) <= 182


@pytest.mark.parametrize("mtu", [23, 517])
def test_long_output_is_whole(board, mtu):
    """Defects 2 and 6: messages are cut to the MTU, or pile up on the heap."""
    host = Host(board, mtu)
    host.raw()
    said = host.ask(b"for i in range(600): print(i)")
    assert said == b"".join(b"%d\r\n" % i for i in range(600)) + b"\x04\x04>"
    host.port.disconnect()


def test_it_names_itself_and_can_be_switched_off(board):
    """Defect 7: the service is advertised, and the name is one that can be said."""
    data = advertisement(board).data
    assert data[3:5] == b"\x11\x07"
    assert re.fullmatch(rb"([kstnhmrg][aiueo]){3}", data[23:])
    board.feed(b"\x03\x01")
    assert board.wait_idle(20)
    board.drain()

    def ask(code):
        board.feed(code + b"\x04")
        assert board.wait_idle(20)
        return board.drain().decode().removeprefix("OK").split("\x04")[0].strip()

    assert ask(b"ble_repl.choose('on', 'neko'); print(ble_repl.status()[:2])") == "('on', 'neko')"
    assert board.world.bluetooth.advertisement().data.endswith(b"neko")
    off = ask(b"ble_repl.choose('contest'); print(ble_repl.status())")
    assert off == "('contest', 'neko', False, False)"
    assert board.world.bluetooth.advertisement() is None
    ask(b"")  # a soft reset
    assert ask(b"print(ble_repl.start(), ble_repl.status()[2])") == "None False"
    ask(b"ble_repl.choose('on', ble_repl.spoken_name())")
    assert board.world.bluetooth.advertisement().data == data


USUAL = """
import ble_repl, bluetooth, os, micropython, sys, time, select
ble_repl.stop()
class Usual(ble_repl.BleRepl):
    def ioctl(self, request, argument):
        return 0
    DEFECT
link = Usual(bluetooth.BLE(), bluetooth.UUID, 'usual')
os.dupterm(link)
"""


def fails(board, defect):
    """Make the board's REPL one with a defect of the usual example; return its host."""
    ADVERTISED.clear()
    board.reset()
    assert ADVERTISED.wait(20)
    board.feed(b"\x03\x01")
    assert board.wait_idle(20)
    board.drain(0.0)
    board.feed(USUAL.replace("DEFECT", defect).encode() + b"\x04")
    assert board.wait_idle(20)
    assert b"Traceback" not in board.drain(0.0)
    host = Host(board)
    host.raw()
    return host


def test_the_defects_are_seen_here(board):
    """What the tests above look for can be seen on this board: they can fail."""
    notify = "os.dupterm_notify(None)\n        time.sleep_ms(1)"
    host = fails(
        board, f"_happened = ble_repl.BleLink._heed\n    def came(self):\n        {notify}"
    )
    host.say(b"while True: pass\x04")
    host.until(b"OK")
    host.say(b"\x03")
    host.until(b"\x04>")
    board.feed(b"print(bluetooth.BLE()._f)\x04")
    assert b"OKNone" in host.until(b"\x04>")  # 3: nothing that the host says is heard any more
    host.port.disconnect()

    # A Ctrl-C is met at a jump: nearly all of the program's are in here.
    linger = "for _ in range(5000): pass\n        return self._fill([memoryview(data), 0])"
    host = fails(board, f"def write(self, data):\n        {linger}")
    host.say(b"while True: print('spam')\x04")
    host.until(b"spam\r\nspam")
    host.say(b"\x03")
    said = b""
    while b"dupterm: Exception in write() method, deactivating" not in said:  # 4
        heard = board.read(65536, 20)
        assert heard
        said = said[-100:] + heard
    host.port.disconnect()

    queue = "try: micropython.schedule(os.dupterm_notify, None)\n        except RuntimeError: pass"
    host = fails(board, f"def came(self):\n        {queue}")
    host.say(READ_ALL)
    host.until(b"OK")
    host.say(b"z" * 1500)
    board.world.set("GP2", 1)
    assert int(host.until(b"\x04>").partition(b"\r")[0]) < 1500  # 5
    host.port.disconnect()

    host = fails(board, "def _soon(self):\n        self._now()")
    host.messages.clear()
    host.ask(b"for i in range(40): print(i, i, i)")
    assert len(host.messages) > 60  # 8
    host.port.disconnect()
