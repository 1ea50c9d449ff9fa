"""The REPL over Bluetooth of a Pico W: put on the board, switched on and off, asked.

The firmware is firmware/pico/ble_repl.py. What is set stands in a file of the board and holds for
each start; ``contest`` is as ``off``, but says why, so that a referee can read it.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from kibako.boards import filing
from kibako.boards.keeping import OnKept
from kibako.errors import BoardError, UsageError
from kibako.resources import data_root

if TYPE_CHECKING:
    from kibako.boards.board import Board

Setting = Literal["on", "off", "contest", "absent"]

FILES = ("ble_link.py", "ble_repl.py")
BOOT = "boot.py"
SETTING = "radio.txt"
NAME_BYTES_MAX = 8
BOOT_LINES = b"import ble_repl  # Kibako: the REPL over Bluetooth\nble_repl.start()\n"
"""What boot.py has besides whatever it had: after it main.py runs as ever."""

_STATES = get_args(Setting)
_STATUS = """\
import json
try:
    import ble_repl
    print(json.dumps(ble_repl.status()))
except ImportError:
    import bluetooth
    print(json.dumps(["absent", "", bluetooth.BLE().active(), False]))
"""
_FORGET = """\
import sys
if "ble_repl" in sys.modules:
    sys.modules["ble_repl"].stop()
for name in ("ble_repl", "ble_link"):
    sys.modules.pop(name, None)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a board stands to Bluetooth.

    Attributes:
        setting: What is set for this and each later start; ``absent``: it has no REPL over it.
        name: What it calls itself there, "" without one.
        bluetooth: Whether its Bluetooth is on just now, whoever switched it on.
        host: Whether a host is connected to its REPL there.
    """

    setting: Setting
    name: str
    bluetooth: bool
    host: bool


def standing(board: "Board") -> Standing:
    """Return how a board stands to Bluetooth.

    Args:
        board: The board, connected.

    Raises:
        BoardError: It has none, or its answer makes no sense.
    """
    _need_bluetooth(board)
    answer = board.exec(_STATUS)
    try:
        setting, name, bluetooth, host = cast("list[object]", json.loads(answer))
    except (ValueError, TypeError):
        raise BoardError("wireless_odd", board=board.identity.name) from None
    if setting not in _STATES or not isinstance(name, str) or len(name) > NAME_BYTES_MAX:
        raise BoardError("wireless_odd", board=board.identity.name)
    return Standing(cast("Setting", setting), name, bluetooth is True, host is True)


def switch_on(board: "Board", name: str = "", on_kept: OnKept | None = None) -> Standing:
    """Put the REPL over Bluetooth on a board, and switch it on for now and for later starts.

    Args:
        board: The board, connected.
        name: What it is to call itself, 1 to 8 bytes without spaces; "": as before, or what
            comes of its own number.
        on_kept: Told where an old text is kept that is written over.

    Returns:
        How it stands now.

    Raises:
        UsageError: That is no name.
        BoardError: It has no Bluetooth.
    """
    _need_bluetooth(board)
    if len(name.encode()) > NAME_BYTES_MAX or not (name.isprintable() and len(name.split()) < 2):
        raise UsageError("wireless_name", name=name, limit=NAME_BYTES_MAX)
    changed = [_put(board, file, on_kept) for file in FILES]
    boot = filing.read_if_there(board, BOOT) or b""
    if BOOT_LINES not in boot.replace(b"\r\n", b"\n"):
        # First of all: whatever the rest of it does, the board can be met.
        board.put_file(BOOT, BOOT_LINES + boot, on_kept)
    if any(changed) and not _wireless(board):
        board.exec(_FORGET)
    _choose(board, "on", name)
    return standing(board)


def switch_off(board: "Board", *, contest: bool = False) -> Standing:
    """Switch Bluetooth off, for now and for later starts.

    Over Bluetooth itself the board waits half a second, so that its answer arrives.

    Args:
        board: The board, connected.
        contest: Say on the board that it is for a contest.

    Returns:
        How it stands then.

    Raises:
        BoardError: It has none.
    """
    before = standing(board)
    if before.setting == "absent":
        board.exec("import bluetooth\nbluetooth.BLE().active(False)")
        return standing(board)
    _choose(board, "contest" if contest else "off", "")
    if _wireless(board):
        return Standing("contest" if contest else "off", before.name, bluetooth=False, host=False)
    return standing(board)


def take_off(board: "Board") -> None:
    """Take the REPL over Bluetooth off a board, what is set with it; the rest of boot.py stays.

    Args:
        board: The board, connected by its cable.

    Raises:
        BoardError: It has none, or is connected by what would go.
    """
    if standing(board).setting == "absent":
        raise BoardError("wireless_absent", board=board.identity.name)
    if _wireless(board):
        raise BoardError("wireless_in_use")
    board.exec(_FORGET)
    boot = (filing.read_if_there(board, BOOT) or b"").replace(b"\r\n", b"\n")
    rest = boot.replace(BOOT_LINES, b"")
    if rest.strip():
        board.write_file(BOOT, rest)
    elif boot:
        board.remove(BOOT)
    names = {info.name for info in board.list_files()}
    for name in (*FILES, SETTING):
        if name in names:
            board.remove(name)


def _choose(board: "Board", state: Setting, name: str) -> None:
    later = _wireless(board)
    board.exec(f"import ble_repl\nble_repl.choose({state!r}, {name!r}, {later!r})")


def _wireless(board: "Board") -> bool:
    return board.link.description.startswith("ble:")


def _put(board: "Board", name: str, on_kept: OnKept | None) -> bool:
    content = (data_root() / "firmware" / "pico" / name).read_bytes().replace(b"\r\n", b"\n")
    return board.put_file(name, content, on_kept)


def _need_bluetooth(board: "Board") -> None:
    if board.profile.family == "microbit":
        raise BoardError("wireless_micro_bit", board=board.identity.name)
    if not board.profile.ble:
        raise BoardError("wireless_none", board=board.identity.name)
