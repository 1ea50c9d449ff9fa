"""Bluetooth of Linux without a radio: bleak's own BlueZ backend, and a BlueZ of the tests'."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.links import ble_finding

from .private_bus import PrivateBus, need_dbus


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A system bus on which there is nothing yet."""
    need_dbus()
    # Nothing is advertised twice a second here: what is there is heard at once.
    monkeypatch.setattr(ble_finding, "_SETTLE_S", 0.1)
    with PrivateBus(tmp_path) as found:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", found.address)
        yield found.address
