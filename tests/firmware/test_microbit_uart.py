"""The micro:bit's UART: on the cable with the console, or on pins with a peer."""

import queue

import pytest
from kibako.virtual.board import VirtualBoard

PARROT = """
from microbit import *
uart.init(baudrate=9600, tx=pin0, rx=pin1)
uart.write("hello")
print("and this")
while not uart.any():
    sleep(1)
got = uart.read()
line = uart.readline()
sleep(100)
room = bytearray(3)
count = uart.readinto(room)
late = uart.read(4)
uart.init(115200)
print(got, line, count, bytes(room), late, uart.any(), uart.read())
"""


class Peer:
    """What hangs on the pins: it hears everything, and answers to what it hears."""

    def __init__(self, world, answers):
        self.world = world
        self.answers = answers
        self.heard = b""
        self.bauds = set()
        world.sockets.buses.attach_serial("pin0", self)

    def receive(self, data, baud):
        self.heard += data
        self.bauds.add(baud)
        for answer, delay_ms in self.answers.pop(data, ()):
            shared = self.world.sockets.world
            shared.after(delay_ms, lambda a=answer: self.world.sockets.buses.deliver("pin1", a))


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_a_peer_on_the_pins_hears_the_board_and_is_heard(run, profile):
    peers = []
    answers = {b"and this\r\n": [(b"one", 20), (b"two\nthree\n", 60)]}
    ran = run(profile, PARROT, lambda world: peers.append(Peer(world, answers)))
    assert peers[0].heard == b"helloand this\r\n"
    assert peers[0].bauds == {9600}
    assert ran.lines == ["b'one' None 3 b'two' b'\\nthr' True b'ee\\n'"]
    moves = [value for _, value in ran.of("uart", "moved")]
    assert moves == [
        {"tx": "pin0", "rx": "pin1", "baud": 9600},
        {"tx": "", "rx": "", "baud": 115200},
    ]
    assert [value for _, value in ran.of("uart", "sent")] == ["hello", "and this\\r\\n"]
    assert [value for _, value in ran.of("uart", "received")] == ["one", "two\\nthree\\n"]


def test_bytes_take_their_time_on_the_wire(run):
    ran = run(
        "microbit",
        """
        from microbit import *
        from utime import ticks_us
        uart.init(baudrate=1200, tx=pin0, rx=pin1)
        began = ticks_us()
        uart.write(bytes(120))
        took = ticks_us() - began
        uart.init(115200)
        print(990000 < took < 1010000)
        """,
    )
    assert ran.lines == ["True"]


@pytest.mark.parametrize(("profile", "kept"), [("microbit", 127), ("microbit-v1", 63)])
def test_what_nobody_reads_in_time_is_lost(run, profile, kept):
    def prepare(world):
        world.at(200, lambda: world.set("uart.received", "x" * 300))

    ran = run(
        profile,
        """
        from microbit import *
        uart.init(rx=pin1)
        sleep(1000)
        print(len(uart.read()))
        """,
        prepare,
    )
    assert ran.lines == [str(kept)]


def test_on_the_cable_a_program_reads_what_is_typed_and_writes_bytes(tmp_path):
    code = b"""
from microbit import *
print(uart.write(b'abcdef', 1, 3), uart.any())
while not uart.any():
    sleep(10)
print(uart.readline(), uart.read(2), uart.read())
"""
    with VirtualBoard("microbit", flash_dir=tmp_path / "flash", pace="fast") as board:
        board.feed(b"\x01")
        board.drain()
        board.world.at(5000, lambda: board.feed(b"hi\nmore"))
        board.feed(code + b"\x04")
        assert board.wait_idle(30)
        assert b"bcd3 False\r\nb'hi\\n' b'mo' b're'\r\n" in board.drain()


def test_the_console_goes_along_and_comes_back_with_a_soft_reset(tmp_path):
    events = queue.Queue()
    flash = tmp_path / "flash"
    with VirtualBoard("microbit", flash_dir=flash, pace="real", on_event=events.put) as board:

        def said_on_the_pins(wanted):
            while (event := events.get(timeout=10)).what != "sent" or wanted not in event.value:
                pass

        board.drain()
        board.feed(b"from microbit import *; uart.init(115200, tx=pin0, rx=pin1)\r")
        said_on_the_pins(">>> ")
        board.drain()
        board.feed(b"print(1)\r")
        board.world.set("uart.received", "print(6 * 7)\r")
        said_on_the_pins("42")
        assert board.drain() == b""
        board.world.set("uart.received", "\x04")
        while events.get(timeout=10).what != "soft_reset":
            pass
        board.feed(b"print(3)\r")
        assert b"3\r\n>>> " in board.drain(0.5)


def test_ctrl_c_of_the_peer_stops_the_program_and_that_of_the_cable_does_not(run):
    def prepare(world):
        Peer(world, {b"ready": [(b"\x03", 50)]})

    ran = run(
        "microbit",
        """
        from microbit import *
        uart.init(tx=pin0, rx=pin1)
        uart.write("ready")
        try:
            sleep(10000)
        except KeyboardInterrupt:
            uart.init(115200)
            print(running_time() < 5000)
        """,
        prepare,
    )
    assert ran.lines == ["True"]


def test_wrong_uses(run, each_line):
    wrong = {
        "uart.init(tx=3)": "TypeError expecting a pin",
        "uart.init(pins=(pin0,))": "ValueError requested length 2 but object has length 1",
        "uart.init(pins=3)": "TypeError object 'int' is not a tuple or list",
        "uart.init(9600, 8, None, 1, pin0)": "TypeError extra positional arguments given",
        "uart.init(parity='a')": "TypeError can't convert str to int",
        "uart.write(3)": "TypeError object with buffer protocol required",
        "uart.readinto(b'abc')": "TypeError object with buffer protocol required",
        "(uart, uart.ODD, uart.EVEN)": "(<MicroBitUART>, 1, 0)",
    }
    ran = run("microbit", "from microbit import *\n" + each_line(list(wrong)))
    assert ran.lines == list(wrong.values())
