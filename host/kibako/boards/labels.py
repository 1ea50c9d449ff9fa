"""Names for boards, as on their stickers: kept by USB serial number, the same on any port."""

import json
import time
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import paths
from kibako.errors import FileError, LinkError, UsageError
from kibako.reasons import reason_of
from kibako.replacing import replace_file

if TYPE_CHECKING:
    from kibako.boards.discovery import FoundBoard
    from kibako.usb import UsbView

SCHEME = "board:"
"""How a moniker begins that names a board by its label or its USB serial number."""
FILE = "labels.toml"
LABEL_CHARS_MAX = 30
LABELS_MAX = 500
_PATIENCE_S = 5.0
_LOOK_S = 0.01
_JOINER = "\N{ZERO WIDTH JOINER}"


def read_labels() -> dict[str, str]:
    """Return the label of each named board, by USB serial number.

    Raises:
        FileError: The file is broken; it is left as it is.
    """
    path = _path()
    if not path.exists():
        return {}
    from msgspec import Struct  # here, because most starts of the program ask for no label

    from kibako.tables import broken, read_table

    class Labels(Struct, forbid_unknown_fields=True):
        boards: dict[str, str]

    found = read_table(path, Labels).boards
    wrong = [serial for serial, label in found.items() if not serial or _clean(label) != label]
    if wrong or len(set(found.values())) < len(found) or len(found) > LABELS_MAX:
        from kibako import strings

        raise broken(path.name, [strings.text("labels.wrong", file=str(path))])
    return found


def name_board(board: str, label: str, view: "UsbView | None" = None) -> str:
    """Give a board its label; an empty one takes it away.

    Args:
        board: Its moniker (``serial:PORT``, ``board:LABEL``) or its USB serial number.
        label: What stands on its sticker.
        view: What is plugged in; the computer's own USB without it.

    Returns:
        The board's USB serial number.

    Raises:
        UsageError: The label cannot be one, or another board has it.
        LinkError: No such board, or it has no USB serial number.
        FileError: The file of labels is broken or cannot be written.
    """
    with _alone():
        return _name(board, label, view)


def _name(board: str, label: str, view: "UsbView | None") -> str:
    labels = read_labels()
    serial = _serial_of(board, labels, view)
    if not label.strip():
        labels.pop(serial, None)
        _write(labels)
        return serial
    clean = _clean(label)
    if not clean:
        raise UsageError("label_unusable", limit=LABEL_CHARS_MAX)
    if any(each == clean and other != serial for other, each in labels.items()):
        raise UsageError("label_taken", label=clean)
    labels[serial] = clean
    if len(labels) > LABELS_MAX:
        raise UsageError("labels_too_many", limit=LABELS_MAX)
    _write(labels)
    return serial


def resolve(moniker: str, view: "UsbView | None" = None) -> str:
    """Return the port at which a named board is now; other monikers stay as they are.

    Args:
        moniker: ``board:LABEL``, ``board:SERIAL``, or any other.
        view: What is plugged in; the computer's own USB without it.

    Raises:
        LinkError: The board is not plugged in, or no board has that label.
        FileError: The file of labels is broken.
    """
    if not moniker.startswith(SCHEME):
        return moniker
    name = moniker.removeprefix(SCHEME)
    serial = _by_label(name, read_labels())
    boards = _plugged_in(view)
    for board in boards:
        if board.usb_serial and board.usb_serial == (serial or name):
            return board.moniker
    raise LinkError("label_absent" if serial else "label_unknown", label=name)


def _serial_of(board: str, labels: dict[str, str], view: "UsbView | None") -> str:
    if board.startswith(SCHEME) and (known := _by_label(board.removeprefix(SCHEME), labels)):
        return known
    wanted = board.removeprefix(SCHEME)
    boards = _plugged_in(view)
    if board == "serial:auto" and len(boards) == 1:
        wanted = boards[0].moniker
    for each in boards:
        if wanted in (each.moniker, each.usb_serial):
            if not each.usb_serial.isprintable() or not each.usb_serial.strip():
                raise LinkError("label_no_serial", board=board)
            return each.usb_serial
    raise no_such_board(board)


def no_such_board(moniker: str) -> LinkError:
    """Return the error for a board that USB does not show.

    Args:
        moniker: What was asked for.
    """
    virtual = moniker.startswith("virtual:")
    return LinkError("label_virtual" if virtual else "label_no_board", board=moniker)


def _plugged_in(view: "UsbView | None") -> "list[FoundBoard]":
    from kibako.boards.discovery import list_boards  # here, because most commands name their port

    return list_boards(view)


def _by_label(name: str, labels: dict[str, str]) -> str:
    clean = _clean(name)
    return next((serial for serial, label in labels.items() if clean and label == clean), "")


def is_label(text: str) -> bool:
    """Return whether a text can be a board's label just as it is."""
    return bool(text) and _clean(text) == text


def _clean(label: str) -> str:
    """Return a label in the one form that is kept, ``""`` when it cannot be one.

    Marks that turn the direction of text round are refused; the joiner inside emoji is not.
    """
    clean = " ".join(unicodedata.normalize("NFC", label).split())
    if len(clean) > LABEL_CHARS_MAX or not clean.replace(_JOINER, "").isprintable():
        return ""
    return clean if clean.replace(_JOINER, "") else ""


def _path() -> Path:
    return paths.data_dir() / FILE


@contextmanager
def _alone() -> Generator[None]:
    """Be the only program that changes the labels: what another one wrote is read first."""
    from kibako.locks import ProgramLock  # here, because most commands name nothing

    path = _path()
    ends_at = time.monotonic() + _PATIENCE_S
    try:
        while not (lock := ProgramLock(path.with_name(f"{FILE}.lock"))).taken:
            lock.release()
            if time.monotonic() > ends_at:
                raise FileError("labels_busy", path=str(path))
            time.sleep(_LOOK_S)
    except OSError as error:
        reason = reason_of(error)
        raise FileError("folder_unusable", path=str(path), reason=reason) from error
    try:
        yield
    finally:
        lock.release()


def _write(labels: dict[str, str]) -> None:
    """Write the whole file beside the old one, then put it in its place."""
    # A JSON string of printable text is a TOML string too.
    lines = [
        f"{json.dumps(serial, ensure_ascii=False)} = {json.dumps(label, ensure_ascii=False)}\n"
        for serial, label in sorted(labels.items())
    ]
    path = _path()
    try:
        replace_file(path, ("[boards]\n" + "".join(lines)).encode(), private=True)
    except OSError as error:
        reason = reason_of(error)
        raise FileError("folder_unusable", path=str(path), reason=reason) from error
