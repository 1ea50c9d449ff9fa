"""What is in reach of the fake BlueZ: boards, and whatever else advertises."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

NUS = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
_READ, _COMMAND, _REQUEST, _NOTIFY, _INDICATE = 2, 4, 8, 16, 32
_FLAGS = {
    _READ: "read",
    _COMMAND: "write-without-response",
    _REQUEST: "write",
    _NOTIFY: "notify",
    _INDICATE: "indicate",
}
Heard = Callable[[int, bytes], None]


class Port(Protocol):
    """The radio side of a board; that of a virtual Pico W is one."""

    def characteristics(self) -> dict[int, tuple[str, int]]: ...

    def connect(
        self, mtu: int, heard: Heard, indicated: Heard | None, gone: Callable[[], None] | None
    ) -> bool: ...

    def read(self, handle: int) -> bytes | None: ...

    def write(self, handle: int, data: bytes) -> bool: ...

    def confirm(self) -> None: ...

    def disconnect(self) -> None: ...


@dataclass
class Peer:
    """One device in reach.

    Attributes:
        address: Its address.
        port: What is behind it; None: nothing that could be connected to.
        advertised: What it sends out, as bytes of the air; None: nothing just now.
        mtu: What is agreed on; None: a BlueZ before 5.62, which does not tell.
        refusals: How its next connections fail: the error and its text, one each.
        drop_after: Out of reach once so many more bytes were written to it.
    """

    address: str
    port: Port | None = None
    advertised: Callable[[], bytes | None] = lambda: None
    mtu: int | None = 185
    refusals: list[tuple[str, str]] = field(default_factory=list)
    drop_after: int | None = None
    connected: bool = False

    @property
    def path(self) -> str:
        """Its place on the bus."""
        return f"/org/bluez/hci0/dev_{self.address.replace(':', '_')}"


def advertisement(name: bytes, service: str | None = NUS) -> bytes:
    """Make an advertisement; of Bluetooth 5, if it gets long."""
    data = b"\x02\x01\x06"
    if service is not None:
        data += b"\x11\x07" + bytes(reversed(bytes.fromhex(service.replace("-", ""))))
    return data + bytes((len(name) + 1, 9)) + name


def fields(data: bytes) -> tuple[str | None, list[str]]:
    """Read name and services of an advertisement, as BlueZ does (src/eir.c)."""
    name: str | None = None
    services: list[str] = []
    while data and data[0]:
        kind, value, data = data[1], data[2 : data[0] + 1], data[data[0] + 1 :]
        if kind in (8, 9):
            name = _name(value)
        elif kind in (6, 7) and len(value) == 16:
            services.append(uuid(value.hex()))
    return name, services


def _name(raw: bytes) -> str:
    try:
        if b"\0" not in raw:
            return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # What is no UTF-8 BlueZ takes for ASCII, the rest for spaces.
    return "".join(chr(b) if b < 128 else " " for b in raw.partition(b"\0")[0]).strip()


def uuid(low_first_hex: str) -> str:
    """Write a UUID as BlueZ does, from its bytes as they go through the air."""
    high_first = bytes(reversed(bytes.fromhex(low_first_hex))).hex()
    if len(high_first) == 4:
        high_first = f"0000{high_first}00001000800000805f9b34fb"
    cuts = (0, 8, 12, 16, 20, 32)
    return "-".join(high_first[a:b] for a, b in pairwise(cuts))


def flag_names(flags: int) -> list[str]:
    """Name what a characteristic takes, as BlueZ does."""
    return [name for bit, name in _FLAGS.items() if flags & bit]


def takes(flags: int, kind: str) -> bool:
    """Return whether a characteristic takes that kind of write (``command``, ``request``)."""
    return bool(flags & (_COMMAND if kind == "command" else _REQUEST))
