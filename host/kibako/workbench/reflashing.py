"""The last step of a rescue: the board's drive is waited for, and its firmware written anew."""

from collections.abc import Sequence

from kibako.boards.limited import Clock
from kibako.boards.plugged import UsbRoom
from kibako.boards.ways import UsbWay
from kibako.errors import BoardError
from kibako.flash.bench_board import shows_boot_rom, sign, signs
from kibako.flash.bench_plan import BenchPlan, choose_images
from kibako.flash.drive import look_at_drive
from kibako.flash.flashing import ANSWER_LIMIT_S, flash_drive
from kibako.flash.shelf import Shelf
from kibako.usb import UsbDrive

_LOOK_S = 0.2


class Reflashing:
    """Writes firmware to the board of a rescue: :class:`kibako.boards.rescue.Reflash`.

    Args:
        way: The way to the board.
        room: What is plugged in.
        named: Names and bytes of images that the mentor asked for, before those on the shelf.
        clock: The clock of the rescue.
    """

    def __init__(
        self, way: UsbWay, room: UsbRoom, named: Sequence[tuple[str, bytes]], clock: Clock
    ) -> None:
        self._way = way
        self._room = room
        self._named = named
        self._clock = clock
        # Of what was there before, only a boot ROM that waits for firmware may be meant.
        self._before = signs(room.ports(), room.drives())
        self._only_one = len([drive for drive in room.drives() if shows_boot_rom(drive)]) == 1
        self.hand = "" if way.family == "microbit" or self._drive() else "bootsel"

    def __call__(self, until: float) -> None:
        """Wait for the drive and write; see :class:`kibako.boards.rescue.Reflash`."""
        images = choose_images(Shelf(), self._named)
        waited_s = until - self._clock.now()
        while (drive := self._drive()) is None:
            if self._clock.now() >= until:
                raise BoardError("bench_no_drive", board=self._way.name, seconds=round(waited_s))
            self._clock.pause(_LOOK_S)
        kinds = [target.id for target in look_at_drive(drive.path).targets]
        try:
            _, image = BenchPlan(images).image_for(kinds, self._way.profile_id)
        except BoardError as error:
            raise BoardError("rescue_no_image", board=error.fields["boards"]) from error
        flash_drive(
            image.data,
            image.name,
            drive.path,
            image=image.image,
            push=self._room.push,
            view=self._room,
            limit_s=ANSWER_LIMIT_S,
            pause=self._clock.pause,
            now=self._clock.now,
        )

    def _drive(self) -> UsbDrive | None:
        """Return the board's drive, None while it shows none; never the drive of a neighbour."""
        drives = self._room.drives()
        new = [d for d in drives if shows_boot_rom(d) and sign(d) not in self._before]
        for drive in drives:
            if not shows_boot_rom(drive):
                if self._way.serial and drive.serial.lower() == self._way.serial.lower():
                    return drive
            elif self._way.family == "microbit":
                continue
            elif self._way.socket and drive.socket == self._way.socket:
                return drive
            elif new == [drive] or (self._only_one and not self._way.serial):
                return drive
        return None
