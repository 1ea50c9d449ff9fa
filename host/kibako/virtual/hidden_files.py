"""The files that only the interpreter sees: our board code, the next program, and randomness."""

import random
from collections.abc import Callable
from pathlib import Path

from kibako.virtual.flash import ENOENT, FlashError

FIRMWARE_ROOT = "/.fw"
"""Where the interpreter finds board code; no program sees it in a listing."""

FROZEN_ROOT = "/.frozen"
"""Where the kernel mounts the board's own modules."""

SOURCE_ROOT = "/.fw.src"
"""The same files, with their sources; under the other root there is bytecode only: an import
looks for a source first."""

JOB_PATH = f"{FIRMWARE_ROOT}/job"
"""The program that is to run next, as a file."""

Hidden = bytes | Path | random.Random
"""What lies at a hidden path: contents, a file or folder of the computer, or noise."""


class HiddenFiles:
    """What lies at the paths that no program sees in a listing.

    Args:
        firmware: Folders of board code, in the order in which they are searched.
        job: Returns the program that is to run next.
        seed: Seed of ``/dev/urandom``.
    """

    def __init__(self, firmware: list[Path], job: Callable[[], bytes], seed: int) -> None:
        self._firmware = firmware
        self._job = job
        self._random = random.Random(seed)  # noqa: S311 - to be repeatable is its purpose

    def at(self, path: str) -> Hidden | None:
        """Return what lies at a path, or None if the path is not a hidden one.

        Args:
            path: The path, as the interpreter names it.

        Raises:
            FlashError: The path is a hidden one, but nothing lies there.
        """
        absolute = "/" + path.lstrip("/")
        if absolute in ("/dev/urandom", "/dev/random"):
            return self._random
        if absolute == JOB_PATH:
            return self._job()
        root, _, rest = absolute[1:].partition("/")
        if f"/{root}" not in (FIRMWARE_ROOT, SOURCE_ROOT) or not rest:
            return None
        if f"/{root}" == FIRMWARE_ROOT and rest.endswith(".py"):
            raise FlashError(ENOENT)
        return self._board_code(rest)

    def _board_code(self, path: str) -> Path:
        """Return the first file or folder of that path in the folders of board code."""
        parts = path.split("/")
        if ".." in parts:
            raise FlashError(ENOENT)
        for folder in self._firmware:
            where = folder.joinpath(*parts)
            # The last folder holds those of all profiles too: they are no packages.
            if where.is_file() or (where.is_dir() and folder is not self._firmware[-1]):
                return where
        raise FlashError(ENOENT)
