"""The drive that a board shows for new firmware: which board it is, and what became of a file.

Sources: DAPLink (docs/MSD_COMMANDS.md, the files DETAILS.TXT and FAIL.TXT; the first four digits of
the unique ID are the board's number), RP2040 datasheet section 2.8.4 (INFO_UF2.TXT).
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kibako.errors import BoardError, FileError
from kibako.images.targets import Target, targets
from kibako.usb import UsbView
from kibako.visible import visible

DAPLINK_FILE = "DETAILS.TXT"
BOOT_ROM_FILE = "INFO_UF2.TXT"
FAIL_FILE = "FAIL.TXT"
_FIRST_VERSION, _FIRST_BOARD = "0234", "9900"
"""The interface chip of the first 800,000 micro:bits, all of them V1, tells no number."""
_READ_MAX = 8192
_REASON_MAX = 200


@dataclass(frozen=True, slots=True)
class Drive:
    """A board's drive.

    Attributes:
        folder: Where it is mounted.
        told_by: The file on it that says which board it is.
        targets: The boards that it can be: one micro:bit; or all with the same boot ROM.
        unique_id: The board's own number, ``""`` when the drive does not tell.
    """

    folder: Path
    told_by: str
    targets: tuple[Target, ...]
    unique_id: str

    @property
    def names(self) -> str:
        """What a person calls the boards that it can be."""
        return " / ".join(target.name for target in self.targets)

    def is_there(self) -> bool:
        """Return whether the drive is still mounted there, and not that of another board.

        Where many boards come and go, one takes the folder that another has left.
        """
        text = _text(self.folder / self.told_by)
        if text is None:
            return False
        return not self.unique_id or _fields(text).get("unique id") == self.unique_id

    def found_again(self, view: UsbView) -> "Drive":
        """Return the drive where it is mounted now; as it is when it is nowhere.

        Args:
            view: What is plugged in.
        """
        if not self.unique_id:
            return self
        for shown in view.drives():
            moved = replace(self, folder=shown.path)
            if moved.is_there():
                return moved
        return self

    def has(self, name: str) -> bool:
        """Return whether a file is on the drive, as far as can be seen."""
        with suppress(OSError):
            return (self.folder / name).exists()
        return False

    def failure(self) -> str | None:
        """Return why the board refused a file; None: it says nothing of the kind."""
        text = _text(self.folder / FAIL_FILE)
        if text is None:
            return None
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        reason = lines[0].removeprefix("error:").strip() if lines else FAIL_FILE
        return visible(reason)[:_REASON_MAX]


def look_at_drive(folder: Path) -> Drive:
    """Find out which board shows a drive; nothing on it is changed.

    Args:
        folder: Where the drive is mounted.

    Returns:
        The drive.

    Raises:
        FileError: The folder is not there, or no board's drive.
        BoardError: The board is not ready for firmware, or Kibako does not know it.
    """
    if not folder.is_dir():
        raise FileError("flash_no_folder", path=str(folder))
    details = _text(folder / DAPLINK_FILE)
    if details is not None:
        told = _fields(details)
        if told.get("daplink mode", "").lower() == "bootloader":
            raise BoardError("flash_maintenance", path=str(folder))
        unique_id = told.get("unique id", "")
        if not unique_id and told.get("version") == _FIRST_VERSION:
            return _known(folder, DAPLINK_FILE, _of_number(_FIRST_BOARD), "", "")
        return _known(folder, DAPLINK_FILE, _of_number(unique_id[:4]), unique_id, unique_id[:4])
    info = _text(folder / BOOT_ROM_FILE)
    if info is not None:
        board = _fields(info).get("board-id", "")
        found = tuple(each for each in targets().values() if board and each.image.drive == board)
        return _known(folder, BOOT_ROM_FILE, found, "", board)
    raise FileError("flash_no_drive", path=str(folder))


def _known(
    folder: Path, told_by: str, found: tuple[Target, ...], unique_id: str, said: str
) -> Drive:
    if not found:
        said = visible(said)[:_REASON_MAX]
        raise BoardError("flash_unknown_board", path=str(folder), said=said or "?")
    return Drive(folder, told_by, found, unique_id)


def _of_number(digits: str) -> tuple[Target, ...]:
    try:
        number = int(digits, 16)
    except ValueError:
        return ()
    return tuple(
        each
        for each in targets().values()
        if each.image.kind == "hex" and number in each.image.numbers
    )


def _fields(text: str) -> dict[str, str]:
    """Return what stands before and after the first colon of each line."""
    pairs = (line.partition(":") for line in text.splitlines())
    return {key.strip().lower(): value.strip() for key, colon, value in pairs if colon}


def _text(path: Path) -> str | None:
    """Return the beginning of a file on a drive; None: it is not there (any more)."""
    try:
        with path.open("rb") as file:
            return file.read(_READ_MAX).decode("latin-1")
    except OSError:
        return None
