"""The pack that a command names: by its name, or by its folder for who writes it."""

from pathlib import Path
from typing import TYPE_CHECKING

from kibako.cli import local
from kibako.errors import PackError

if TYPE_CHECKING:
    from kibako.lessons.pack import Pack


def folder(name: str) -> Path:
    """Return the folder of a pack that a command names.

    Raises:
        FileError: It is missing, or no folder.
    """
    return local.folder(name, _is_pack).resolve()


def could_be_added(path: Path) -> bool:
    """Return whether something looks like a pack: the one file of it, or its folder."""
    from kibako.lessons.pack_files import SUFFIX

    return path.suffix == SUFFIX or _is_pack(path)


def _is_pack(path: Path) -> bool:
    from kibako.lessons.manifest import MANIFEST

    return (path / MANIFEST).is_file()


def read(name: str) -> "Pack":
    """Return a pack.

    Args:
        name: Its name, or its folder.

    Raises:
        PackError: It is broken, or there is none of that name.
        FileError: There is no such folder.
    """
    from kibako.lessons.catalogue import read_catalogue

    if "/" in name or "\\" in name or name == "." or (Path(name) / "pack.toml").is_file():
        return written(folder(name))
    return read_catalogue().pack(name)


def written(folder: Path) -> "Pack":
    """Return the pack in a folder; who names the folder writes the pack.

    Raises:
        PackError: It is broken, or no pack; the error says it to its author.
    """
    from kibako.lessons.manifest import MANIFEST
    from kibako.lessons.pack import read_pack

    if not (folder / MANIFEST).is_file():
        raise PackError("pack_none_here", folder=folder.name)
    try:
        return read_pack(folder)
    except PackError as error:
        if error.code != "pack_broken":
            raise
        raise PackError("pack_own_broken", **error.fields) from error
