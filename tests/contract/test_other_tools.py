"""The conversations of other tools with a board, byte for byte, over the bridge."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.links.bridge import Bridge
from kibako.virtual.board import VirtualBoard
from kibako.virtual.profile import profiles

LIMIT_S = 30.0
RAW = b"raw REPL; CTRL-B to exit\r\n"


class Tool:
    def __init__(self, port: int, has_raw_paste: bool) -> None:
        self.has_raw_paste = has_raw_paste
        self._socket = socket.create_connection(("127.0.0.1", port), LIMIT_S)
        self._seen = b""

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def until(self, ending: bytes) -> bytes:
        """Read up to an ending, and leave the rest."""
        while ending not in self._seen:
            data = self._socket.recv(1)
            assert data, self._seen
            self._seen += data
        taken, self._seen = self._seen[: self._seen.index(ending) + len(ending)], b""
        return taken

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=sorted(profiles()))
def tool(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tool]:
    with VirtualBoard(request.param, flash_dir=tmp_path) as board, Bridge(board) as bridge:
        tool = Tool(bridge.port, board.profile.raw_paste)
        yield tool
        tool.close()


def test_rshell_and_ampy(tool: Tool) -> None:
    """The way of pyboard.py: interrupt twice, raw REPL, soft reset, plain raw commands."""
    tool.send(b"\r\x03\x03")
    tool.send(b"\r\x01")
    tool.until(RAW + b">")
    tool.send(b"\x04")
    tool.until(b"soft reboot\r\n")
    tool.send(b"\x03")
    tool.until(RAW)
    tool.until(b">")
    program = "print('こ' * 3)\n" + "#" * 3000
    for start in range(0, len(program.encode()), 256):
        tool.send(program.encode()[start : start + 256])
    tool.send(b"\x04")
    assert tool.until(b"OK") == b"OK"
    assert tool.until(b"\x04") == "こここ\r\n\x04".encode()
    assert tool.until(b"\x04>") == b"\x04>"
    tool.send(b"raise ValueError(1)\x04")
    assert tool.until(b"OK") == b"OK"
    assert tool.until(b"\x04") == b"\x04"
    assert tool.until(b"\x04").endswith(b"ValueError: 1\r\n\x04")
    tool.until(b">")
    tool.send(b"\r\x02")
    assert b"MicroPython" in tool.until(b">>> ")


def test_thonny(tool: Tool) -> None:
    """Ctrl-C, raw REPL for its own work, paste mode for the user's program, input, Ctrl-C, stop."""
    tool.send(b"\x03")
    tool.until(b">>> ")
    tool.send(b"\x01")
    tool.until(RAW + b">")
    tool.send(b"\x05A\x01")
    if tool.has_raw_paste:
        assert tool.until(b"R\x01") == b"R\x01"
        window = tool.until(b"\x01")
        assert window[1:] == b"\x00\x01"
    else:
        assert tool.until(b">") == RAW + b">"
    tool.send(b"import sys\nprint(sys.implementation[0])\x04")
    assert tool.until(b"\x04" if tool.has_raw_paste else b"OK")
    assert tool.until(b"\x04") == b"micropython\r\n\x04"
    tool.until(b"\x04>")
    tool.send(b"\x02")
    assert b"MicroPython" in tool.until(b">>> ")
    tool.send(b"\x05")
    assert tool.until(b"=== ").startswith(b"\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n")
    tool.send(b"x = input('? ')\r\nprint(x * 2)\r\nwhile True:\r\n    pass\r\n")
    tool.until(b"    pass\r\n=== ")
    tool.send(b"\x04")
    tool.until(b"? ")
    tool.send(b"ab\r")
    tool.until(b"abab\r\n")
    tool.send(b"\x03")
    assert tool.until(b">>> ").endswith(b"KeyboardInterrupt: \r\n>>> ")


def test_a_probe_of_other_serial_devices(tool: Tool) -> None:
    """Modem managers and printers' hosts try their own words first: the prompt survives them."""
    tool.send(b"AT\r")
    tool.until(b"NameError")
    tool.send(b"\x00\xff\x7e\x1b[c\x03")
    tool.until(b">>> ")
    tool.send(b"\r\x031+1\r")
    tool.until(b"\r\n2\r\n>>> ")
