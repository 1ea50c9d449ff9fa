"""Which boards are plugged in."""

from dataclasses import dataclass

from kibako.boards.plugged import usb_view
from kibako.boards.profile import BoardProfile, profiles_of_usb
from kibako.usb import UsbView

VIRTUAL_DEFAULT = "virtual:microbit"
"""The board that is there when no other is."""


@dataclass(frozen=True, slots=True)
class FoundBoard:
    """A board that is plugged in, as far as USB tells.

    Attributes:
        moniker: How to open it.
        name: What a person calls it; several names where USB does not tell them apart.
        usb_serial: Its USB serial number, the same on any port.
    """

    moniker: str
    name: str
    usb_serial: str


def list_boards(view: UsbView | None = None) -> list[FoundBoard]:
    """Return the boards that are plugged in, sorted by port.

    Args:
        view: What is plugged in; the computer's own USB without it.
    """
    found: list[FoundBoard] = []
    for port in (view or usb_view()).ports():
        fitting: list[BoardProfile] = profiles_of_usb(port.vendor, port.product, port.serial)
        found.append(
            FoundBoard(
                moniker=f"serial:{port.device}",
                name=" / ".join(profile.name for profile in fitting),
                usb_serial=port.serial,
            )
        )
    return found


def default_moniker(view: UsbView | None = None) -> str:
    """Return the board that is meant when none is named.

    Args:
        view: What is plugged in; the computer's own USB without it.

    Returns:
        The only board that is plugged in; the virtual micro:bit when there is none, or when
        there are several and any choice would be a guess.
    """
    boards = list_boards(view)
    return boards[0].moniker if len(boards) == 1 else VIRTUAL_DEFAULT
