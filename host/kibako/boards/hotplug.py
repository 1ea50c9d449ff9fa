"""What comes and goes while the program runs: boards that were never opened, and bootloaders."""

from dataclasses import dataclass
from typing import Literal

from kibako.boards.discovery import list_boards
from kibako.boards.labels import SCHEME, read_labels
from kibako.boards.plugged import BOOTLOADERS, usb_view
from kibako.errors import FileError
from kibako.events import JsonValue
from kibako.usb import UsbView

LOOK_S = 0.5
"""How often to look, in seconds; tests/bench/bench_link.py measures what a look costs."""


@dataclass(frozen=True, slots=True)
class PluggedBoard:
    """A board that is plugged in now.

    Attributes:
        port: The moniker of its port; ``""`` for one that waits for firmware.
        name: What a person calls it; several names where USB does not tell them apart.
        label: What stands on its sticker, ``""`` without one.
        usb_serial: Its USB serial number, ``""`` when unknown.
        drive: The folder of its bootloader's drive, ``""`` for a board that runs.
    """

    port: str
    name: str
    label: str
    usb_serial: str
    drive: str = ""

    @property
    def moniker(self) -> str:
        """How to open it wherever it is plugged in next; ``""`` when it cannot be opened."""
        return f"{SCHEME}{self.label}" if self.label and self.port else self.port

    def to_json(self) -> dict[str, JsonValue]:
        """Return it as the value of an event."""
        return {
            "moniker": self.moniker,
            "port": self.port,
            "name": self.name,
            "label": self.label,
            "usb_serial": self.usb_serial,
            "drive": self.drive,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """A board that came or went.

    Attributes:
        what: Which of the two.
        board: The board.
    """

    what: Literal["plugged", "unplugged"]
    board: PluggedBoard


class PlugWatch:
    """Compares what is plugged in with what was there at the last look.

    Args:
        usb: What is plugged in; the computer's own USB without it.
    """

    def __init__(self, usb: UsbView | None = None) -> None:
        self._usb = usb or usb_view()
        self._there: dict[tuple[str, str], PluggedBoard] = {}

    @property
    def there(self) -> tuple[PluggedBoard, ...]:
        """The boards of the last look, in the order in which they came."""
        return tuple(self._there.values())

    def look(self) -> list[Change]:
        """Look once; at the first time everything that is there is new.

        Returns:
            What went away, then what came. A board that was put into another socket did both.
        """
        now = self._now()
        gone = [Change("unplugged", board) for key, board in self._there.items() if key not in now]
        come = [Change("plugged", board) for key, board in now.items() if key not in self._there]
        kept = {key: now[key] for key in self._there if key in now}
        self._there = {**kept, **now}
        return gone + come

    def _now(self) -> dict[tuple[str, str], PluggedBoard]:
        """Return what is there by place and serial number: the same port may hold another board."""
        boards = list_boards(self._usb)
        drives = [drive for drive in self._usb.drives() if drive.label in BOOTLOADERS]
        labels = _labels() if boards or drives else {}
        found = [
            PluggedBoard(each.moniker, each.name, labels.get(each.usb_serial, ""), each.usb_serial)
            for each in boards
        ]
        found += [
            PluggedBoard("", each.label, labels.get(each.serial, ""), each.serial, str(each.path))
            for each in drives
        ]
        return {(each.port or each.drive, each.usb_serial): each for each in found}


def _labels() -> dict[str, str]:
    try:
        return read_labels()
    except FileError:
        return {}  # whoever names a board is told of it
