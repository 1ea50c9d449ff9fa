"""Where Kibako keeps its things on this computer: one function a folder, asked for late.

Nothing is looked up or made when this module is imported. ``KIBAKO_HOME`` puts everything under
one folder (a USB stick, a test's temporary folder); otherwise the system's own places are used.
``KIBAKO_CACHE`` puts the cache elsewhere: homes on a slow stick may share the computer's own.
A learner's code and progress are private: every folder that is made here is mode 700.
"""

import os
from pathlib import Path

from kibako.errors import FileError
from kibako.reasons import reason_of

HOME_VARIABLE = "KIBAKO_HOME"
"""The environment variable that overrides every place."""

CACHE_VARIABLE = "KIBAKO_CACHE"
"""The environment variable that overrides the place of the cache alone, before ``KIBAKO_HOME``."""


def data_dir() -> Path:
    """Return the folder of what must not be lost: boards, code, progress."""
    return _folder("data")


def cache_dir() -> Path:
    """Return the folder of what can be made again: the compiled interpreter."""
    chosen = os.environ.get(CACHE_VARIABLE, "")
    if chosen:
        return private_folder(Path(chosen).expanduser().absolute())
    return _folder("cache")


def config_dir() -> Path:
    """Return the folder of the settings."""
    return _folder("config")


def boards_dir() -> Path:
    """Return the folder that holds one flash folder for each named virtual board."""
    return private_folder(data_dir() / "boards")


def work_dir() -> Path:
    """Return the folder of the learner's code and progress."""
    return private_folder(data_dir() / "work")


def private_folder(folder: Path) -> Path:
    """Make a folder, and what is missing above it, for this user alone.

    Args:
        folder: The folder; one that is there already is left as it is.

    Returns:
        The same folder.

    Raises:
        FileError: It cannot be made: read-only, full, or a file is in the way.
    """
    try:
        for part in reversed([folder, *folder.parents]):
            if not part.is_dir():
                part.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise FileError("folder_unusable", path=str(folder), reason=reason) from error
    return folder


def _folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE, "")
    if home:
        return private_folder(Path(home).expanduser().absolute() / kind)
    import platformdirs  # here, because most starts of the program never ask for a folder

    chosen = {
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
        "config": platformdirs.user_config_path,
    }[kind]
    return private_folder(chosen("kibako", appauthor=False))
