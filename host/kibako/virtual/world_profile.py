"""What the world around a board needs to know of the board."""

from collections.abc import Collection, Mapping
from typing import Protocol


class WorldProfile(Protocol):
    """What the world needs to know of a board."""

    @property
    def id(self) -> str:
        """The profile's name."""
        ...

    @property
    def release(self) -> str:
        """The firmware's own version."""
        ...

    @property
    def python(self) -> str:
        """The MicroPython in the firmware, as a micro:bit tells it."""
        ...

    @property
    def hardware(self) -> str:
        """What the board calls itself."""
        ...

    @property
    def firmware(self) -> str:
        """The kind of board: the folder of its board code."""
        ...

    @property
    def pins(self) -> Mapping[str, frozenset[str]]:
        """Names and abilities of the pins."""
        ...

    @property
    def lacks(self) -> Collection[str]:
        """Names that board code offers and this board has not."""
        ...

    @property
    def abilities(self) -> Collection[str]:
        """What the firmware of this board can do and that of its kin cannot."""
        ...
