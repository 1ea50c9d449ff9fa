"""The plainest device with the Nordic UART service: it says back what it hears, in capitals."""

from collections.abc import Callable

from kibako.links.ble import TO_BOARD, TO_HOST

from .peers import Heard

_COMMAND, _REQUEST, _NOTIFY, _INDICATE = 4, 8, 16, 32
_OUT, _IN = 9, 12


class Echo:
    """Such a device, as a :class:`~tests.bluez.peers.Port`.

    Args:
        takes: The kinds of write that it takes, as flags; of others it learns nothing.
        serves: Whether it has the service at all.
    """

    def __init__(self, takes: int = _COMMAND | _REQUEST, *, serves: bool = True) -> None:
        self._takes = takes
        self._serves = serves
        self._heard: Heard | None = None
        self._gone: Callable[[], None] | None = None

    def characteristics(self) -> dict[int, tuple[str, int]]:
        if not self._serves:
            return {9: ("002a", 2)}
        return {
            _OUT: (_low_first(TO_HOST), _NOTIFY | _INDICATE),
            _OUT + 1: ("0229", 0),
            _IN: (_low_first(TO_BOARD), self._takes),
        }

    def connect(
        self, mtu: int, heard: Heard, indicated: Heard | None, gone: Callable[[], None] | None
    ) -> bool:
        self._heard, self._gone = heard, gone
        return True

    def read(self, handle: int) -> bytes | None:
        return None

    def write(self, handle: int, data: bytes) -> bool:
        if self._heard is not None:
            self._heard(_OUT, data.upper())
        return True

    def confirm(self) -> None:
        pass

    def disconnect(self) -> None:
        self._heard = None


def _low_first(uuid: str) -> str:
    return bytes(reversed(bytes.fromhex(uuid.replace("-", "")))).hex()
