"""What a mentor does with the board of a lesson: its files, its launcher, its Bluetooth.

All of it is told as events; ``kibako.workbench.tool_words`` puts them into sentences.
"""

import os
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from kibako.errors import BoardError, FileError
from kibako.events import JsonValue
from kibako.usb import UsbView
from kibako.workbench import commands, local

if TYPE_CHECKING:
    from kibako.boards.board import Board
    from kibako.boards.progress import Progress

FILE_BYTES_MAX = 16_000_000
"""More than any board's flash holds."""
_STEPS = 10
"""So often a transfer tells how far it is."""


Emit = Callable[[str, str, JsonValue], None]
"""Tells an event: its source, what happened, and the detail."""


def do_tool(command: commands.BoardTool, board: "Board", emit: Emit, stop: threading.Event) -> None:
    """Do something with an open board.

    Args:
        command: What to do.
        board: The board, connected.
        emit: Tells what happens.
        stop: Set when it should end.

    Raises:
        KibakoError: It cannot be done, or was stopped.
    """
    match command:
        case commands.ListFiles():
            _list(board, emit)
        case commands.PutFile(path):
            _put(board, path, emit, stop)
        case commands.GetFile(path):
            _get(board, path, emit, stop)
        case commands.SyncFolder(path):
            _sync(board, path, emit, stop)
        case commands.UseLauncher(deed):
            _launcher(board, deed, emit)
        case commands.UseBluetooth(deed):
            _bluetooth(board, deed, emit)
        case _:
            raise TypeError(command)


def diagnose(emit: Emit, usb: UsbView | None = None) -> None:
    """Tell what keeps a plugged-in board from being used; that nothing does is told, too.

    Args:
        emit: Tells what is found.
        usb: What is plugged in; this computer's own USB when left out.
    """
    from kibako.boards.cable_check import usb_devices
    from kibako.boards.checkup import look_at_power, look_at_usb

    found = look_at_usb(usb, devices=usb_devices() if usb is None else ()) + look_at_power()
    others = [error for error in found if error.fields.get("pid") != os.getpid()]
    for error in others:
        emit("doctor", "finding", {"code": error.code, "what": error.what, "next": error.next_step})
    if not others:
        emit("doctor", "well", None)


def _list(board: "Board", emit: Emit) -> None:
    files: list[JsonValue] = [
        {"path": found.name, "folder": found.is_folder, "size_bytes": found.size_bytes}
        for found in board.list_files()
    ]
    emit("files", "listed", files)


def _put(board: "Board", path: str, emit: Emit, stop: threading.Event) -> None:
    here = Path(path).expanduser()
    content = local.read_bytes(str(here), FILE_BYTES_MAX)
    written = board.put_file(here.name, content, _kept(emit), _progress(emit, stop))
    emit("files", "put", {"path": here.name, "size_bytes": len(content), "written": written})


def _get(board: "Board", path: str, emit: Emit, stop: threading.Event) -> None:
    here = Path(PurePosixPath(path).name)
    if not here.name:
        raise FileError("local_name_bad", path=path)
    if here.exists():
        raise FileError("local_exists_here", path=str(here))
    local.check_writable(here)
    content = board.read_file(path, _progress(emit, stop))
    local.write_bytes(here, content, replace=False)
    emit("files", "got", {"path": path, "here": str(here), "size_bytes": len(content)})


def _sync(board: "Board", path: str, emit: Emit, stop: threading.Event) -> None:
    folder = local.folder(str(Path(path).expanduser()))
    report = board.sync_folder(folder, "/", _kept(emit), _progress(emit, stop))
    told: dict[str, JsonValue] = {
        "written": list(report.written),
        "unchanged": list(report.unchanged),
        "fetched": list(report.fetched),
    }
    emit("files", "synced", told)


def _launcher(board: "Board", deed: str, emit: Emit) -> None:
    from kibako.boards import launcher

    if deed == "install":
        emit("launcher", "installed", {"moved": launcher.install(board, None, _kept(emit))})
    elif deed == "remove":
        emit("launcher", "removed", {"program": launcher.remove(board, _kept(emit))})
    elif deed == "log":
        emit("launcher", "log", launcher.read_log(board))
    else:
        emit("launcher", "standing", asdict(launcher.standing(board)))


def _bluetooth(board: "Board", deed: str, emit: Emit) -> None:
    from kibako.boards import wireless

    if deed == "on":
        standing = wireless.switch_on(board, "", _kept(emit))
    elif deed == "off":
        standing = wireless.switch_off(board)
    else:
        standing = wireless.standing(board)
    emit("wireless", "standing", asdict(standing))


def _kept(emit: Emit) -> Callable[[str, Path], None]:
    return lambda path, here: emit("files", "kept", {"path": path, "here": str(here)})


def _progress(emit: Emit, stop: threading.Event) -> "Callable[[Progress], None]":
    """Tell in ten steps how far a transfer is; end it at the first piece after a stop."""
    step = 0

    def take(progress: "Progress") -> None:
        nonlocal step
        if stop.is_set():
            raise BoardError("transfer_stopped")
        now = progress.done_bytes * _STEPS // max(1, progress.total_bytes)
        if now > step:
            step = now
            emit("files", "progress", asdict(progress))

    return take
