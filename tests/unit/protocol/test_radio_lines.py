"""The lines between the host and the radio bridge: every packet, and every kind of garbage."""

from hypothesis import given
from hypothesis import strategies as st
from kibako.protocol import radio_lines
from kibako.protocol.radio_lines import BridgeLines, BridgeReady, Heard, Noise, Sent, Taken


def read(*pieces: str) -> list[radio_lines.BridgeEvent]:
    lines = BridgeLines()
    return [event for piece in pieces for event in lines.receive_text(piece)]


@given(st.binary(max_size=251), st.integers(0, 1200))
def test_every_packet_is_read_wherever_it_is_cut(data: bytes, cut: int) -> None:
    # CPython and MicroPython write bytes in the same way.
    said = f"bridge 1\r\nheard -61 1073741823 {data!r}\r\nmore 7\r\n"
    expected = [BridgeReady(), Heard(data, -61, 1073741823), Taken(7)]
    assert read(said[:cut], said[cut:]) == expected


@given(st.lists(st.text(max_size=40), max_size=5))
def test_no_text_harms(pieces: list[str]) -> None:
    for event in read(*pieces):
        assert not isinstance(event, Heard) or len(event.data) <= 251


def test_what_no_bridge_writes_is_noise() -> None:
    lines = (
        "heard -61 5 b'\\q'",
        "heard -61 5 b'\\'",
        "heard -61 5 b''' + x'",
        "heard -61 5 '" + "x" * 252 + "'",
        "heard -61 5 b'" + "x" * 252 + "'",
        "heard -61 5 b'あ'",
        "sent 9999",
        "x" * 5000,
    )
    for line in lines:
        assert read(line + "\n", "bridge 1\n") == [Noise(line[:1100]), BridgeReady()]


@given(st.binary(max_size=251))
def test_a_packet_goes_in_lines_that_a_small_board_can_keep(packet: bytes) -> None:
    gathered = b""
    for line, answer in radio_lines.lines_to_send(packet):
        assert len(line) < 64 and line.isascii() and line.endswith(b"\n")
        if line.startswith(b"+"):
            gathered += bytes.fromhex(line[1:].decode())
            assert answer == Taken(len(gathered))
    assert gathered == packet
    assert answer == Sent(len(packet))
