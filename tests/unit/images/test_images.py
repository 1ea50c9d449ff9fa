"""Images of every kind: the real ones are read, every broken one is refused by line or block."""

import contextlib
from pathlib import Path

import pytest
import uflash
from hypothesis import given
from hypothesis import strategies as st
from kibako.boards.profile import profiles
from kibako.errors import FileError
from kibako.images.image import read_image
from kibako.images.targets import targets

from tests.reference.nrf52833.image import read_v2_image
from tests.reference.reference_board import missing

from .making import PICO_W, RP2040, block, hex_file, record, uf2_file

REAL = uflash._RUNTIME.encode()
DEBIAN_V1 = Path("/usr/share/firmware-microbit-micropython/firmware.hex")
V1_MARK = b"MicroPython v1.9.2 on 2017-09-01; micro:bit v1.0.1 with nRF51822"


def refused(data: bytes) -> FileError:
    with pytest.raises(FileError) as raised:
        read_image(data, "new.hex")
    assert "new.hex" in raised.value.what
    return raised.value


def test_every_board_has_images() -> None:
    assert targets().keys() == profiles().keys()


def test_the_real_universal_hex_holds_both_micro_bits() -> None:
    image = read_image(REAL)
    assert image.kind == "universal-hex"
    assert image.boards == ("microbit-v1", "microbit-v2")
    v1, v2 = image.part_for("microbit-v1"), image.part_for("microbit-v2")
    assert v1 is not None and v2 is not None
    assert (v1.release, v1.built) == ("1.0.1", "2018-12-13")
    assert (v2.version, v2.release) == ("1.13", "2.0.0-beta.5")
    # The vector tables: the stack begins within the memory that each board has.
    assert int.from_bytes(v1.segments[0].data[:4], "little") == 0x2000_4000
    assert 0x2000_0000 < int.from_bytes(v2.segments[0].data[:4], "little") <= 0x2002_0000
    assert image.part_for("pico") is None


def test_the_v2s_part_is_what_the_reference_board_runs() -> None:
    part = read_image(REAL).part_for("microbit-v2")
    assert part is not None
    pieces = read_v2_image(uflash._RUNTIME)
    assert sum(len(piece.data) for piece in pieces) == sum(len(s.data) for s in part.segments)
    for piece in pieces:
        home = next(s for s in part.segments if s.address <= piece.address < s.end)
        at = piece.address - home.address
        assert home.data[at : at + len(piece.data)] == piece.data


def test_the_image_that_the_v1_runs_in_qemu_is_known_as_the_v1s() -> None:
    if not DEBIAN_V1.exists():
        missing("apt install firmware-microbit-micropython")
    image = read_image(DEBIAN_V1.read_bytes())
    assert (image.kind, image.boards, image.parts[0].release) == ("hex", ("microbit-v1",), "1.0.1")


@pytest.mark.parametrize("board", ["microbit-v1", "microbit-v2"])
def test_a_plain_hex_is_known_by_the_micropython_in_it(board: str) -> None:
    part = read_image(REAL).part_for(board)
    assert part is not None
    image = read_image(hex_file([(s.address, s.data) for s in part.segments]).encode())
    assert (image.kind, image.boards) == ("hex", (board,))
    assert image.parts[0].segments == part.segments


def test_a_plain_hex_that_does_not_tell_is_for_no_board() -> None:
    assert read_image(hex_file([(0, bytes(64))]).encode()).boards == ()


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        (["x"], "image_line_wrong", 2),
        ([":0"], "image_line_wrong", 2),
        ([":00 00 00 01 FF"], "image_line_wrong", 2),
        ([":0000000１FF"], "image_line_wrong", 2),
        ([":" + "00" * 300], "image_line_wrong", 2),
        ([":0100000000FE"], "image_line_checksum", 2),
        ([record(6, 0, b"")], "image_line_kind", 2),
        ([record(4, 0, b"1")], "image_line_wrong", 2),
        ([record(0, 0xFFFF, b"12")], "image_line_wrong", 2),
        ([record(0x0D, 0, b"1")], "image_line_wrong", 2),
        ([record(0x0A, 0, b"\x99\x00\xc0\xde")], "image_line_wrong", 2),
        ([record(1, 0, b""), record(0, 9, b"1")], "image_after_end", 3),
        ([], "image_cut_off", 1),
    ],
)
def test_a_broken_line_is_named(lines: list[str], code: str, line: int) -> None:
    text = record(0, 0, b"12") + "".join(each.strip() + "\n" for each in lines)
    error = refused(text.encode())
    assert (error.code, error.fields["line"]) == (code, line)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image_unknown"),
        (b"\x7fELF", "image_unknown"),
        (record(1, 0, b"").encode(), "image_no_data"),
        (hex_file([(0, b"12"), (1, b"3")]).encode(), "image_overlap"),
        (hex_file([(0x3FFC0, V1_MARK + b"!")]).encode(), "image_out_of_range"),
        (uf2_file(PICO_W)[:-1], "image_uf2_cut_off"),
        (uf2_file(PICO_W * 9)[:-512], "image_uf2_missing"),
        (uf2_file(PICO_W * 9)[:512] * 2, "image_uf2_order"),
        (uf2_file(PICO_W)[:-4] + bytes(4), "image_uf2_block"),
        (block(0x1000_0000, 0, 1, bytes(256), flags=0), "image_uf2_no_family"),
        (block(0x1000_0000, 0, 1, bytes(255)), "image_uf2_page"),
        (block(0x1000_0001, 0, 1, bytes(256)), "image_uf2_page"),
        (block(0x1000_0000, 0, 1, bytes(256), flags=0x2001), "image_no_data"),
        (uf2_file(PICO_W, start=0x1020_0000), "image_out_of_range"),
        (uf2_file(PICO_W, start=0x2000_0000), "image_out_of_range"),
    ],
)
def test_a_broken_image_is_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_a_file_that_no_board_could_hold_is_refused_unread() -> None:
    assert refused(b":" * ((16 << 20) + 1)).code == "image_too_large"


def test_uf2_tells_pico_and_pico_w_apart_by_what_is_in_it() -> None:
    image = read_image(uf2_file(PICO_W))
    assert (image.kind, image.boards, image.family) == ("uf2", ("pico-w",), "RP2040")
    assert (image.parts[0].version, image.parts[0].built) == ("1.27.0", "2025-12-09")
    assert read_image(uf2_file(b"blink")).boards == ("pico", "pico-w")


def test_uf2_for_another_chip_names_it_and_fits_no_board() -> None:
    # As RP2350 files are written: one block that stands alone, then those of the program.
    alone = block(0x10FF_FF00, 0, 2, b"\xef" * 256, family=0xE48BFF57)
    image = read_image(alone + uf2_file(PICO_W, family=0xE48BFF5A))
    assert image.boards == ()
    assert image.family == "RP2350 (RISC-V), RP2350 (absolute)"
    image = read_image(alone + uf2_file(PICO_W, family=0xE48BFF59))
    assert image.boards == ("pico-2", "pico-2-w")
    named = PICO_W.replace(b"Pico W with RP2040", b"Pico 2 W with RP2350")
    assert read_image(alone + uf2_file(named, family=0xE48BFF59)).boards == ("pico-2-w",)
    assert image.family == "RP2350 (Arm), RP2350 (absolute)"


@given(st.binary(max_size=300))
def test_no_bytes_whatever_get_further_than_a_refusal(data: bytes) -> None:
    for head in (b"", b":", b"UF2\n"):
        with contextlib.suppress(FileError):
            read_image(head + data)


SMALL_HEX = (
    record(4, 0, bytes(2))
    + record(0x0A, 0, b"\x99\x00\xc0\xde")
    + record(0, 0, V1_MARK[:32])
    + record(0x0B, 0, b"\xff" * 4)
    + record(0x0A, 0, b"\x99\x03\xc0\xde")
    + record(0x0D, 0, bytes(16))
    + record(0x0C, 0, b"\xff" * 16)
    + record(1, 0, b"")
).encode()


@given(st.integers(0, len(SMALL_HEX) - 1), st.integers(1, 255))
def test_no_changed_byte_of_a_hex_file_changes_what_is_written(at: int, change: int) -> None:
    changed = bytearray(SMALL_HEX)
    changed[at] ^= change
    # Small letters and blank lines mean the same; all else is seen by its check number or shape.
    with contextlib.suppress(FileError):
        assert read_image(bytes(changed)) == read_image(SMALL_HEX)


@given(st.integers(0, len(SMALL_HEX) - 2))
def test_a_hex_file_that_is_cut_off_anywhere_is_refused(length: int) -> None:
    if length != len(SMALL_HEX.rstrip()):
        refused(SMALL_HEX[:length])


@given(st.integers(0, 31), st.integers(1, 255))
def test_no_changed_byte_of_a_uf2_head_breaks_the_reader(at: int, change: int) -> None:
    changed = bytearray(uf2_file(PICO_W * 9, family=RP2040))
    changed[512 + at] ^= change
    with contextlib.suppress(FileError):
        read_image(bytes(changed))
