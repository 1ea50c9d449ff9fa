"""Stand-ins for boards that answer, but not as MicroPython does.

They say what such boards say to a host that looks for a prompt. There is no interpreter behind.
"""

import threading
from random import Random

from kibako.errors import LinkLost
from kibako.virtual.usb_firmware import Kind

_BANNER = b"\r\nAdafruit CircuitPython 9.2.1 on 2024-11-20; Raspberry Pi Pico with rp2040\r\n>>> "
_ANY_KEY = (
    b"\r\nCode done running.\r\n\r\nPress any key to enter the REPL. Use CTRL-D to reload.\r\n"
)
_WHO = (
    b"('circuitpython', (9, 2, 1), 'RP2040', 140000, '')\r\n"
    b"('rp2040', 'rp2040', '9.2.1', '9.2.1 on 2024-11-20', 'Raspberry Pi Pico with rp2040')\r\n"
    b"1000000\r\nb''\r\n(False, True, True, False)\r\n"
)
"""What CircuitPython answers when the host asks a board who it is."""
_PASTE = b"\x05A\x01"
"""Asks a raw REPL for raw paste."""
_WINDOW = (16384).to_bytes(2, "little")
"""How much may be sent at once: more than the question who it is takes."""
_READING = b"sensor: 512\r\n"
_PERIOD_S = 0.1
_OUTPUT_BYTES_MAX = 65536


class Stranger:
    """What answers on a port instead of MicroPython.

    Args:
        kind: Which kind: ``circuitpython``, ``arduino``, ``garbage``, or ``silent``.
        name: What to call its port.
    """

    def __init__(self, kind: Kind, name: str) -> None:
        self._kind = kind
        self._name = name
        self._changed = threading.Condition()
        self._output = bytearray()
        self._closed = False
        self._chance = Random(0)  # noqa: S311 - noise of a bad line, no secret
        self._at_prompt = self._raw = self._pasting = False
        self._asked = b""

    def close(self) -> None:
        """End it: whoever reads learns that it is gone."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def feed(self, data: bytes) -> None:
        """Send it bytes.

        Args:
            data: The bytes.

        Raises:
            LinkLost: It is gone.
        """
        with self._changed:
            if self._closed:
                raise LinkLost("link_lost", port=self._name)
            if self._kind == "garbage":
                self._output += self._chance.randbytes(3 * len(data))
            elif self._kind == "circuitpython":
                for key in data:
                    self._key(key)
            del self._output[_OUTPUT_BYTES_MAX:]
            self._changed.notify_all()

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        """Return what it sent.

        Args:
            max_bytes: The most bytes to return.
            timeout_s: How long to wait for the first one.

        Raises:
            LinkLost: It is gone.
        """
        talks = self._kind == "arduino" and timeout_s >= _PERIOD_S
        with self._changed:
            wait_s = _PERIOD_S if talks else timeout_s
            self._changed.wait_for(lambda: self._output or self._closed, wait_s)
            if self._closed:
                raise LinkLost("link_lost", port=self._name)
            if talks and not self._output:
                self._output += _READING
            data = bytes(self._output[:max_bytes])
            del self._output[:max_bytes]
            return data

    def _key(self, key: int) -> None:
        if self._pasting:
            if key == 0x04:
                self._pasting = False
                self._output += b"\x04" + _WHO + b"\x04\x04>"
        elif not self._at_prompt:
            self._at_prompt = key != 0x03
            self._output += _BANNER if self._at_prompt else _ANY_KEY
        elif self._raw and _PASTE.startswith(asked := self._asked + bytes([key])):
            self._asked = asked
            if asked == _PASTE:
                self._asked, self._pasting = b"", True
                self._output += b"R\x01" + _WINDOW
        elif key == 0x01:
            self._raw = True
            self._output += b"\r\nraw REPL; CTRL-B to exit\r\n>"
        elif key == 0x02:
            self._raw = False
            self._output += _BANNER
        elif key == 0x03:
            self._output += b">" if self._raw else b"\r\nKeyboardInterrupt: \r\n>>> "
