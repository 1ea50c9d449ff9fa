"""The pack that a command names: by its name, or by its folder for who writes it."""

from pathlib import Path
from typing import TYPE_CHECKING

from kibako.cli import local

if TYPE_CHECKING:
    from kibako.lessons.pack import Pack


def read(name: str) -> "Pack":
    """Return a pack.

    Args:
        name: Its name, or its folder.

    Raises:
        PackError: It is broken, or there is none of that name.
        FileError: There is no such folder.
    """
    from kibako.lessons.catalogue import read_catalogue
    from kibako.lessons.pack import read_pack

    if "/" in name or "\\" in name or (Path(name) / "pack.toml").is_file():
        return read_pack(local.folder(name).resolve())
    return read_catalogue().pack(name)
