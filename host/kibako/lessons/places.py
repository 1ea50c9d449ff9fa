"""Where packs lie, and which of two that have one name is used.

First come those of Kibako itself, which nobody can replace; then the folders that a person put into
``packs`` of the data folder, those that were added, and those in installed Python packages.

A Python package carries packs as data and names itself in the group :data:`GROUP` of its entry
points. Nothing of it is imported or run: the entry point is read from the package's metadata, its
folder is found as an import would find it, and what lies there is read like any other pack.
"""

import importlib.util
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from kibako import paths, resources
from kibako.errors import KibakoError
from kibako.lessons.added import AddedPacks
from kibako.lessons.manifest import MANIFEST

GROUP = "kibako.packs"
"""The entry points of Python packages that carry packs: ``name = "package.folder"``."""

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
    with suppress(KibakoError):  # where there can be no data folder, there are no packs of the user
        added = AddedPacks()
        yield from in_folder(paths.data_dir() / "packs", "own")
        for receipt in added.receipts().values():
            yield Place(added.folder_of(receipt), "added", receipt.source)
    yield from _in_packages()


def in_folder(folder: Path, origin: Origin, where: str = "") -> Iterator[Place]:
    """Yield the packs of a folder of packs, in the order of their names.

    Args:
        folder: The folder.
        origin: What kind of place it is.
        where: Where a person finds them; the folder of each when left out.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if (entry / MANIFEST).is_file():
            yield Place(entry, origin, where or str(entry))


def _in_packages() -> Iterator[Place]:
    """Yield the packs in installed Python packages, in the order of the packages' names."""
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda each: each.name):
        made_by = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
        folder = _folder_of(entry.value)
        found = list(in_folder(folder, "package", made_by)) if folder else []
        # A package without packs is told like a pack that is broken, under the name it has here.
        yield from found or [Place(folder or Path(entry.name), "package", made_by)]


def _folder_of(value: str) -> Path | None:
    """Return the folder that an entry point means, without importing anything."""
    top, *below = value.split(".")
    if not all(part.isidentifier() for part in (top, *below)):
        return None
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError, AttributeError):
        return None
    locations = spec.submodule_search_locations if spec else None
    folders = (Path(location, *below) for location in locations or ())
    return next((folder for folder in folders if folder.is_dir()), None)
