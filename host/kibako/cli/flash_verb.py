"""``kibako flash``: write firmware to a board through its drive."""

from collections.abc import Sequence
from pathlib import Path

from kibako import strings
from kibako.cli import images, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, UsageError


def run(words: Sequence[str]) -> int:
    """Check an image against a board, write it, and tell what the board's drive shows.

    Args:
        words: What came after the verb.

    Returns:
        The exit status.
    """
    parser = Words("kibako flash", strings.text("cli.flash_about"))
    parser.option("--image", help="flash_image", metavar="NAME|FILE")
    parser.option("--drive", help="flash_drive", metavar="FOLDER", type=Path)
    parser.option("--json", help="json_option", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    for option, value in (("--image", found.image), ("--drive", found.drive)):
        if not value:
            raise UsageError("word_missing", word=option, command=parser.prog)
    from kibako.flash.flashing import flash_drive

    data = images.read(found.image)
    output.say("flash_said.writing", name=found.image, path=found.drive)
    done = flash_drive(data, found.image, found.drive)
    firmware = done.firmware
    if found.json:
        output.data_json(
            {
                "boards": done.boards,
                "version": firmware.version,
                "release": firmware.release,
                "built": firmware.built,
                "unique_id": done.unique_id,
                "came_back": done.came_back,
            }
        )
    output.say("flash_said.taken" if done.came_back else "flash_said.went")
    return ExitStatus.DONE
