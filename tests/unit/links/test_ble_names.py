"""Names of boards over Bluetooth: what can be asked for, and what reaches a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import UsageError
from kibako.links.ble_names import (
    BleBoard,
    is_address,
    is_name,
    means_micro_bit,
    same_name,
    shown_name,
)
from kibako.links.open import open_link

BIDI = "\u202e"


@pytest.mark.parametrize("name", ["tanuki", "はな", "🐼🍙", "a b", "か\u3099", "x" * 8])
def test_names_of_boards(name: str) -> None:
    assert is_name(name)
    assert BleBoard(name, "28:CD:C1:00:00:01", -50).moniker == f"ble:{name}"


@pytest.mark.parametrize(
    "name", ["", "x" * 9, "はなこ", "a\nb", f"a{BIDI}", " a", "AUTO", "\x1b[2J"]
)
def test_a_name_that_nobody_can_type_is_opened_by_address(name: str) -> None:
    assert not is_name(name)
    assert BleBoard(name, "28:CD:C1:00:00:01", -50).moniker == "ble:28:CD:C1:00:00:01"
    if name and name != "AUTO":
        with pytest.raises(UsageError) as raised:
            open_link(f"ble:{name}")
        assert raised.value.code == "moniker_ble"
        assert not {"\x1b", "\n", BIDI} & set(str(raised.value))


@pytest.mark.parametrize("name", ["BBC micro:bit [zuvip]", "micro:bit", "microbit", "Micro:bit "])
def test_a_micro_bit_has_no_repl_there(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        open_link(f"ble:{name}")
    assert raised.value.code == "ble_micro_bit"


def test_which_micro_bit_is_meant() -> None:
    assert means_micro_bit("ZUVIP", "BBC micro:bit [zuvip]")
    assert not means_micro_bit("tanuki", "BBC micro:bit [zuvip]")
    assert not means_micro_bit("auto", "BBC micro:bit [zuvip] \x1b[2J")
    assert means_micro_bit("micro:bit", "BBC micro:bit")
    assert not means_micro_bit("", "BBC micro:bit")


def test_addresses() -> None:
    assert is_address("28:cd:C1:00:00:01")
    assert is_address("0A1B2C3D-0000-1111-2222-333344445555")
    assert not is_address("28:cd:C1:00:00")


def test_a_letter_put_together_is_the_same_letter() -> None:
    assert same_name("が", "か\u3099")
    assert not same_name("が", "か")


@given(st.text(max_size=300))
def test_what_is_shown_is_short_and_harmless(name: str) -> None:
    shown = shown_name(name)
    assert len(shown) <= 16
    assert all(unicodedata.category(letter)[0] not in "CZ" or letter == " " for letter in shown)
    assert shown_name(shown) == shown
