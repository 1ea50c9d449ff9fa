"""What every board on the bench is to become: its firmware, its files, its label."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kibako.boards.profile import profiles
from kibako.boards.room import check_empty
from kibako.errors import BoardError, FileError, UsageError
from kibako.flash.shelf import Shelf
from kibako.images.image import FirmwareImage, ImagePart, read_image
from kibako.images.targets import targets

PLACE = "{n}"
"""What stands for the number in a pattern of labels."""
LABELS_MAX = 500


@dataclass(frozen=True, slots=True)
class BenchImage:
    """An image for boards on the bench.

    Attributes:
        name: What the shelf or the mentor calls it.
        data: Its bytes.
        image: What they are.
        asked: Whether the mentor named it; else the shelf's newest one was taken.
    """

    name: str
    data: bytes
    image: FirmwareImage
    asked: bool
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a board may take, in seconds.

    Attributes:
        ask: Until a board that is about to lose its files says which ones it has.
        drive: Until its drive is there, once it has been seen or has restarted.
        answer: From the last byte until its drive shows what became of the file.
        back: Until its port is there again with the new firmware.
        prompt: Until its REPL answers.
        board: For all of it; longer than this, a board is given up.
    """

    ask: float = 3.0
    drive: float = 15.0
    answer: float = 20.0
    back: float = 20.0
    prompt: float = 10.0
    board: float = 300.0


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """What is done with each board.

    Attributes:
        images: The image for each kind of board, by the board's id.
        files: What each board is to hold, by path; empty: its files are left alone.
        board_kind: Which board those are whose drive does not tell, ``""``: they are asked.
        at_once: How many boards at once.
        tries: How often a board is begun with before it counts as failed.
        limits: How long a board may take.
    """

    images: Mapping[str, BenchImage]
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    board_kind: str = ""
    at_once: int = 20
    tries: int = 3
    limits: Limits = Limits()

    @property
    def files_sha256(self) -> str:
        """One hash for all files and their names, ``""`` without files."""
        if not self.files:
            return ""
        whole = hashlib.sha256()
        for path, data in sorted(self.files.items()):
            whole.update(f"{len(path.encode())} {path} ".encode())
            whole.update(hashlib.sha256(data).digest())
        return whole.hexdigest()

    def check_files(self, board: str) -> None:
        """Refuse files that a kind of board can never hold, before anything is written to it.

        Args:
            board: The board's id.

        Raises:
            BoardError: A name, a folder or a size that it cannot have.
        """
        if self.files and board in profiles():
            check_empty(profiles()[board], self.files)

    def image_for(self, boards: Collection[str], known: str = "") -> tuple[str, BenchImage]:
        """Choose the image for a board; nothing is ever guessed.

        Args:
            boards: The ids of the boards that it can be.
            known: Which of them it is, ``""`` when nobody has said.

        Returns:
            Which board it is taken for, and the image.

        Raises:
            BoardError: There is no image for it, or it is not known which board it is.
        """
        names = " / ".join(targets()[board].name for board in boards)
        fitting = [board for board in boards if board in self.images]
        if len(boards) > 1:
            chosen = self.board_kind or known
            asked = [board for board in fitting if self.images[board].asked]
            if not chosen and len({self.images[board].sha256 for board in asked}) == 1:
                chosen = asked[0]  # the one image that was asked for fits whichever it is
            if not chosen:
                raise BoardError("bench_kind_unknown", boards=names, kinds=" / ".join(boards))
            fitting = [board for board in fitting if board == chosen]
            names = targets()[chosen].name if chosen in targets() else names
        if not fitting:
            raise BoardError("bench_no_image", board=names)
        return fitting[0], self.images[fitting[0]]


def choose_images(shelf: Shelf, named: Sequence[tuple[str, bytes]] = ()) -> dict[str, BenchImage]:
    """Choose an image for each kind of board.

    Args:
        shelf: The firmware shelf.
        named: Names and bytes of images that the mentor asked for; they come before those on the
            shelf.

    Returns:
        The images by board; of several on the shelf for one kind, the one with the newest
        MicroPython. Kinds without an image are left out.

    Raises:
        FileError: An image that was asked for is broken or holds no MicroPython for a board, or
            the shelf cannot be read.
        UsageError: Two of them are for the same board.
    """
    chosen = _newest(shelf)
    asked: set[str] = set()
    for name, data in named:
        image = BenchImage(name, data, read_image(data, name), asked=True)
        boards = {board for part in image.image.parts if part.version for board in part.boards}
        if not boards:
            raise FileError("bench_image_useless", name=name)
        for twice in sorted(boards & asked):
            raise UsageError("bench_two_images", board=targets()[twice].name)
        asked |= boards
        chosen |= dict.fromkeys(boards, image)
    return chosen


def _newest(shelf: Shelf) -> dict[str, BenchImage]:
    """Return for each kind of board the image on the shelf with the newest MicroPython."""
    newest: dict[str, tuple[tuple[int, ...], str, str]] = {}
    for slip in shelf.slips():
        for part in slip.firmware:
            rank = (_numbers(part.version), part.built, slip.name)
            for board in part.boards if part.version else ():
                newest[board] = max(newest.get(board, rank), rank)
    taken: dict[str, BenchImage] = {}
    for _, _, name in newest.values():
        if name not in taken:
            data, image = shelf.take(name)
            taken[name] = BenchImage(name, data, image, asked=False)
    return {board: taken[name] for board, (_, _, name) in newest.items()}


def part_of(image: BenchImage, board: str) -> ImagePart:
    """Return what of an image is for a board that it was chosen for."""
    part = image.image.part_for(board)
    if part is None:
        raise FileError("bench_image_useless", name=image.name)
    return part


class LabelMaker:
    """Gives boards their labels: the one they have, else the next that is free.

    Args:
        pattern: Such as ``きつね-{n}``; ``""``: from ``names``, or none at all.
        names: A list of labels, in order.
        taken: The labels that boards have already, by USB serial number.

    Raises:
        UsageError: The pattern has no place for a number.
    """

    def __init__(
        self, pattern: str = "", names: Sequence[str] = (), taken: Mapping[str, str] | None = None
    ) -> None:
        if pattern and PLACE not in pattern:
            raise UsageError("bench_label_pattern", pattern=pattern)
        self._taken = {serial.lower(): label for serial, label in (taken or {}).items()}
        self._used = set(self._taken.values())
        numbered = (pattern.replace(PLACE, str(n)) for n in range(1, LABELS_MAX + 1))
        self._free = list(numbered) if pattern else list(names)[:LABELS_MAX]

    def label_for(self, serial: str) -> str:
        """Return a board's label, ``""`` when none is asked for or none is left.

        Args:
            serial: Its USB serial number, ``""`` while it is unknown.
        """
        if own := self._taken.get(serial.lower()):
            return own
        while self._free:
            label = self._free.pop(0)
            if label not in self._used:
                return label
        return ""

    def known(self, serial: str, meant: str) -> str:
        """Return the label of a board whose serial number is known only now.

        Args:
            serial: Its USB serial number.
            meant: The label that it was to have; it is free again if the board has one.
        """
        own = self._taken.get(serial.lower(), "")
        if own and meant and own != meant:
            self._free.insert(0, meant)
        return own or meant


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
