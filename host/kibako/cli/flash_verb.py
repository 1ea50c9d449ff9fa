"""``kibako flash``: write firmware to a board through its drive, and let the board prove it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kibako import strings
from kibako.cli import images, output
from kibako.cli.words import Words, one_of
from kibako.errors import ExitStatus, UsageError

if TYPE_CHECKING:
    from kibako.flash.flashing import Flashed


def run(words: Sequence[str]) -> int:
    """Check an image against a board, write it, and tell what became of it.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako flash", strings.text("cli.flash_about"))
    parser.option("--image", help="flash_image", metavar="NAME|FILE")
    parser.option("--drive", help="flash_drive", metavar="FOLDER", type=Path)
    parser.option("--board", help="flash_board", metavar="MONIKER")
    parser.option("--by", help="flash_by", metavar="pyocd", type=one_of("--by", ("pyocd",)))
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if found.drive and found.board:
        raise UsageError("flash_where_twice")
    if found.by and found.drive:
        raise UsageError("flash_by_or_drive")
    where = "--drive / --board"
    place = found.board or found.drive or found.by
    for option, value in (("--image", found.image), (where, place)):
        if not value:
            raise UsageError("word_missing", word=option, command=parser.prog)
    from kibako.boards.plugged import usb_room
    from kibako.flash.one_board import find_board, find_drive

    data = images.read(found.image)
    room = usb_room()
    if found.by:
        serial = find_board(room, found.board).serial if found.board else ""
        return _by_probe(data, found.image, serial, in_json=found.json)
    board = find_board(room, found.board) if found.board else find_drive(room, found.drive)
    output.say("flash_said.writing", name=found.image, path=found.board or found.drive)
    if board is None:
        return _through_folder(data, found.image, found.drive, in_json=found.json)
    from kibako.flash.bench_board import Phase
    from kibako.flash.bench_plan import BenchImage
    from kibako.flash.one_board import flash_one
    from kibako.images.image import read_image

    def tell(phase: Phase) -> None:
        if phase is not Phase.FAILED:
            output.say(f"bench_phase_{phase}.name")

    image = BenchImage(found.image, data, read_image(data, found.image), asked=True)
    done = flash_one(board, image, room, tell)
    part = image.image.part_for(done.profile_id)
    if found.json and part is not None:
        told = {"version": part.version, "release": part.release, "built": part.built}
        more = {"unique_id": done.serial, "came_back": True, "verified": True}
        output.data_json({"boards": [done.profile_id], **told, **more})
    output.say("flash_said.proven", board=done.name, version=done.version)
    return ExitStatus.DONE


def _through_folder(data: bytes, name: str, folder: Path, *, in_json: bool) -> int:
    """Write to a drive of which the system does not tell whose it is: nobody can be asked then."""
    from kibako.flash.flashing import flash_drive

    done = flash_drive(data, name, folder)
    if in_json:
        _tell_unproven(done)
    output.say("flash_said.taken" if done.came_back else "flash_said.went")
    return ExitStatus.DONE


def _by_probe(data: bytes, name: str, unique_id: str, *, in_json: bool) -> int:
    """Write past the drive, by pyOCD."""
    from kibako.flash.probe import flash_probe

    done = flash_probe(data, name, unique_id)
    if in_json:
        _tell_unproven(done)
    output.say("flash_said.by_probe")
    return ExitStatus.DONE


def _tell_unproven(done: "Flashed") -> None:
    firmware = done.firmware
    told = {"version": firmware.version, "release": firmware.release, "built": firmware.built}
    more = {"unique_id": done.unique_id, "came_back": done.came_back, "verified": False}
    output.data_json({"boards": done.boards, **told, **more})
