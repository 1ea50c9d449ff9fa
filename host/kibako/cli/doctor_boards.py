"""What ``kibako doctor`` asks boards and the person: ``--ask`` and ``--cable``."""

from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import output
from kibako.errors import ExitStatus, KibakoError

if TYPE_CHECKING:
    from kibako.flash.asking import Asked


def said_of(error: KibakoError) -> dict[str, str]:
    """Return an error as data: its code, what it is and what helps."""
    return {"code": error.code, "what": error.what, "next": error.next_step}


def ask() -> "list[Asked]":
    """Ask every plugged-in board who it is."""
    from kibako.boards.plugged import usb_room
    from kibako.flash.asking import ask_boards
    from kibako.flash.shelf import Shelf

    return ask_boards(usb_room(), Shelf().slips())


def line(asked: "Asked") -> str:
    """Return what a board said, and what is not well, in one line."""
    volts = "" if asked.vsys_v is None else strings.text("doctor.vsys", volts=f"{asked.vsys_v:.1f}")
    parts = (asked.port, asked.label, asked.name, asked.firmware, volts)
    return "  ".join([*filter(None, parts), *(str(error) for error in asked.findings)])


def check_cable(*, as_json: bool) -> ExitStatus:
    """Have a person plug a board in, and say what the computer saw of it.

    Args:
        as_json: Whether the answer is JSON.

    Returns:
        The exit status: 3 when no board of ours came.
    """
    from kibako.boards import cable_check

    output.say("doctor.plug_in", seconds=round(cable_check.LIMIT_S))
    device = cable_check.await_device()
    error = cable_check.verdict(device)
    if device is not None:
        output.say("doctor.cable_carries")
    if as_json:
        seen = {} if device is None else {"usb_id": device.usb_id, "name": device.name}
        fault = {} if error is None else said_of(error)
        output.data_json({"ok": error is None, **seen, **fault})
    elif error is None and device is not None:
        output.data(strings.text("doctor.cable_works", board=cable_check.board_name(device)))
    if error is None:
        return ExitStatus.DONE
    if not as_json:
        output.fault(error)
    return ExitStatus.BOARD
