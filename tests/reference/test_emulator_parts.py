"""Parts of the V2's emulator by themselves: the hex file, flash memory, time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .nrf52833.image import BLOCK_DATA, BLOCK_START, Segment, read_v2_image
from .nrf52833.storage import DataFlash
from .nrf52833.timeline import Timeline

V1_BLOCK, V2_BLOCK = b"\x99\x00\xc0\xde", b"\x99\x03\xc0\xde"


def record(kind: int, offset: int, data: bytes) -> str:
    raw = bytes((len(data), *offset.to_bytes(2, "big"), kind)) + data
    return ":" + (raw + bytes((-sum(raw) & 0xFF,))).hex().upper()


@given(st.binary(min_size=1, max_size=32), st.integers(0, 0xFFFF), st.integers(0, 0x7FFF))
def test_what_is_for_the_v2_is_read(data: bytes, offset: int, upper: int) -> None:
    lines = [
        record(4, 0, upper.to_bytes(2, "big")),
        record(BLOCK_START, 0, V1_BLOCK),
        record(0, 0, b"not for us"),
        record(BLOCK_START, 0, V2_BLOCK),
        record(BLOCK_DATA, offset, data),
        record(1, 0, b""),
    ]
    assert read_v2_image("\n".join(lines)) == [Segment((upper << 16) + offset, data)]


@given(st.text())
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no record|holds nothing"):
        read_v2_image(text)


def test_a_wrong_checksum_is_refused() -> None:
    line = record(0, 0, b"data")
    with pytest.raises(ValueError, match="line 1"):
        read_v2_image(line[:-1] + ("0" if line[-1] != "0" else "1"))


@given(st.lists(st.tuples(st.integers(0, 0x1FF), st.binary(min_size=1, max_size=4))))
def test_writing_flash_only_clears_bits(writes: list[tuple[int, bytes]]) -> None:
    flash = DataFlash(0x6_6000, 0x6_8000)
    flash.writable = True
    expected = bytearray(b"\xff" * 0x2000)
    for offset, data in writes:
        flash.program(offset, len(data), int.from_bytes(data, "little"))
        for place, byte in enumerate(data, offset):
            expected[place] &= byte
    assert flash.cells == expected
    flash.writable = False
    flash.program(0, 1, 0)
    assert flash.cells == expected
    flash.erase(0x6_6000)
    assert flash.cells[:0x1000] == b"\xff" * 0x1000


@given(st.lists(st.integers(0, 100)))
def test_appointments_come_in_order_and_at_their_moment(moments: list[int]) -> None:
    timeline = Timeline()
    met: list[tuple[int, int]] = []
    for moment in moments:
        timeline.at(moment, lambda moment=moment: met.append((moment, timeline.now)))
    timeline.now = 100
    timeline.catch_up()
    assert met == [(moment, moment) for moment in sorted(moments)]
    assert timeline.now == 100
    assert timeline.next_at() is None
