"""Where packs lie, and which of two that have one name is used.

First come those of Kibako itself, which nobody can replace; then the folders that a person put into
``packs`` of the data folder, those that were added, and those in installed Python packages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kibako import paths, resources
from kibako.errors import KibakoError
from kibako.lessons.added import AddedPacks
from kibako.lessons.manifest import MANIFEST

Origin = Literal["kibako", "own", "added", "package"]


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that holds a pack.

    Attributes:
        folder: The folder.
        origin: ``kibako``: came with it; ``own``: a person put it there; ``added``: by
            ``kibako pack add``; ``package``: in a Python package.
        where: Where a person finds it: the folder, the source of an added pack, the package.
    """

    folder: Path
    origin: Origin
    where: str


def places() -> Iterator[Place]:
    """Yield every place of a pack on this computer; of two with one name the first counts."""
    yield from in_folder(resources.data_root() / "lessons", "kibako")
    try:
        data = paths.data_dir()
        added = AddedPacks()
    except KibakoError:
        return  # where there can be no data folder, there are no packs of the user
    yield from in_folder(data / "packs", "own")
    for receipt in added.receipts().values():
        yield Place(added.folder_of(receipt), "added", receipt.source)


def in_folder(folder: Path, origin: Origin) -> Iterator[Place]:
    """Yield the packs of a folder of packs, in the order of their names."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if (entry / MANIFEST).is_file():
            yield Place(entry, origin, str(entry))
