"""Parts of the V2's emulator by themselves: the hex file, flash memory, time, interrupts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .nrf52833.chip import APPLICATION, RAM, SLICE, Chip
from .nrf52833.image import BLOCK_DATA, BLOCK_START, Segment, read_v2_image
from .nrf52833.storage import DataFlash
from .nrf52833.timeline import CYCLES_PER_US, Timeline

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


HOLD, ALLOW, NOTHING, STAY = 0xB672, 0xB662, 0xBF00, 0xE7FE
IRQ, FIRST_IRQ = 2, 16


def test_an_interrupt_comes_as_soon_as_the_program_lets_it() -> None:
    """A full slice always ends where this program holds interrupts back; it does half the time."""
    turn = [HOLD, *[NOTHING] * 12, ALLOW, *[NOTHING] * 10]
    turn.append(0xE000 | (-len(turn) - 2) & 0x7FF)  # a branch to the first of them
    assert SLICE % len(turn) == 0
    code = [*[NOTHING] * (len(turn) - 6), *turn, STAY]
    start = APPLICATION + 4 * 64
    vectors = [RAM + 0x1000, start | 1] + [start + 2 * (len(code) - 1) | 1] * 62
    image = b"".join(word.to_bytes(4, "little") for word in vectors)
    image += b"".join(word.to_bytes(2, "little") for word in code)
    chip = Chip([Segment(APPLICATION, image)], 0x6_6000, DataFlash(0x6_6000, 0x7_7000))
    far = 1_000_000 * CYCLES_PER_US
    chip.step(far)
    chip.interrupts.write(0x100, 4, 1 << IRQ)
    chip.interrupts.level(IRQ, True)
    asked = chip.timeline.now
    while not chip.interrupts.active and chip.timeline.now < far:
        chip.step(far)
    assert chip.interrupts.active == [FIRST_IRQ + IRQ]
    assert chip.timeline.now - asked < 60 * CYCLES_PER_US
