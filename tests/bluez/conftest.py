"""Bluetooth of Linux without a radio: bleak's own BlueZ backend, and a BlueZ of the tests'."""

import sys
from collections.abc import Iterator

import pytest
from kibako.links import ble_finding

from .private_bus import PrivateBus, need_dbus

if sys.platform != "linux":
    # There is neither BlueZ nor the package that speaks D-Bus.
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A system bus on which there is nothing yet."""
    need_dbus()
    # Nothing is advertised twice a second here: what is there is heard at once.
    monkeypatch.setattr(ble_finding, "_SETTLE_S", 0.1)
    with PrivateBus() as found:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", found.address)
        yield found.address
