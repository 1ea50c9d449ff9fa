"""The packs on this computer: those that came with Kibako and those of the user."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from kibako import paths, resources
from kibako.errors import KibakoError, PackError
from kibako.lessons.manifest import MANIFEST
from kibako.lessons.pack import Pack, read_pack


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was found.

    Attributes:
        packs: The packs that can be used, in the order of their names.
        broken: What is wrong with the others.
    """

    packs: tuple[Pack, ...]
    broken: tuple[PackError, ...]

    def pack(self, pack_id: str) -> Pack:
        """Return a pack by its id.

        Raises:
            PackError: It is broken, or there is none of that name.
        """
        for pack in self.packs:
            if pack.id == pack_id:
                return pack
        for error in self.broken:
            if error.fields.get("pack") == pack_id:
                raise error
        known = [pack.id for pack in self.packs]
        near = difflib.get_close_matches(pack_id, known, 1)
        if near:
            raise PackError("pack_unknown_near", pack=pack_id, nearest=near[0])
        raise PackError("pack_unknown", pack=pack_id, known=", ".join(known))


def read_catalogue(*folders: Path) -> Catalogue:
    """Read every pack of some folders.

    Args:
        *folders: Folders of pack folders; later ones do not replace packs of earlier ones. With
            none given: the packs that came with Kibako, then ``packs`` in the data folder.

    Returns:
        The packs, and what is wrong with those that cannot be used.
    """
    if not folders:
        folders = (resources.data_root() / "lessons", *_user_folder())
    packs: dict[str, Pack] = {}
    problems: list[PackError] = []
    for folder in folders:
        if not folder.is_dir():
            continue
        for entry in sorted(folder.iterdir()):
            if not (entry / MANIFEST).is_file():
                continue
            try:
                pack = read_pack(entry)
            except PackError as error:
                problems.append(error)
            else:
                packs.setdefault(pack.id, pack)
    return Catalogue(tuple(packs[name] for name in sorted(packs)), tuple(problems))


def _user_folder() -> tuple[Path, ...]:
    """The folder of the user's own packs; none when there can be no data folder."""
    try:
        return (paths.data_dir() / "packs",)
    except KibakoError:
        return ()
