"""Names of boards over Bluetooth: which can be asked for, and how one is shown safely.

An advertisement is written by anybody within ten metres. Its name may hold control characters,
marks that turn the writing round, or megabytes of nothing: none of it reaches a terminal.
"""

import re
import unicodedata
from dataclasses import dataclass

NAME_BYTES_MAX = 8
"""What is left for a name in 31 bytes of advertisement, beside the service."""
AUTO = "auto"
"""The name that stands for the only board in reach."""

_MICRO_BIT = re.compile(r"(?:bbc )?micro:?bit(?: ?\[([a-z]{5})\])?", re.IGNORECASE)
"""What a micro:bit calls itself, ``BBC micro:bit [zuvip]``, and what people make of it."""
_SHOWN_MAX = 16
_MARKS_MAX = 2
_INSTEAD = "\N{REPLACEMENT CHARACTER}"
_ADDRESS = re.compile(
    r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class BleBoard:
    """A board that is seen over Bluetooth.

    Attributes:
        name: What it calls itself, as it came: never to be shown like that.
        address: Its address; on macOS a number that the computer made up for it.
        rssi_dbm: How strongly it is heard.
        taken: Whether it has a host; it takes no second one.
        doubtful: Whether it may have a host after all.
        alone: Whether no other board in reach has the same name.
    """

    name: str
    address: str
    rssi_dbm: int
    taken: bool = False
    doubtful: bool = False
    alone: bool = True

    @property
    def shown(self) -> str:
        """The name as a terminal may show it."""
        return shown_name(self.name)

    @property
    def moniker(self) -> str:
        """How to open it: by name where that can be typed and means it alone, else by address."""
        return f"ble:{self.name if self.alone and is_name(self.name) else self.address}"


def is_address(text: str) -> bool:
    """Return whether a text is an address: six bytes in hexadecimal, or the number of macOS.

    Args:
        text: The text.
    """
    return _ADDRESS.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Return whether a board of ours can have this name and a person can type it.

    Args:
        text: The name.
    """
    return (
        0 < len(text.encode("utf-8", "replace")) <= NAME_BYTES_MAX
        and text == text.strip()
        and text.casefold() != AUTO
        and shown_name(text) == text
        and _INSTEAD not in text
    )


def is_micro_bit(name: str) -> bool:
    """Return whether a name is that of a micro:bit, which has no REPL over Bluetooth.

    Args:
        name: The name, as it is advertised or as a person typed it.
    """
    return _MICRO_BIT.fullmatch(name.strip()) is not None


def means_micro_bit(typed: str, advertised: str) -> bool:
    """Return whether a person means the micro:bit that has a name.

    Args:
        typed: What was typed: all of the name, the five letters in its brackets, or ``auto``.
        advertised: The name.
    """
    match = _MICRO_BIT.fullmatch(advertised.strip())
    if match is None:
        return False
    return typed == AUTO or is_micro_bit(typed) or typed.casefold() == str(match[1]).casefold()


def same_name(one: str, other: str) -> bool:
    """Return whether two names are the same, however their letters are put together.

    Args:
        one: A name.
        other: Another.
    """
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def shown_name(name: str) -> str:
    """Return a name that changes nothing but its own place on a terminal.

    Args:
        name: The name, from anybody.
    """
    shown = ""
    marks = 0
    for letter in name[: _SHOWN_MAX * 4]:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind.startswith("M") else 0
        if marks > _MARKS_MAX:
            continue
        harmless = kind[0] not in "CZ" or letter == " "
        shown += letter if harmless else _INSTEAD
    return shown if len(shown) <= _SHOWN_MAX else shown[: _SHOWN_MAX - 1] + "…"
