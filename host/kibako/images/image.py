"""One way in for every image: what it is, for which boards, and which MicroPython is in it."""

import re
from dataclasses import dataclass
from typing import Literal

from kibako.errors import FileError
from kibako.images import uf2
from kibako.images.hexfile import read_hex
from kibako.images.segments import Segment
from kibako.images.targets import Target, targets
from kibako.images.uf2 import read_uf2

IMAGE_BYTES_MAX = 16 * 1024 * 1024
"""The largest image: the UF2 of 4 MB of flash takes 8 MB, one of 8 MB takes this much."""

_MICROPYTHON = re.compile(rb"MicroPython v?(\d[0-9A-Za-z.+-]{0,40}) on (\d{4}-\d\d-\d\d)")
_MICROBIT = re.compile(rb"micro:bit v(\d[0-9A-Za-z.-]{0,30})")
_MICROBIT_BUILT = re.compile(rb"micro:bit v[0-9A-Za-z.+-]{1,60} on (\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """What the MicroPython in an image says of itself; ``""`` for what it does not say.

    Attributes:
        version: Such as ``1.27.0``.
        built: When that was built, ``2021-03-16``.
        release: The micro:bit's own number for it, ``2.1.2``.
    """

    version: str
    built: str
    release: str


def said_in(content: bytes) -> Said:
    """Find what a MicroPython says of itself: the texts of its banner and of ``os.uname()``.

    Args:
        content: The bytes of an image.
    """
    python, microbit = _MICROPYTHON.search(content), _MICROBIT.search(content)
    built = _MICROBIT_BUILT.search(content)
    return Said(
        python[1].decode() if python else "",
        built[1].decode() if built else python[2].decode() if python else "",
        microbit[1].decode() if microbit else "",
    )


@dataclass(frozen=True, slots=True)
class ImagePart:
    """What an image holds for one kind of board.

    Attributes:
        number: The board number of a universal hex, the family of a UF2; None in a plain hex.
        boards: The ids of the boards that can run it; none: a board that Kibako does not know,
            or a plain hex that does not tell.
        segments: The bytes and where they belong, by address.
        version: The MicroPython in it, such as ``1.27.0``; ``""``: none was found.
        built: When that was built, ``2021-03-16``; ``""``: unknown.
        release: The micro:bit's own number for it, ``2.1.2``; ``""`` on other boards.
    """

    number: int | None
    boards: tuple[str, ...]
    segments: tuple[Segment, ...]
    version: str
    built: str
    release: str


@dataclass(frozen=True, slots=True)
class FirmwareImage:
    """A checked image.

    Attributes:
        kind: How the file is written.
        parts: What it holds, one part for each kind of board; never empty.
        family: For which chips or boards it says that it is, in words; ``""``: it does not say.
    """

    kind: Literal["hex", "universal-hex", "uf2"]
    parts: tuple[ImagePart, ...]
    family: str

    @property
    def boards(self) -> tuple[str, ...]:
        """The ids of all boards that the image is for."""
        return tuple(sorted({board for part in self.parts for board in part.boards}))

    def part_for(self, board: str) -> ImagePart | None:
        """Return what the image holds for a board, by the board's id; None: nothing."""
        return next((part for part in self.parts if board in part.boards), None)


def read_image(data: bytes, name: str = "image") -> FirmwareImage:
    """Read and check a firmware image of any kind.

    Args:
        data: The file: Intel HEX, universal hex or UF2.
        name: What errors call it.

    Returns:
        The image.

    Raises:
        FileError: It is no such file, is broken or cut off, holds nothing, or would write where
            its board has no memory for programs.
    """
    if len(data) > IMAGE_BYTES_MAX:
        size, limit = len(data) >> 20, IMAGE_BYTES_MAX >> 20
        raise FileError("image_too_large", name=name, size_mb=size, limit_mb=limit)
    if data.startswith(uf2.MAGIC_START):
        found = read_uf2(data, name)
        parts = tuple(_part("uf2", number, held, name) for number, held in found.items() if held)
        words = sorted({uf2.FAMILIES.get(number, f"{number:#010x}") for number in found})
        return _checked(FirmwareImage("uf2", parts, ", ".join(words)), name)
    if not data.lstrip().startswith(b":"):
        raise FileError("image_unknown", name=name)
    read = read_hex(data, name)
    parts = tuple(_part("hex", number, held, name) for number, held in read.items() if held)
    kind = "hex" if None in read or not read else "universal-hex"
    words = sorted({f"{number:04X}" for number in read if number is not None})
    return _checked(FirmwareImage(kind, parts, ", ".join(words)), name)


def _checked(image: FirmwareImage, name: str) -> FirmwareImage:
    if not image.parts:
        raise FileError("image_no_data", name=name)
    return image


def _part(
    kind: Literal["hex", "uf2"], number: int | None, segments: tuple[Segment, ...], name: str
) -> ImagePart:
    """Find out for which boards segments are, and what is in them."""
    content = b"\0".join(segment.data for segment in segments)
    fitting = [
        target
        for target in targets().values()
        if target.image.kind == kind and (number is None or number in target.image.numbers)
    ]
    marked = [target for target in fitting if target.image.mark.encode() in content]
    # A plain hex names no board: only the MicroPython in it tells. Where the number of the board
    # or family is given, it may narrow that down (Pico or Pico W), but never widens it.
    boards = marked or (fitting if number is not None else [])
    _check_ranges(boards, segments, name)
    _check_start(boards, segments, name)
    said = said_in(content)
    ids = tuple(target.id for target in boards)
    return ImagePart(number, ids, segments, said.version, said.built, said.release)


def _check_start(boards: list[Target], segments: tuple[Segment, ...], name: str) -> None:
    """Refuse what has lost its beginning: lines of hex have no numbers, so nothing else tells."""
    for target in boards:
        start = target.image.ranges[0][0]
        if not any(segment.address == start for segment in segments):
            raise FileError(
                "image_no_start", name=name, board=target.name, address=f"{start:#010x}"
            )


def _check_ranges(boards: list[Target], segments: tuple[Segment, ...], name: str) -> None:
    for target in boards:
        outside = target.outside(segments)
        if outside is not None:
            where = f"{outside:#010x}"
            raise FileError("image_out_of_range", name=name, board=target.name, address=where)
