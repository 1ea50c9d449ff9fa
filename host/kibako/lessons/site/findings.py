"""What is wrong with a pack, in the sentences of its author's language."""

from pathlib import Path
from typing import cast

from kibako.errors import KibakoError
from kibako.lessons.pack import Pack, read_pack
from kibako.lessons.site.facts import PackFacts
from kibako.lessons.site.gathering import facts_of


def look_at(folder: Path) -> tuple[Pack, PackFacts] | list[str]:
    """Read a pack.

    Args:
        folder: Its folder.

    Returns:
        The pack and what its pages tell; or else everything that keeps it from being read.
    """
    try:
        pack = read_pack(folder)
        return pack, facts_of(pack)
    except KibakoError as error:
        return list(cast("tuple[str, ...]", error.fields.get("each", (error.what,))))
