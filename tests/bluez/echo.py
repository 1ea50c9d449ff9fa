"""The plainest device with the Nordic UART service: it says back what it hears, in capitals."""

from collections.abc import Callable

from kibako.links.ble import FIRMWARE, FIRMWARE_SAYS, TO_BOARD, TO_HOST
from kibako.protocol.keys import RAW_BANNER

from .peers import Heard

_READ, _COMMAND, _REQUEST, _NOTIFY, _INDICATE = 2, 4, 8, 16, 32
_OUT, _IN, _SAYS = 9, 12, 14
# From a board that was still starting when it was asked to leave the raw REPL and enter it again.
_RAW = RAW_BANNER + b"\r\nMicroPython\r\n>>> " + RAW_BANNER


class Echo:
    """Such a device, as a :class:`~tests.bluez.peers.Port`.

    Args:
        takes: The kinds of write that it takes, as flags; of others it learns nothing.
        serves: Whether it has the service at all.
        ours: Whether it says that it is firmware of ours.
        returns_after: A Ctrl-D ends the connection, and so many attempts to connect fail then.
    """

    def __init__(
        self,
        takes: int = _COMMAND | _REQUEST,
        *,
        serves: bool = True,
        ours: bool = False,
        returns_after: int | None = None,
    ) -> None:
        self._takes = takes
        self._serves = serves
        self._ours = ours
        self._returns_after = returns_after
        self._away = 0
        self._heard: Heard | None = None
        self._gone: Callable[[], None] | None = None

    def characteristics(self) -> dict[int, tuple[str, int]]:
        if not self._serves:
            return {9: ("002a", 2)}
        found = {
            _OUT: (_low_first(TO_HOST), _NOTIFY | _INDICATE),
            _OUT + 1: ("0229", 0),
            _IN: (_low_first(TO_BOARD), self._takes),
        }
        if self._ours:
            found[_SAYS] = (_low_first(FIRMWARE), _READ)
        return found

    def connect(
        self, mtu: int, heard: Heard, indicated: Heard | None, gone: Callable[[], None] | None
    ) -> bool:
        if self._away:
            self._away -= 1
            return False
        self._heard, self._gone = heard, gone
        return True

    def read(self, handle: int) -> bytes | None:
        return FIRMWARE_SAYS if handle == _SAYS else None

    def write(self, handle: int, data: bytes) -> bool:
        if data.endswith(b"\x04") and self._returns_after is not None and self._gone is not None:
            self._away = self._returns_after
            self._gone()
        elif self._heard is not None:
            self._heard(_OUT, _RAW if data == b"\x02\x01" else data.upper())
        return True

    def confirm(self) -> None:
        pass

    def disconnect(self) -> None:
        self._heard = None


def _low_first(uuid: str) -> str:
    return bytes(reversed(bytes.fromhex(uuid.replace("-", "")))).hex()
