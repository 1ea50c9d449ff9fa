"""The packs on this computer, wherever they lie: see :mod:`kibako.lessons.places`."""

import difflib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from kibako.errors import KibakoError, PackError
from kibako.lessons.added import AddedPacks
from kibako.lessons.manifest import Level
from kibako.lessons.pack import Pack, read_pack
from kibako.lessons.places import Place, in_folder, places


@dataclass(frozen=True, slots=True)
class Hidden:
    """A pack that is not used, as another one has its name.

    Attributes:
        id: The name.
        place: Where it lies.
        by: Where the one lies that is used.
    """

    id: str
    place: Place
    by: Place


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What was found.

    Attributes:
        packs: The packs that can be used: those for the youngest first, then by their names.
        broken: What is wrong with the others.
        places: Where each of the packs lies, by its id.
        hidden: Packs that are not used, as another one has their name.
    """

    packs: tuple[Pack, ...]
    broken: tuple[PackError, ...]
    places: Mapping[str, Place] = field(default_factory=dict[str, Place])
    hidden: tuple[Hidden, ...] = ()

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
            none given: every place of this computer.

    Returns:
        The packs, and what is wrong with those that cannot be used.
    """
    if folders:
        found = [place for folder in folders for place in in_folder(folder, "own")]
    else:
        found = list(places())
    packs: dict[str, Pack] = {}
    used: dict[str, Place] = {}
    problems: list[PackError] = []
    hidden: list[Hidden] = []
    for place in found:
        name = place.folder.name
        if name in packs:
            hidden.append(Hidden(name, place, used[name]))
            continue
        try:
            pack = read_pack(place.folder)
        except PackError as error:
            problems.append(error)
        else:
            packs[pack.id] = pack
            used[pack.id] = place
    if not folders:
        with suppress(KibakoError):  # without a data folder nothing was added
            problems += AddedPacks().damaged()
    in_order = tuple(sorted(packs.values(), key=lambda pack: (_age(pack), pack.id)))
    return Catalogue(in_order, tuple(problems), used, tuple(hidden))


def _age(pack: Pack) -> int:
    """For how old learners a pack is: a place in the list of levels."""
    return get_args(Level).index(pack.manifest.level)
