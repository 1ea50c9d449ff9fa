"""Boards that are in reach over Bluetooth LE, and why Bluetooth cannot be used."""

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from bleak import BleakAdapter, BleakScanner
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from kibako.errors import LinkBusy, LinkError
from kibako.links.ble_names import (
    AUTO,
    BleBoard,
    is_address,
    is_micro_bit,
    means_micro_bit,
    same_name,
)
from kibako.links.loop_thread import LoopThread

SERVICE = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
"""The Nordic UART service."""
TAKEN = "6e40f002-b5a3-f393-e0a9-e50e24dcca9e"
"""What our firmware advertises instead while it has a host."""
SCAN_S = 5.0
"""How long a board that is not heard is looked for, in seconds."""
CONNECT_S = 12.0
END_S = 2.0
_SETTLE_S = 0.8
"""A board advertises every 0.1 s: a second one of the same name is heard in this time."""
_MICRO_BIT_S = 1.5
_SEEN_MAX = 200

# What the backends raise when a connection is gone, beside BleakError: D-Bus at its end
# (EOFError), Windows (OSError), a client whose insides are cleared already (AttributeError).
TROUBLE = (BleakError, OSError, EOFError, AttributeError, AssertionError, RuntimeError)


class Backend(NamedTuple):
    """What bleak is to use instead of this computer's Bluetooth.

    Attributes:
        client: Its client.
        scanner: Its scanner.
    """

    client: type[BaseBleakClient]
    scanner: type[BaseBleakScanner]


def find_boards(limit_s: float = SCAN_S, backend: Backend | None = None) -> list[BleBoard]:
    """Return the boards that advertise a REPL, sorted by name.

    Args:
        limit_s: How long to listen, in seconds.
        backend: Another Bluetooth than this computer's.

    Raises:
        LinkError: There is no Bluetooth here, it is off, or not permitted.
    """
    loop = LoopThread("ble")
    try:
        found = loop.call(_scan(limit_s, backend, lambda board: False), limit_s + CONNECT_S)
    except (TimeoutError, *TROUBLE) as exc:
        raise open_error("ble:auto", exc) from exc
    finally:
        loop.close(END_S)
    boards = sorted((board for board, _ in found), key=lambda board: (board.name, board.address))
    return [
        replace(board, alone=sum(same_name(board.name, each.name) for each in boards) == 1)
        for board in boards
    ]


def find_micro_bits(limit_s: float = _MICRO_BIT_S, backend: Backend | None = None) -> list[str]:
    """Return the names of the micro:bits in reach, sorted. None of them has a REPL there.

    Args:
        limit_s: How long to listen, in seconds.
        backend: Another Bluetooth than this computer's.

    Raises:
        LinkError: There is no Bluetooth here, it is off, or not permitted.
    """
    loop = LoopThread("ble")
    try:
        work = _hear_micro_bits(limit_s, backend, lambda board: False)
        return sorted({board.name for board in loop.call(work, limit_s + CONNECT_S)})
    except (TimeoutError, *TROUBLE) as exc:
        raise open_error("ble:auto", exc) from exc
    finally:
        loop.close(END_S)


async def connected_here(name: str) -> list[BLEDevice]:
    """Return the boards of a name that BlueZ has a connection to, whoever asked it for that.

    Args:
        name: The advertised name, the address, or ``auto``.
    """
    if sys.platform != "linux":
        return []  # there a connection ends with the program that made it
    # limited: by the time that the whole opening has
    devices = await (await BleakAdapter.get()).get_connected_devices([SERVICE])
    return [each for each in devices if _is_wanted(name, each.name or "", each.address)]


def _is_wanted(name: str, board: str, address: str) -> bool:
    if is_address(name):
        return address.upper() == name.upper()
    return name == AUTO or same_name(board, name)


async def find_device(name: str, backend: Backend | None) -> tuple[BleBoard, BLEDevice]:
    """Return the one board that a name means, as bleak knows it too.

    Args:
        name: Its advertised name, its address, or ``auto``.
        backend: Another Bluetooth than this computer's.

    Raises:
        LinkError: None is heard, or several are.
    """

    def wanted(board: BleBoard) -> bool:
        return _is_wanted(name, board.name, board.address)

    def meant(board: BleBoard) -> bool:
        return means_micro_bit(name, board.name) or board.address.upper() == name.upper()

    settle_s = 0.0 if is_address(name) else _SETTLE_S
    heard = await _scan(SCAN_S, backend, wanted, settle_s)
    found = [each for each in heard if wanted(each[0])]
    if not found:
        for board in await _hear_micro_bits(_MICRO_BIT_S, backend, meant):
            if meant(board):
                # What is a micro:bit's name holds no letter that could do harm.
                raise LinkError("ble_micro_bit", name=board.name)
        if name == AUTO:
            raise LinkError("ble_none")
        raise LinkError("ble_not_found", name=name)
    if len(found) > 1:
        monikers = ", ".join(sorted(f"ble:{board.address}" for board, _ in found))
        raise LinkError("ble_many" if name == AUTO else "ble_same_name", name=name, boards=monikers)
    board, device = found[0]
    if board.taken:
        raise LinkBusy("ble_taken", name=board.shown or board.address)
    return board, device


async def _scan(
    limit_s: float,
    backend: Backend | None,
    wanted: Callable[[BleBoard], bool],
    settle_s: float = 0.0,
) -> list[tuple[BleBoard, BLEDevice]]:
    """Listen for boards: for ``limit_s``, or ``settle_s`` longer than the first wanted one took."""
    seen: dict[str, tuple[BleBoard, BLEDevice]] = {}
    first = asyncio.Event()

    def heard(device: BLEDevice, said: AdvertisementData) -> None:
        free = SERVICE in said.service_uuids
        name = said.local_name or device.name or ""
        # BlueZ adds services up: of a board that it has known free it may say both.
        doubtful = free and TAKEN in said.service_uuids
        board = BleBoard(name, device.address, said.rssi, taken=not free, doubtful=doubtful)
        crowded = len(seen) >= _SEEN_MAX and not wanted(board)
        if crowded or not (free or TAKEN in said.service_uuids):
            return
        seen[device.address] = (board, device)
        # Who has a host may be free in a moment: it may not have noticed that we went away.
        if wanted(board) and free:
            first.set()

    scanner = BleakScanner(
        heard, [SERVICE, TAKEN], backend=None if backend is None else backend.scanner
    )
    await scanner.start()
    try:
        began = time.monotonic()
        with suppress(TimeoutError):
            await asyncio.wait_for(first.wait(), limit_s)
            await asyncio.sleep(min(settle_s, limit_s - (time.monotonic() - began)))
    finally:
        await scanner.stop()
    return list(seen.values())


async def _hear_micro_bits(
    limit_s: float, backend: Backend | None, wanted: Callable[[BleBoard], bool]
) -> list[BleBoard]:
    """Listen for micro:bits, which do not advertise the service; the first wanted one is enough."""
    seen: dict[str, BleBoard] = {}
    enough = asyncio.Event()

    def heard(device: BLEDevice, said: AdvertisementData) -> None:
        board = BleBoard(said.local_name or device.name or "", device.address, said.rssi)
        if is_micro_bit(board.name) and len(seen) < _SEEN_MAX:
            seen[board.address] = board
            if wanted(board):
                enough.set()

    async with BleakScanner(heard, backend=None if backend is None else backend.scanner):
        with suppress(TimeoutError):
            await asyncio.wait_for(enough.wait(), limit_s)
    return list(seen.values())


_REASONS = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: "ble_absent",
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: "ble_too_old",
    BleakBluetoothNotAvailableReason.POWERED_OFF: "ble_off",
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: "ble_denied",
    BleakBluetoothNotAvailableReason.DENIED_BY_SYSTEM: "ble_denied",
    BleakBluetoothNotAvailableReason.DENIED_BY_UNKNOWN: "ble_denied",
}


def open_error(port: str, exc: BaseException) -> LinkError:
    """Say why a board cannot be looked for, or not be reached.

    Args:
        port: The board, as a person named it.
        exc: What bleak raised.

    Returns:
        The error, not raised.
    """
    reason = str(exc).strip() or type(exc).__name__
    code = "ble_unusable"
    if isinstance(exc, BleakBluetoothNotAvailableError):
        code = _REASONS.get(exc.reason, code)
    elif isinstance(exc, BleakDBusError) and exc.dbus_error.endswith(".AccessDenied"):
        code = "ble_denied"
    elif isinstance(exc, (TimeoutError, asyncio.TimeoutError)):
        code = "ble_no_answer"
    elif sys.platform == "linux" and _no_bluez(exc):
        code = "ble_no_bluez"
    if code == "ble_denied" and sys.platform == "linux":
        code = "ble_denied_linux"
    return LinkError(code, port=port, reason=reason[:200])


def _no_bluez(exc: BaseException) -> bool:
    """Return whether Linux' Bluetooth service is missing, or D-Bus, by which it is asked."""
    if isinstance(exc, BleakDBusError):
        return exc.dbus_error.rpartition(".")[2] in ("ServiceUnknown", "NameHasNoOwner")
    return isinstance(exc, (FileNotFoundError, ConnectionRefusedError))
