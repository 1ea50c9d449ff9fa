"""The proof of a flashing: the board itself says which MicroPython runs on it."""

import re
from collections.abc import Collection

from kibako.boards.identity import BoardIdentity
from kibako.errors import BoardError
from kibako.images.image import ImagePart

_NUMBERS = re.compile(r"\d+(?:\.\d+){0,2}")
_TOLD = re.compile(r"(?:^|MicroPython )v(\d[0-9A-Za-z.+-]*)")
"""The MicroPython in what ``os.uname`` calls the version, on a Pico and on a micro:bit."""


def verify_version(identity: BoardIdentity, firmware: ImagePart, boards: Collection[str]) -> str:
    """Compare what a board says of itself with the firmware that it got.

    Args:
        identity: What the board said.
        firmware: What was written.
        boards: The ids of the boards that it can be.

    Returns:
        The version that it runs, in a person's words: ``1.27.0``, ``1.13 (2.0.0-beta.5)``.

    Raises:
        BoardError: It runs something else.
    """
    seen = ".".join(str(number) for number in identity.version)
    told = _TOLD.search(identity.release)
    if told is not None:
        seen, wrong = told[1], told[1] != firmware.version
    else:  # the boards whose firmware says no more than three numbers
        wrong = _numbers(seen) != _numbers(firmware.version)
    # The micro:bit has a number of its own for each of its firmwares.
    wrong |= bool(firmware.release and identity.release) and (
        f"v{firmware.release}" not in identity.release
    )
    if wrong or identity.profile_id not in boards:
        raise BoardError(
            "flash_wrong_version",
            wanted=words_of(firmware),
            seen=f"{identity.name}, {seen} {identity.release}".strip()[:200],
        )
    return words_of(firmware)


def words_of(firmware: ImagePart) -> str:
    """Return the version of a firmware as people write it."""
    return f"{firmware.version} ({firmware.release})" if firmware.release else firmware.version


def _numbers(version: str) -> tuple[int, ...]:
    """Return the three numbers of a version: ``1.13`` is ``(1, 13, 0)``."""
    found = _NUMBERS.match(version)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    return tuple((*numbers, 0, 0, 0)[:3])
