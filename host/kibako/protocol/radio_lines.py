"""What the radio bridge on a micro:bit says and hears (firmware/microbit/bridge): ASCII lines.

What comes in is checked as any outside bytes: a line that the bridge cannot have written is
:class:`Noise`, and no line may grow without end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PACKET_BYTES_MAX = 251
"""What one packet of the radio holds."""
_PIECE_BYTES = 20
"""So much of a packet goes in one line: a micro:bit V1 keeps 64 bytes that it has not read."""
_LINE_MAX = 1100
"""A packet of 251 bytes that all have to be escaped, and the rest of its line."""

_HEARD = re.compile(
    r"""heard (-?\d{1,3}) (\d{1,10}) b(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")"""
)
_COUNTED = re.compile(r"(more|sent) (\d{1,3})")
_ESCAPED = re.compile(r"""\\(?:x([0-9a-f]{2})|([nrt\\'"]))""")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True)
class BridgeReady:
    """The bridge has switched the radio on."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A packet came through the air.

    Attributes:
        data: What it carries.
        rssi_dbm: How strong it was, such as -60.
        t_us: When, on the micro:bit's own clock.
    """

    data: bytes
    rssi_dbm: int
    t_us: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The bridge has so many bytes of the packet that is to be sent."""

    count: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A packet of so many bytes has gone into the air; whether anybody heard it is not known."""

    count: int


@dataclass(frozen=True, slots=True)
class Noise:
    """A line that the bridge does not write, or its word for a line that it did not understand."""

    line: str


BridgeEvent = BridgeReady | Heard | Taken | Sent | Noise
"""Everything that the bridge can tell."""


class BridgeLines:
    """Cuts what the bridge prints into lines, and reads them."""

    def __init__(self) -> None:
        self._begun = ""

    def receive_text(self, text: str) -> Iterator[BridgeEvent]:
        """Take what was printed.

        Args:
            text: The next piece of it; it may end anywhere.

        Yields:
            What each whole line tells.
        """
        *whole, self._begun = (self._begun + text).split("\n")
        self._begun = self._begun[: _LINE_MAX + 1]
        for line in whole:
            if line := line.rstrip("\r"):
                yield _read(line)


def _read(line: str) -> BridgeEvent:
    if line == "bridge 1":
        return BridgeReady()
    if len(line) <= _LINE_MAX and line.isascii():
        if match := _COUNTED.fullmatch(line):
            count = int(match[2])
            return Taken(count) if match[1] == "more" else Sent(count)
        if match := _HEARD.fullmatch(line):
            data = _unescaped(match[3] if match[3] is not None else match[4])
            if data is not None and len(data) <= PACKET_BYTES_MAX:
                return Heard(data, int(match[1]), int(match[2]))
    return Noise(line[:_LINE_MAX])


def _unescaped(text: str) -> bytes | None:
    """Return the bytes that MicroPython shows so; None where it would not."""
    if "\\" in _ESCAPED.sub("", text):
        return None
    plain = _ESCAPED.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _LETTERS.get(match[2], match[2]), text
    )
    return plain.encode("latin-1")


def lines_to_send(packet: bytes) -> Iterator[tuple[bytes, BridgeEvent]]:
    """Cut a packet into the lines that make the bridge send it.

    Args:
        packet: At most 251 bytes.

    Yields:
        A line, and what the bridge answers to it: only then may the next one follow, because the
        micro:bit has no flow control.
    """
    yield b"-\n", Taken(0)
    for at in range(0, len(packet), _PIECE_BYTES):
        piece = packet[at : at + _PIECE_BYTES]
        yield b"+" + piece.hex().encode() + b"\n", Taken(at + len(piece))
    yield b"!\n", Sent(len(packet))
