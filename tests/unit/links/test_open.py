"""Monikers: what they mean, and what was most likely meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import UsageError
from kibako.links.open import nearest, open_link


@pytest.mark.parametrize(
    ("moniker", "description"),
    [
        ("virtual:microbit", "virtual:microbit-v2"),
        ("virtual:microbit-v1", "virtual:microbit-v1"),
        ("virtual:pico/はなこ", "virtual:pico/はなこ"),
        ("virtual:pico-w/seat-3", "virtual:pico-w/seat-3"),
        ("serial:/dev/ttyACM0", "serial:/dev/ttyACM0"),
        ("serial:COM5", "serial:COM5"),
        ("serial:auto", "serial:auto"),
        ("tcp:127.0.0.1:5555", "tcp:127.0.0.1:5555"),
        ("tcp:[::1]:80", "tcp:::1:80"),
        ("ble:tanuki", "ble:tanuki"),
        ("ble:auto", "ble:auto"),
        ("ble:はな", "ble:はな"),
        ("ble:🐼🍙", "ble:🐼🍙"),
        ("ble:28:cd:c1:00:00:01", "ble:28:cd:c1:00:00:01"),
    ],
)
def test_good_monikers(moniker: str, description: str) -> None:
    assert open_link(moniker).description == description


@pytest.mark.parametrize(
    ("moniker", "meant"),
    [
        ("virtual:microbitt", "virtual:microbit"),
        ("virtul:pico", "virtual:pico"),
        ("pico", "virtual:pico"),
        ("virtual:", "virtual:microbit"),
        ("virtual", "virtual:microbit"),
        ("/dev/ttyACM0", "serial:/dev/ttyACM0"),
        ("COM3", "serial:COM3"),
        ("com12", "serial:com12"),
        ("serial:", "serial:auto"),
        ("auto", "serial:auto"),
        ("localhost:5555", "tcp:localhost:5555"),
        ("socket://127.0.0.1:5555", "tcp:127.0.0.1:5555"),
        ("ble:", "ble:auto"),
        ("tcp:127.0.0.1", "tcp:HOST:PORT"),
        ("tcp:127.0.0.1:99999", "tcp:HOST:PORT"),
    ],
)
def test_the_nearest_is_named(moniker: str, meant: str) -> None:
    with pytest.raises(UsageError) as raised:
        open_link(moniker)
    assert raised.value.code == "moniker_unknown"
    assert raised.value.fields["nearest"] == meant
    assert meant in str(raised.value)


@pytest.mark.parametrize("moniker", ["nosuch", "", "virtual:zebra", "まどがわ", "virtual:zebra/a"])
def test_where_nothing_is_near_all_is_listed(moniker: str) -> None:
    with pytest.raises(UsageError) as raised:
        open_link(moniker)
    assert raised.value.code == "moniker_not_near"
    assert "virtual:pico" in str(raised.value)
    assert "board:LABEL" in str(raised.value)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a b", "con", "COM1", "x" * 41, "a\\b", "-x"])
def test_names_that_are_no_file_names(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        open_link(f"virtual:pico/{name}")
    assert raised.value.code == "moniker_name"


@given(st.text(max_size=80))
def test_any_text_is_a_moniker_or_a_usage_error(text: str) -> None:
    try:
        link = open_link(text)
    except UsageError as error:
        assert str(error)
    else:
        assert link.description.startswith(("virtual:", "serial:", "ble:", "tcp:"))
    assert nearest(text) != ""
