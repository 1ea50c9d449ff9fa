"""What an image for each board looks like: the ``[image]`` table of ``hardware/boards/*.toml``."""

import tomllib
from functools import cache
from typing import Literal

import msgspec

from kibako.images.segments import Segment
from kibako.resources import data_root


class _Image(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["hex", "uf2"]
    numbers: frozenset[int]
    mark: str
    ranges: list[tuple[int, int]]
    drive: str = ""


class Target(msgspec.Struct, frozen=True):
    """A board as its firmware images see it.

    Attributes:
        id: The profile's id, ``pico-w``.
        name: What a person calls the board.
        image: ``kind`` (``hex`` or ``uf2``), ``numbers`` (of the board in a universal hex, of the
            family in a UF2), ``mark`` (the text by which the MicroPython in an image names its
            board), ``ranges`` (where an image may write: first address, address after the
            last) and ``drive`` (the Board-ID in INFO_UF2.TXT on the drive of a boot ROM).
    """

    id: str
    name: str
    image: _Image

    def outside(self, segments: tuple[Segment, ...]) -> int | None:
        """Return the address of the first byte that the board has no place for, if any."""
        for segment in segments:
            for start, end in self.image.ranges:
                if start <= segment.address < end:
                    if segment.end > end:
                        return end
                    break
            else:
                return segment.address
        return None


@cache
def targets() -> dict[str, Target]:
    """Return every board that images can be for, by id."""
    folder = data_root() / "hardware" / "boards"
    read = [
        msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Target)
        for path in sorted(folder.glob("*.toml"))
    ]
    return {target.id: target for target in sorted(read, key=lambda target: target.id)}
