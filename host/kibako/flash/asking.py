"""What plugged-in boards say of themselves: their firmware and its age, the voltage of a Pico."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from kibako.boards.board import Board
from kibako.boards.discovery import list_boards
from kibako.boards.identity import BoardIdentity
from kibako.boards.labels import read_labels
from kibako.boards.plugged import UsbRoom
from kibako.boards.profile import profiles
from kibako.errors import BoardError, FileError, KibakoError
from kibako.flash.shelf import Slip

PROMPT_S = 5.0
VSYS_LOW_V = 4.1
"""USB gives a board 4.4 V and more; the Pico's diode takes up to 0.3 V of that (Pico datasheet)."""
_VSYS = "import machine\nprint(machine.ADC(29).read_u16())"
"""VSYS comes to GP29 through a divider by three; on a Pico W that pin is the radio's."""
_RELEASE = re.compile(r"micro:bit v(\d+(?:\.\d+)*(?:-[a-z]+\.\d+)?)")
_VERSION = re.compile(r"(?:^|MicroPython )v(\d+(?:\.\d+)*(?:-[a-z]+)?)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A board that was asked.

    Attributes:
        port: Its moniker.
        label: What stands on its sticker.
        name: What a person calls it.
        firmware: The release that it runs; ``""``: it did not say.
        vsys_v: The voltage of its supply; None where that cannot be known.
        findings: What is not well.
    """

    port: str
    label: str
    name: str
    firmware: str
    vsys_v: float | None
    findings: tuple[KibakoError, ...]


def ask_boards(room: UsbRoom, shelf: Sequence[Slip]) -> list[Asked]:
    """Ask each plugged-in board who it is; its program is stopped for that.

    Args:
        room: What is plugged in, and the ways to it.
        shelf: The firmware at hand.
    """
    labels: dict[str, str] = {}
    with suppress(FileError):  # whoever names a board is told of it
        labels = read_labels()
    asked: list[Asked] = []
    for each in list_boards(room):
        label = labels.get(each.usb_serial, "")
        board = Board(room.open_port(each.moniker.removeprefix("serial:")))
        try:
            identity = board.connect(PROMPT_S)
            vsys_v = _vsys_v(board)
        except KibakoError as error:
            asked.append(Asked(each.moniker, label, each.name, "", None, (error,)))
            continue
        finally:
            board.close()
        found = [identity.warning, firmware_age(identity, shelf)]
        if vsys_v is not None and vsys_v < VSYS_LOW_V:
            found.append(BoardError("vsys_low", port=each.moniker, volts=f"{vsys_v:.1f}"))
        findings = tuple(error for error in found if error is not None)
        firmware = release_of(identity)
        asked.append(Asked(each.moniker, label, identity.name, firmware, vsys_v, findings))
    return asked


def release_of(identity: BoardIdentity) -> str:
    """Return the release that a board runs: the micro:bit has a number of its own for it."""
    told = _RELEASE.search(identity.release) or _VERSION.search(identity.release)
    return told[1] if told else ".".join(str(number) for number in identity.version)


def firmware_age(identity: BoardIdentity, shelf: Sequence[Slip]) -> KibakoError | None:
    """Compare a board's firmware with what is on the shelf, then with the newest that is known.

    Args:
        identity: What the board says of itself.
        shelf: The firmware at hand.

    Returns:
        What to do about old firmware; None when nothing newer is known.
    """
    profile = profiles().get(identity.profile_id)
    if profile is None or identity.implementation != "micropython":
        return None
    seen = release_of(identity)
    at_hand = [
        (_rank(part.release or part.version), part.release or part.version, part.built, slip.name)
        for slip in shelf
        for part in slip.firmware
        if identity.profile_id in part.boards and part.version
    ]
    rank, release, built, image = max(at_hand, default=((0,), "", "", ""))
    fields = {"board": identity.name, "seen": seen}
    if rank > _rank(seen):
        return BoardError(
            "firmware_older_than_shelf", newest=release, date=built or "-", image=image, **fields
        )
    if _rank(profile.newest) > _rank(seen):
        date, place = profile.newest_date or "-", profile.newest_place
        return BoardError("firmware_old", newest=profile.newest, date=date, place=place, **fields)
    return None


def _rank(release: str) -> tuple[int, ...]:
    """Return what releases are sorted by: ``2.0.0-beta.5`` comes before ``2.0.0``."""
    numbers = [int(number) for number in re.findall(r"\d+", release.partition("-")[0])]
    return (*(*numbers, 0, 0, 0)[:3], 0 if "-" in release and "preview" not in release else 1)


def _vsys_v(board: Board) -> float | None:
    """Return the voltage of a Pico's supply; no other board tells."""
    if board.profile.id != "pico" or board.identity.implementation != "micropython":
        return None
    try:
        return int(board.exec(_VSYS)) * 3 * 3.3 / 65535
    except (BoardError, ValueError):
        return None
