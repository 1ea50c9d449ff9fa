"""os.dupterm of a virtual Pico: any stream has the terminal besides the cable."""

from pathlib import Path

import pytest
from kibako.virtual.board import VirtualBoard

STREAM = """
import io, os
class Stream(io.IOBase):
    def __init__(self):
        self.got = []
        self.typed = bytearray()
        self.closed = 0
    def write(self, data):
        self.got.append(bytes(data))
        return len(data)
    def readinto(self, data):
        if not self.typed:
            return None
        data[0] = self.typed[0]
        self.typed = self.typed[1:]
        return 1
    def ioctl(self, request, argument):
        self.closed += request == 4
        return 0
    def all(self):
        got, self.got = self.got, []
        return got
    def said(self):
        return b''.join(self.all())
s = Stream()
"""


class Peer:
    """What hangs on the pin of a UART, and hears it."""

    def __init__(self) -> None:
        self.heard = b""

    def receive(self, data: bytes, baud: int) -> None:
        self.heard += data


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory):
    flash = tmp_path_factory.mktemp("flash")
    with VirtualBoard("pico", flash_dir=flash, pace="fast") as board:
        board.feed(b"\x01")
        assert board.wait_idle(30)
        board.drain()
        yield board


@pytest.fixture
def ask(raw):
    def ask(code: str) -> str:
        raw.feed(code.encode() + b"\x04")
        assert raw.wait_idle(30)
        output, error, *_ = raw.drain().decode(errors="replace").removeprefix("OK").split("\x04")
        return (output + error).strip()

    assert ask(STREAM) == ""
    yield ask
    ask("os.dupterm(None)")


def test_output_goes_both_ways_in_the_pieces_of_the_real_board(ask):
    assert ask("print(os.dupterm(s))") == "None"
    assert ask("s.all(); print('a', 1)\nfor _ in range(2): pass\nx = s.all()\nprint(x)") == (
        "a 1\r\n[b'a', b' ', b'1', b'\\r\\n']"
    )
    assert ask("s.all(); import sys; sys.stdout.write('a\\nb')\nfor _ in range(2): pass\n") == (
        "a\r\nb"
    )
    assert ask("print(os.dupterm(None) is s, s.said())") == "True b'a\\r\\nb\\x04\\x04>OK'"
    assert ask("print(1)\nprint(s.all())") == "1\r\n[]"


def test_what_is_typed_there_reaches_the_repl_and_programs(ask, raw):
    ask("os.dupterm(s)\ns.typed.extend(b'print(6*7)\\x04')")
    assert ask("print(s.said())").endswith("42\\r\\n\\x04\\x04>OK'")
    ask("s.typed.extend(b'\\x02x = 5\\rx\\r\\x01')")
    assert ">>> x = 5\\r\\n>>> x\\r\\n5\\r\\n>>> \\r\\nraw REPL" in ask("print(s.said())")
    ask("s.typed.extend(b'hello\\r'); print(input('? '))")
    assert "? hello\\r\\nhello\\r\\n" in ask("print(s.said())")
    assert ask("import sys; s.typed.extend(b'abcd'); print(sys.stdin.read(4))") == "abcd"
    ask("s.typed.extend(b'\\x05A\\x01print(9)\\x04')")
    assert "R\\x01\\x80\\x00\\x01" in ask("print(s.said())")


def test_a_program_meets_ctrl_c_only_where_dupterm_notify_looks(ask):
    ask("os.dupterm(s)")
    loop = "for _ in range(99): pass\n"
    assert ask(f"s.typed.extend(b'\\x03')\n{loop}print('through')\ns.typed = bytearray()") == (
        "through"
    )
    notify = "s.typed.extend(b'\\x03')\nos.dupterm_notify(None)\n"
    assert ask(notify + loop + "print('not here')").endswith("KeyboardInterrupt:")
    # What stands before it goes into a ring of 512 bytes; the rest is lost.
    ask("s.typed.extend(b'#' * 600); os.dupterm_notify(None); print(len(s.typed))")
    assert ask("\nprint(7)") == "7"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("def write(self, data): 1 / 0", "write() method, deactivating: Traceback"),
        ("def write(self, data): return -5", "write() method, deactivating: Traceback"),
        ("def write(self, data): print('x'); return len(data)", "maximum recursion depth"),
        ("def readinto(self, data): raise ValueError", "read() method, deactivating: Traceback"),
        ("def readinto(self, data): return 0", "dupterm: EOF received, deactivating\r\n"),
    ],
)
def test_an_error_in_the_stream_takes_the_terminal_off_it(ask, raw, broken, said):
    ask(f"class Broken(Stream):\n    {broken}\nb = Broken()")
    raw.feed(b"os.dupterm(b)\nprint(1)\nfor _ in range(9): pass\x04")
    assert raw.wait_idle(30)
    assert said in raw.drain().decode()
    assert ask("print(os.dupterm(None), b.closed)") == "None 1"


def test_one_that_takes_nothing_is_kept(ask):
    ask("class Deaf(Stream):\n    def write(self, data): return None\nd = Deaf()\nos.dupterm(d)")
    assert ask("print(os.dupterm(None) is d)") == "True"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("os.dupterm(s, 1)", "ValueError: invalid dupterm index"),
        ("os.dupterm(5)", "OSError: stream operation not supported"),
        ("os.dupterm(s, 'x')", "TypeError: can't convert str to int"),
    ],
)
def test_what_is_no_stream_is_refused(ask, call, error):
    assert ask(call).endswith(error)


def test_a_uart_can_have_it_and_a_soft_reset_ends_it(ask, raw):
    peer = Peer()
    raw.world.sockets.buses.attach_serial("GP0", peer)
    ask("import machine\nu = machine.UART(0, 115200)\nos.dupterm(u)")
    assert ask("print('hi')") == "hi"
    raw.feed(b"\x04")
    assert raw.wait_idle(30)
    assert peer.heard == b"\x04\x04>OKhi\r\n\x04\x04>"  # the rest is cut off with the pins
    raw.drain()
    assert ask("import os\nprint(os.dupterm(None))") == "None"


def test_the_files_of_the_repl_are_those_that_travel():
    firmware = Path(__file__).parents[2] / "firmware" / "pico"
    assert {path.name for path in firmware.glob("*.py")} == {"ble_link.py", "ble_repl.py"}
